import { z } from "zod";
import { group, kwargs, positive } from "../params.ts";

/** Members of `waveforms`, for a group that may have more of its own. */
export const waveformTimes = {
  ms_before: positive(1, "ms", "Waveform time before the peak.", "Before the peak"),
  ms_after: positive(1.5, "ms", "Waveform time after the peak.", "After the peak"),
};

export const WAVEFORMS_TEXT = "The piece of signal around a peak.";

/** What sorters that cluster described peaks have in common, with the names and defaults of SpikeInterface's `simple`. */
export const peakSorterParams = {
  apply_preprocessing: z
    .boolean()
    .default(false)
    .describe("Filter and reference the recording before sorting; switch on for raw recordings.")
    .meta({ label: "Preprocess" }),
  filtering: group(
    {
      freq_min: z
        .number()
        .positive()
        .default(300)
        .describe("Lower edge of the band-pass filter.")
        .meta({ label: "Lowest frequency", unit: "Hz" }),
      freq_max: z
        .number()
        .positive()
        .default(8000)
        .describe("Upper edge of the band-pass filter; lowered to 0.45 of the sampling frequency.")
        .meta({ label: "Highest frequency", unit: "Hz" }),
    },
    "Band-pass filter, used when preprocessing is on.",
    "Filter",
  ),
  waveforms: group(waveformTimes, WAVEFORMS_TEXT, "Waveforms"),
  detection: group(
    {
      peak_sign: z
        .enum(["neg", "pos", "both"])
        .default("neg")
        .describe("Which way spikes point.")
        .meta({ label: "Peak sign" }),
      detect_threshold: z
        .number()
        .positive()
        .default(5)
        .describe("Threshold in multiples of the channel's noise level (MAD).")
        .meta({ label: "Threshold", unit: "MAD" }),
      exclude_sweep_ms: positive(
        1.5,
        "ms",
        "Time on each side in which a peak to cluster must be the largest around.",
        "Exclusion time",
      ),
      radius_um: z
        .number()
        .positive()
        .default(150)
        .describe("Distance within which a peak to cluster must be the largest.")
        .meta({ label: "Radius", unit: "um" }),
    },
    "How the peaks to cluster are found.",
    "Detection",
  ),
  features: group(
    {
      n_components: z
        .int()
        .min(1)
        .max(20)
        .default(3)
        .describe("Temporal components kept per channel.")
        .meta({ label: "Components" }),
    },
    "Compression of waveforms by a temporal SVD.",
    "Features",
  ),
  cache_preprocessing: group(
    {
      mode: z
        .enum(["folder", "no-cache"])
        .default("folder")
        .describe(
          "Write what has to be computed or decompressed to disk before the passes over it.",
        )
        .meta({ label: "Cache" }),
      limit_gb: z
        .number()
        .nonnegative()
        .default(50)
        .describe("Larger recordings are not cached.")
        .meta({ label: "Largest cache", unit: "GB" }),
      delete_cache: z
        .boolean()
        .default(true)
        .describe("Remove the copy when the sort is done.")
        .meta({ label: "Delete cache" }),
    },
    "Copy of the prepared recording that the passes read.",
    "Cache",
  ),
  job_kwargs: kwargs.default({}).describe("Work is spread by the application."),
  seed: z
    .int()
    .nonnegative()
    .default(0)
    .describe("Seed of every random choice; the same seed gives the same sorting.")
    .meta({ label: "Seed" }),
};

type Shape = z.output<z.ZodObject<typeof peakSorterParams>>;

export type PreprocessingParams = Pick<Shape, "apply_preprocessing" | "filtering">;

/** Parameters that decide which peaks are found and how they are described. */
export type PeakParams = Pick<Shape, "waveforms" | "detection" | "features" | "seed">;
