import type { SorterStage } from "../define.ts";
import { RUN_STAGE } from "../shared/chain-stages.ts";
import { PEAK_STAGES } from "../shared/peaks/stages.ts";

/** The sorter's stages as people see them. */
export const SIMPLE_STAGES: readonly SorterStage[] = [
  ...PEAK_STAGES,
  {
    title: "Cluster",
    about: "Peaks are clustered by their waveforms on all channels; each cluster is a unit.",
    steps: ["cluster peaks"],
    params: ["clustering"],
  },
  { ...RUN_STAGE, params: ["seed", "job_kwargs"] },
];
