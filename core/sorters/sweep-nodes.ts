import type { SweepNode } from "#core/compute/index.ts";
import { meanWaveformsNode } from "./shared/chain/mean-waveforms.ts";
import { SIMPLE_SWEEP_NODES } from "./simple/index.ts";

/** The nodes of internal sorters that workers find by name. */
export const SWEEP_NODES: readonly SweepNode[] = [...SIMPLE_SWEEP_NODES, meanWaveformsNode];
