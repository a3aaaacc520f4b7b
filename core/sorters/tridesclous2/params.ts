import { z } from "zod";
import { cacheParam, count, flag, group, kwargs, motionParam, positive } from "../shared/params.ts";

/** SpikeInterface's parameters of tridesclous2, names and defaults, and a seed. */
export const tridesclous2Params = z.strictObject({
  apply_preprocessing: flag(
    true,
    "Filter, reference and scale the recording before sorting.",
    "Preprocess",
  ),
  apply_motion_correction: flag(
    false,
    "Estimate drift and move the signal back.",
    "Correct motion",
  ),
  motion_correction: motionParam,
  cache_preprocessing: cacheParam,
  waveforms: group(
    {
      ms_before: positive(0.5, "ms", "Waveform time before the peak.", "Before the peak"),
      ms_after: positive(1.5, "ms", "Waveform time after the peak.", "After the peak"),
      radius_um: positive(120, "um", "Channels within this distance describe a peak.", "Radius"),
    },
    "The piece of signal that describes a peak.",
    "Waveforms",
  ),
  filtering: group(
    {
      freq_min: positive(150, "Hz", "Lower cutoff.", "Lowest frequency"),
      freq_max: positive(
        6000,
        "Hz",
        "Upper cutoff; at most 0.45 of the rate.",
        "Highest frequency",
      ),
      ftype: z
        .enum(["butter", "bessel"])
        .default("bessel")
        .describe("Filter family.")
        .meta({ label: "Family" }),
      filter_order: count(2, "Filter order.", "Order"),
    },
    "Band-pass filter.",
    "Filter",
  ),
  detection: group(
    {
      peak_sign: z
        .enum(["neg", "pos", "both"])
        .default("neg")
        .describe("Which way spikes point.")
        .meta({ label: "Peak sign" }),
      detect_threshold: positive(5, "MAD", "Threshold in multiples of the noise.", "Threshold"),
      exclude_sweep_ms: positive(
        1.5,
        "ms",
        "Time on each side in which a peak must be the largest.",
        "Exclusion time",
      ),
      radius_um: positive(150, "um", "Distance within which a peak must be the largest.", "Radius"),
    },
    "How peaks to cluster are found.",
    "Detection",
  ),
  selection: group(
    {
      n_peaks_per_channel: count(5000, "Most peaks to cluster, per channel.", "Peaks per channel"),
      min_n_peaks: count(20000, "Most peaks to cluster, at least.", "At least"),
    },
    "Which peaks are clustered.",
    "Selection",
  ),
  svd: group(
    { n_components: count(10, "Temporal components per channel.", "Components") },
    "Compression.",
    "Compression",
  ),
  clustering: group(
    {
      recursive_depth: count(3, "How often a cluster is split again.", "Depth"),
      merge_from_templates: z
        .boolean()
        .default(false)
        .describe("Join clusters by the likeness of their templates alone, as the reference does.")
        .meta({ label: "Join alike" }),
    },
    "How peaks become clusters.",
    "Clustering",
  ),
  templates: group(
    {
      ms_before: positive(2, "ms", "Template time before the peak.", "Before the peak"),
      ms_after: positive(3, "ms", "Template time after the peak.", "After the peak"),
      max_spikes_per_unit: count(400, "Spikes averaged into a template.", "Spikes"),
      sparsity_threshold: z
        .number()
        .nonnegative()
        .default(1.5)
        .describe("Channels of a template reach this peak-to-peak amplitude in noise levels.")
        .meta({ label: "Channels from" }),
      min_snr: z
        .number()
        .nonnegative()
        .default(2.5)
        .describe("Templates below this peak-to-peak amplitude in noise levels are dropped.")
        .meta({ label: "Smallest SNR" }),
    },
    "From clusters to templates.",
    "Templates",
  ),
  matching: group(
    {
      method: z
        .string()
        .default("tdc-peeler")
        .describe("Template matching.")
        .meta({ label: "Method" }),
      method_kwargs: kwargs.default({}).describe("The method's parameters."),
      gather_mode: z
        .enum(["memory", "npy"])
        .default("memory")
        .describe("Spikes are gathered in memory; npy is the reference's."),
    },
    "How spikes of templates are found.",
    "Matching",
  ),
  job_kwargs: kwargs.default({}).describe("Work is spread by the application."),
  save_array: flag(
    true,
    "Intermediate arrays are always kept: a stopped run goes on from them.",
    "Keep arrays",
  ),
  debug: flag(false, "The reference's debugging; not used here.", "Debug"),
  seed: z
    .int()
    .nonnegative()
    .default(0)
    .describe("Seed of everything that is drawn.")
    .meta({ label: "Seed" }),
});

export type Tridesclous2Params = z.output<typeof tridesclous2Params>;
