import { z } from "zod";
import { group, kwargs } from "../shared/params.ts";

const milliseconds = (value: number, text: string, label: string): z.ZodDefault<z.ZodNumber> =>
  z.number().positive().default(value).describe(text).meta({ label, unit: "ms" });

/** Parameters of the sorter; the first six groups carry SpikeInterface's names and defaults. */
export const simpleParams = z.strictObject({
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
  waveforms: group(
    {
      ms_before: milliseconds(1, "Waveform time before the peak.", "Before the peak"),
      ms_after: milliseconds(1.5, "Waveform time after the peak.", "After the peak"),
      radius_um: z
        .number()
        .positive()
        .default(100)
        .describe("Channels within this distance of the peak's channel describe a peak.")
        .meta({ label: "Radius", unit: "um" }),
    },
    "The piece of signal around a peak.",
    "Waveforms",
  ),
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
      exclude_sweep_ms: milliseconds(
        1.5,
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
  clustering: group(
    {
      method: z
        .enum(["isosplit", "hdbscan", "gaussian_mixture", "kmeans"])
        .default("isosplit")
        .describe(
          "Clustering method; isosplit is followed by template matching. Of the others each cluster is a unit: hdbscan finds " +
            "how many there are, gaussian_mixture and kmeans are told.",
        )
        .meta({ label: "Method", citation: "arXiv:1508.04841" }),
      n_components: z
        .int()
        .min(1)
        .default(1)
        .describe("Units that gaussian_mixture makes.")
        .meta({ label: "Mixture components" }),
      n_clusters: z
        .int()
        .min(1)
        .default(8)
        .describe("Units that kmeans makes.")
        .meta({ label: "k-means clusters" }),
      random_state: z
        .int()
        .min(0)
        .max(2 ** 32 - 1)
        .nullable()
        .default(null)
        .describe("Seed of gaussian_mixture and kmeans; null: the sorter's seed.")
        .meta({ label: "Clustering seed" }),
      min_cluster_size: z
        .int()
        .min(2)
        .nullable()
        .default(null)
        .describe("Fewest peaks that can make a cluster; null: 10 for isosplit, 25 for hdbscan.")
        .meta({ label: "Smallest cluster" }),
      allow_single_cluster: z
        .boolean()
        .default(true)
        .describe("All peaks may be one cluster of hdbscan.")
        .meta({ label: "May be one" }),
      cluster_selection_method: z
        .enum(["eom", "leaf"])
        .default("leaf")
        .describe("Clusters of hdbscan that last longest, or the smallest ones.")
        .meta({ label: "Selection" }),
      core_dist_n_jobs: z.int().default(-1).describe("The reference's threads; not used here."),
      isocut_threshold: z
        .number()
        .positive()
        .default(2)
        .describe("Dip score from which two clusters are kept apart.")
        .meta({ label: "Dip threshold" }),
      recursive_depth: z
        .int()
        .min(1)
        .max(10)
        .default(3)
        .describe("How often a cluster is split again in its own features.")
        .meta({ label: "Depth" }),
    },
    "How peaks become clusters.",
    "Clustering",
  ),
  templates: group(
    {
      min_snr: z
        .number()
        .nonnegative()
        .default(3.5)
        .describe("Units whose template is smaller than this many noise levels are dropped.")
        .meta({ label: "Smallest SNR" }),
      min_firing_rate: z
        .number()
        .nonnegative()
        .default(0.1)
        .describe("Units that fire more rarely are dropped.")
        .meta({ label: "Lowest firing rate", unit: "Hz" }),
      refine_duration_s: z
        .number()
        .positive()
        .default(20)
        .describe("Length of signal, spread over the recording, on which templates are refined.")
        .meta({ label: "Refinement", unit: "s" }),
    },
    "From clusters to units.",
    "Templates",
  ),
  matching: group(
    {
      amplitude_min: z
        .number()
        .positive()
        .default(0.6)
        .describe("Smallest size of a spike relative to its template.")
        .meta({ label: "Smallest amplitude" }),
      amplitude_max: z
        .number()
        .positive()
        .default(1.6)
        .describe("Largest size of a spike relative to its template.")
        .meta({ label: "Largest amplitude" }),
      max_loops: z
        .int()
        .min(1)
        .max(10)
        .default(4)
        .describe("How often the residual is searched again for overlapped spikes.")
        .meta({ label: "Rounds" }),
    },
    "Template matching, which finds overlapping spikes.",
    "Matching",
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
  max_peaks: z
    .int()
    .min(1000)
    .default(200_000)
    .describe("Peaks kept for clustering, drawn evenly from all; bounds the memory of features.")
    .meta({ label: "Peaks to cluster" }),
  job_kwargs: kwargs.default({}).describe("Work is spread by the application."),
  seed: z
    .int()
    .nonnegative()
    .default(0)
    .describe("Seed of every random choice; the same seed gives the same sorting.")
    .meta({ label: "Seed" }),
});

export type SimpleParams = z.output<typeof simpleParams>;
