import type { SweepNode } from "#core/compute/index.ts";
import { basisNode } from "./basis-node.ts";
import { featuresNode } from "./features-node.ts";

/** The nodes of described peaks that workers find by name. */
export const PEAK_SWEEP_NODES: readonly SweepNode[] = [basisNode, featuresNode];
