import type { SorterStage } from "../define.ts";

/** The chain as people see it. */
export const TRIDESCLOUS2_STAGES: readonly SorterStage[] = [
  {
    title: "Prepare",
    about:
      "Band-pass, common reference from 32 channels on, every channel in noise levels; kept at hand.",
    steps: ["cache recording", "measure noise"],
    params: ["apply_preprocessing", "filtering", "cache_preprocessing"],
  },
  {
    title: "Motion",
    about: "Drift is estimated from peaks and the signal moved back; off unless asked for.",
    steps: ["detect and localize", "localize peaks", "estimate motion"],
    params: ["apply_motion_correction", "motion_correction"],
  },
  {
    title: "Detect",
    about: "Peaks that are the largest around in space and time.",
    steps: ["detect peaks", "peak prototype"],
    params: ["detection", "selection"],
  },
  {
    title: "Cluster",
    about:
      "Peaks of one neighbourhood are compressed and split by isosplit, then again in their own features.",
    steps: ["learn waveforms", "compress waveforms", "split clusters", "cluster peaks"],
    params: ["waveforms", "svd", "clustering"],
  },
  {
    title: "Templates",
    about:
      "Clusters are averaged, matched on a part of the recording and cleaned of what is no unit.",
    steps: ["average waveforms", "refine templates"],
    params: ["templates"],
  },
  {
    title: "Match",
    about: "Every spike of every template is found, overlaps resolved.",
    steps: ["match templates"],
    params: ["matching"],
  },
  {
    title: "Clean",
    about:
      "Units that are one neuron are joined, shadows of others are dropped, each with its reason.",
    steps: ["clean units"],
    params: [],
  },
  {
    title: "Run",
    about: "Seed and what is kept.",
    steps: [],
    params: ["seed", "job_kwargs", "save_array", "debug"],
  },
];
