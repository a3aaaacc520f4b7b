import type { SorterStage } from "../define.ts";
import { MATCH_STAGE, RUN_STAGE } from "../shared/chain-stages.ts";
import { PEAK_STAGES } from "../shared/peaks/stages.ts";

/** The chain as people see it. */
export const SPIKEDESK_STAGES: readonly SorterStage[] = [
  ...PEAK_STAGES,
  {
    title: "Cluster",
    about: "Peaks of each channel's neighbourhood are split wherever their density has a dip.",
    steps: ["cluster peaks"],
    params: ["clustering", "max_peaks"],
  },
  {
    title: "Templates",
    about: "Templates are matched on a part of the recording, averaged anew and cleaned, twice.",
    steps: ["refine templates"],
    params: ["templates"],
  },
  { ...MATCH_STAGE, params: ["matching"] },
  { ...RUN_STAGE, params: ["seed", "job_kwargs"] },
];
