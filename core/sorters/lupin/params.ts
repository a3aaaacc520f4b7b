import { z } from "zod";
import { count, flag, kwargs, positive } from "../shared/params.ts";

function atLeastZero(
  value: number,
  text: string,
  label: string,
  unit?: string,
): z.ZodDefault<z.ZodNumber> {
  return z
    .number()
    .nonnegative()
    .default(value)
    .describe(text)
    .meta(unit === undefined ? { label } : { label, unit });
}

/** SpikeInterface's parameters of lupin, names and defaults (version 2026.01). */
export const lupinParams = z.strictObject({
  apply_preprocessing: flag(
    true,
    "Filter, reference and whiten the recording before sorting.",
    "Preprocess",
  ),
  preprocessing_dict: kwargs
    .nullable()
    .default(null)
    .describe("Steps by name with their parameters, instead of band-pass and common reference.")
    .meta({ label: "Own steps" }),
  apply_motion_correction: flag(
    false,
    "Estimate drift and move the signal back.",
    "Correct motion",
  ),
  motion_correction_preset: z
    .string()
    .default("dredge_fast")
    .describe("Preset of the motion's estimation.")
    .meta({ label: "Motion preset" }),
  clustering_ms_before: positive(
    0.3,
    "ms",
    "Waveform time before the peak in clustering.",
    "Clustering: before",
  ),
  clustering_ms_after: positive(
    1.3,
    "ms",
    "Waveform time after the peak in clustering.",
    "Clustering: after",
  ),
  whitening_radius_um: positive(
    100,
    "um",
    "Each channel is whitened with those within this distance.",
    "Whitening radius",
  ),
  detection_radius_um: positive(
    50,
    "um",
    "Distance within which a peak must be the largest.",
    "Detection radius",
  ),
  features_radius_um: positive(
    120,
    "um",
    "Channels within this distance describe a peak.",
    "Feature radius",
  ),
  split_radius_um: positive(
    60,
    "um",
    "Channels within this distance of a group split it.",
    "Splitting radius",
  ),
  template_radius_um: positive(100, "um", "How far templates reach.", "Template radius"),
  merge_similarity_lag_ms: atLeastZero(
    0.5,
    "Time by which templates of clusters may be apart when they are compared.",
    "Merging lag",
    "ms",
  ),
  freq_min: positive(150, "Hz", "Lower cutoff.", "Lowest frequency"),
  freq_max: positive(7000, "Hz", "Upper cutoff; at most 0.45 of the rate.", "Highest frequency"),
  cache_preprocessing_mode: z
    .enum(["auto", "memory", "folder", "zarr", "no-cache"])
    .default("auto")
    .describe("Keep a copy on disk while sorting (all but no-cache), or compute samples each time.")
    .meta({ label: "Cache" }),
  peak_sign: z
    .enum(["neg", "pos", "both"])
    .default("neg")
    .describe("Which way spikes point.")
    .meta({ label: "Peak sign" }),
  detect_threshold: positive(5, "MAD", "Threshold in multiples of the noise.", "Threshold"),
  n_peaks_per_channel: count(5000, "Most peaks to cluster, per channel.", "Peaks per channel"),
  n_svd_components_per_channel: count(5, "Temporal components per channel.", "Components"),
  n_pca_features: z
    .number()
    .positive()
    .default(4)
    .describe("Dimensions of a split; below 1 a share of the variance.")
    .meta({ label: "Dimensions" }),
  clustering_recursive_depth: count(3, "How often a cluster is split again.", "Depth"),
  ms_before: positive(1, "ms", "Template time before the peak.", "Before the peak"),
  ms_after: positive(2.5, "ms", "Template time after the peak.", "After the peak"),
  template_sparsify_threshold: atLeastZero(
    1,
    "Channels of a template reach this peak-to-peak amplitude in noise levels.",
    "Channels from",
  ),
  template_min_snr_ptp: atLeastZero(
    4,
    "Templates below this peak-to-peak amplitude in noise levels are dropped.",
    "Smallest SNR",
  ),
  template_max_jitter_ms: atLeastZero(
    0.2,
    "Templates that peak elsewhere by more are dropped.",
    "Largest jitter",
    "ms",
  ),
  template_matching_engine: z
    .string()
    .default("wobble")
    .describe("Template matching.")
    .meta({ label: "Matching" }),
  min_firing_rate: atLeastZero(0.1, "Clusters that fire less are left out.", "Least rate", "Hz"),
  gather_mode: z
    .enum(["memory", "npy"])
    .default("memory")
    .describe("Spikes are gathered in memory; npy is the reference's."),
  job_kwargs: kwargs.default({}).describe("Work is spread by the application."),
  seed: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe("Seed of everything that is drawn; null: 0.")
    .meta({ label: "Seed" }),
  save_array: flag(
    true,
    "Intermediate arrays are always kept: a stopped run goes on from them.",
    "Keep arrays",
  ),
  debug: flag(false, "The reference's debugging; not used here.", "Debug"),
});

export type LupinParams = z.output<typeof lupinParams>;
