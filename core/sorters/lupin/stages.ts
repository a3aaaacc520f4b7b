import type { SorterStage } from "../define.ts";

/** The chain as people see it. */
export const LUPIN_STAGES: readonly SorterStage[] = [
  {
    title: "Prepare",
    about: "Band-pass, common reference from 32 channels on, local whitening; kept at hand.",
    steps: ["cache recording", "measure noise"],
    params: [
      "apply_preprocessing",
      "preprocessing_dict",
      "freq_min",
      "freq_max",
      "whitening_radius_um",
      "cache_preprocessing_mode",
    ],
  },
  {
    title: "Motion",
    about: "Drift is estimated from peaks and the signal moved back; off unless asked for.",
    steps: ["detect and localize", "localize peaks", "estimate motion"],
    params: ["apply_motion_correction", "motion_correction_preset"],
  },
  {
    title: "Detect",
    about: "Peaks that fit a typical waveform, the largest around in space and time.",
    steps: ["detect peaks", "peak prototype"],
    params: ["peak_sign", "detect_threshold", "detection_radius_um", "n_peaks_per_channel"],
  },
  {
    title: "Cluster",
    about:
      "Peaks of one neighbourhood are compressed and split by isosplit, then again in their own features.",
    steps: ["peak", "waveform", "cluster", "svd", "extract", "learn", "compress", "split"],
    params: [
      "clustering_ms_before",
      "clustering_ms_after",
      "features_radius_um",
      "n_svd_components_per_channel",
      "n_pca_features",
      "split_radius_um",
      "clustering_recursive_depth",
      "merge_similarity_lag_ms",
      "min_firing_rate",
    ],
  },
  {
    title: "Templates",
    about:
      "Clusters are averaged, matched on a part of the recording and cleaned of what is no unit.",
    steps: ["mean", "make templates", "average", "refine templates"],
    params: [
      "ms_before",
      "ms_after",
      "template_radius_um",
      "template_sparsify_threshold",
      "template_min_snr_ptp",
      "template_max_jitter_ms",
    ],
  },
  {
    title: "Match",
    about: "Every spike of every template is found, overlaps resolved.",
    steps: ["match templates"],
    params: ["template_matching_engine", "gather_mode"],
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
