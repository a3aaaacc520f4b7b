import { z } from "zod";
import { peakSorterParams, waveformTimes, WAVEFORMS_TEXT } from "../shared/peaks/params.ts";
import { group, positive } from "../shared/params.ts";

/** Parameters of the sorter; what it shares with `simple` has the names and defaults that it has there. */
export const spikedeskParams = z.strictObject({
  ...peakSorterParams,
  waveforms: group(
    {
      ...waveformTimes,
      radius_um: positive(
        100,
        "um",
        "Channels within this distance of the peak's channel describe a peak.",
        "Radius",
      ),
    },
    WAVEFORMS_TEXT,
    "Waveforms",
  ),
  clustering: group(
    {
      min_cluster_size: z
        .int()
        .min(2)
        .default(10)
        .describe("Fewest peaks that can make a cluster.")
        .meta({ label: "Smallest cluster" }),
      isocut_threshold: z
        .number()
        .positive()
        .default(2)
        .describe("Dip score from which two clusters are kept apart.")
        .meta({ label: "Dip threshold", citation: "arXiv:1508.04841" }),
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
  max_peaks: z
    .int()
    .min(1000)
    .default(200_000)
    .describe("Peaks kept for clustering, drawn evenly from all; bounds the memory of features.")
    .meta({ label: "Peaks to cluster" }),
});

export type SpikedeskParams = z.output<typeof spikedeskParams>;
