import type { SorterStage } from "../define.ts";

/** The chain as people see it. */
export const SPYKINGCIRCUS2_STAGES: readonly SorterStage[] = [
  {
    title: "Prepare",
    about: "Band-pass, common reference from 32 channels on, whitening; kept at hand.",
    steps: ["cache recording", "measure noise"],
    params: [
      "apply_preprocessing",
      "filtering",
      "apply_whitening",
      "whitening",
      "cache_preprocessing",
      "chunk_preprocessing",
    ],
  },
  {
    title: "Motion",
    about: "Drift is estimated from peaks and the signal moved back; off unless asked for.",
    steps: ["detect and localize", "localize peaks", "estimate motion"],
    params: ["apply_motion_correction", "motion_correction"],
  },
  {
    title: "Detect",
    about: "Peaks that fit a typical waveform, or are the largest around.",
    steps: ["detect peaks", "peak prototype"],
    params: ["detection", "selection", "deterministic_peaks_detection", "multi_units_only"],
  },
  {
    title: "Cluster",
    about:
      "Peaks of one neighbourhood are compressed and clustered by HDBSCAN, then again in their own features.",
    steps: ["learn waveforms", "compress waveforms", "split clusters", "cluster peaks"],
    params: ["general", "clustering"],
  },
  {
    title: "Templates",
    about:
      "Clusters are averaged, matched on a part of the recording and cleaned of what is no unit.",
    steps: ["average waveforms", "refine templates"],
    params: ["cleaning"],
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
    params: ["merging"],
  },
  {
    title: "Run",
    about: "Seed and what is kept.",
    steps: [],
    params: ["seed", "job_kwargs", "debug"],
  },
];
