import type { SweepNode } from "#core/compute/index.ts";
import { meanWaveformsNode } from "./shared/chain/mean-waveforms.ts";
import { PEAK_SWEEP_NODES } from "./shared/peaks/sweep-nodes.ts";
import { SPIKEDESK_SWEEP_NODES } from "./spikedesk/index.ts";

/** The nodes of internal sorters that workers find by name. */
export const SWEEP_NODES: readonly SweepNode[] = [
  ...PEAK_SWEEP_NODES,
  ...SPIKEDESK_SWEEP_NODES,
  meanWaveformsNode,
];
