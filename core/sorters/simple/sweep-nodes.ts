import type { SweepNode } from "#core/compute/index.ts";
import { basisNode } from "./basis-node.ts";
import { featuresNode } from "./features-node.ts";
import { peelNode } from "./peel-node.ts";

/** The nodes of this sorter that workers find by name. */
export const SIMPLE_SWEEP_NODES: readonly SweepNode[] = [basisNode, featuresNode, peelNode];
