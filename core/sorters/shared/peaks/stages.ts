import type { SorterStage } from "../../define.ts";

/** The first stages of sorters that cluster described peaks. */
export const PEAK_STAGES: readonly SorterStage[] = [
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
    params: ["waveforms", "detection", "features"],
  },
];
