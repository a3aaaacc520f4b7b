import type { SweepNode } from "#core/compute/index.ts";
import { peelNode } from "./peel-node.ts";

/** The nodes of this sorter that workers find by name. */
export const SPIKEDESK_SWEEP_NODES: readonly SweepNode[] = [peelNode];
