import type { SweepNode } from "#core/compute/index.ts";
import { SWEEP_NODES as EXTENSION_NODES } from "#core/extensions/index.ts";
import { EphysError } from "#core/model/index.ts";
import { SWEEP_NODES as SORTER_NODES } from "#core/sorters/index.ts";
import { SWEEP_NODES as COMPONENT_NODES } from "#core/sorting-components/index.ts";

/** Every sweep node that a worker can find by name. */
const NODES: readonly SweepNode[] = [...COMPONENT_NODES, ...SORTER_NODES, ...EXTENSION_NODES];

/** The sweep node called `name`. */
export function sweepNodeByName(name: string): SweepNode {
  const node = NODES.find((candidate) => candidate.name === name);
  if (node === undefined) {
    throw new EphysError("UnknownName", `no sweep node is called "${name}"`, { name });
  }
  return node;
}
