import { z } from "zod";
import { cacheParam, count, flag, group, kwargs, motionParam, positive } from "../shared/params.ts";

/** A component by name with its parameters. */
function method(
  name: string,
  defaults: Record<string, string | number | boolean>,
  text: string,
  label: string,
) {
  return group(
    {
      method: z.string().default(name).describe("Method.").meta({ label: "Method" }),
      method_kwargs: kwargs.default(defaults).describe("The method's parameters."),
      pipeline_kwargs: kwargs
        .default({})
        .describe("The reference's ways to gather; not used here."),
    },
    text,
    label,
  );
}

/** SpikeInterface's parameters of spykingcircus2, names and defaults. */
export const spykingcircus2Params = z.strictObject({
  general: group(
    {
      ms_before: positive(0.5, "ms", "Waveform time before the peak.", "Before the peak"),
      ms_after: positive(1.5, "ms", "Waveform time after the peak.", "After the peak"),
      radius_um: positive(100, "um", "Channels within this distance describe a peak.", "Radius"),
    },
    "The piece of signal that describes a spike.",
    "Waveforms",
  ),
  filtering: group(
    {
      freq_min: positive(150, "Hz", "Lower cutoff.", "Lowest frequency"),
      freq_max: positive(
        7000,
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
      margin_ms: positive(20, "ms", "Signal around a chunk that is filtered with it.", "Margin"),
    },
    "Band-pass filter.",
    "Filter",
  ),
  whitening: group(
    {
      mode: z
        .enum(["local", "global"])
        .default("local")
        .describe("Channels around each channel, or all.")
        .meta({ label: "Mode" }),
      regularize: flag(false, "Regularise the covariance (Ledoit-Wolf).", "Regularise"),
    },
    "Removes the correlation between channels.",
    "Whitening",
  ),
  detection: method(
    "matched_filtering",
    { peak_sign: "neg", detect_threshold: 5 },
    "How peaks are found.",
    "Detection",
  ),
  selection: group(
    {
      method: z
        .literal("uniform")
        .default("uniform")
        .describe("Peaks are drawn with equal chances.")
        .meta({ label: "Method" }),
      method_kwargs: group(
        {
          n_peaks_per_channel: count(5000, "Most peaks to cluster, per channel.", "Per channel"),
          min_n_peaks: count(100000, "Most peaks to cluster, at least.", "At least"),
          select_per_channel: flag(false, "The reference's choice; not used here.", "Per channel"),
        },
        "How many peaks are clustered.",
        "Numbers",
      ),
    },
    "Which peaks are clustered.",
    "Selection",
  ),
  apply_motion_correction: flag(
    true,
    "Estimate drift and move the signal back, where the probe has at least two depths.",
    "Correct motion",
  ),
  motion_correction: motionParam,
  merging: group(
    { max_distance_um: positive(50, "um", "Units farther apart stay apart.", "Farthest") },
    "Joining of units at the end.",
    "Merging",
  ),
  clustering: method("iterative-hdbscan", {}, "How peaks become clusters.", "Clustering"),
  cleaning: group(
    {
      min_snr: z
        .number()
        .nonnegative()
        .nullable()
        .default(5)
        .describe("Templates below this peak-to-peak amplitude in noise levels are dropped.")
        .meta({ label: "Smallest SNR" }),
      max_jitter_ms: z
        .number()
        .nonnegative()
        .nullable()
        .default(0.1)
        .describe("Templates that peak elsewhere by more are dropped.")
        .meta({ label: "Largest jitter", unit: "ms" }),
      sparsify_threshold: z
        .number()
        .nonnegative()
        .nullable()
        .default(null)
        .describe("Channels of a template reach this peak-to-peak amplitude in noise levels.")
        .meta({ label: "Channels from" }),
    },
    "Which templates are kept.",
    "Cleaning",
  ),
  matching: method("circus-omp", {}, "How spikes of templates are found.", "Matching"),
  apply_preprocessing: flag(true, "Filter and reference the recording.", "Preprocess"),
  apply_whitening: flag(true, "Whiten the recording.", "Whiten"),
  cache_preprocessing: cacheParam,
  chunk_preprocessing: group(
    {
      memory_limit: z
        .number()
        .nullable()
        .default(null)
        .describe("The reference's limit; chunks are 1 s here."),
    },
    "How much is read at a time.",
    "Chunks",
  ),
  multi_units_only: flag(false, "Every channel's peaks are one unit.", "Multi-units"),
  job_kwargs: kwargs.default({}).describe("Work is spread by the application."),
  seed: z
    .int()
    .nonnegative()
    .default(42)
    .describe("Seed of everything that is drawn.")
    .meta({ label: "Seed" }),
  deterministic_peaks_detection: flag(
    false,
    "Detection is always deterministic here.",
    "Deterministic",
  ),
  debug: flag(false, "The reference's debugging; not used here.", "Debug"),
});

export type Spykingcircus2Params = z.output<typeof spykingcircus2Params>;
