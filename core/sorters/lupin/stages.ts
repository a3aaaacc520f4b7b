import { chainStages } from "../shared/chain-stages.ts";

/** The chain as people see it. */
export const LUPIN_STAGES = chainStages({
  prepare: {
    about: "Band-pass, common reference from 32 channels on, local whitening; kept at hand.",
    params: [
      "apply_preprocessing",
      "preprocessing_dict",
      "freq_min",
      "freq_max",
      "whitening_radius_um",
      "cache_preprocessing_mode",
    ],
  },
  motion: ["motion_correction_preset"],
  detect: {
    about: "Peaks that fit a typical waveform, the largest around in space and time.",
    params: ["peak_sign", "detect_threshold", "detection_radius_um", "n_peaks_per_channel"],
  },
  cluster: {
    about:
      "Peaks of one neighbourhood are compressed and split by isosplit, then again in their own features.",
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
  templates: [
    "ms_before",
    "ms_after",
    "template_radius_um",
    "template_sparsify_threshold",
    "template_min_snr_ptp",
    "template_max_jitter_ms",
  ],
  match: ["template_matching_engine", "gather_mode"],
  run: ["seed", "job_kwargs", "save_array", "debug"],
});
