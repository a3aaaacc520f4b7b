import type { SorterStage } from "../define.ts";
import { MATCH_STAGE, RUN_STAGE } from "../shared/chain-stages.ts";

/** The chain as people see it. */
export const SIMPLE_STAGES: readonly SorterStage[] = [
  {
    title: "Prepare",
    about: "Band-pass and common reference where asked for; what is computed is kept at hand.",
    steps: ["cache recording", "measure noise"],
    params: ["apply_preprocessing", "filtering", "cache_preprocessing"],
  },
  {
    title: "Detect",
    about: "Peaks that are the largest around, described in a few learnt waveforms.",
    steps: ["learn waveforms", "detect peaks"],
    params: ["waveforms", "detection", "features", "max_peaks"],
  },
  {
    title: "Cluster",
    about: "Peaks of each channel's neighbourhood are split wherever their density has a dip.",
    steps: ["cluster peaks"],
    params: ["clustering"],
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
