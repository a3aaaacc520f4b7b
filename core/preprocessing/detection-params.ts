import { z } from "zod";

/** Arguments of detect_bad_channels, with its names and defaults. */
export const detectionFields = {
  method: z
    .enum(["coherence+psd", "std", "mad", "neighborhood_r2"])
    .default("coherence+psd")
    .describe("How channels are judged.")
    .meta({ label: "Method" }),
  std_mad_threshold: z
    .number()
    .default(5)
    .describe("std, mad: times the median deviation from which a channel is noise.")
    .meta({ label: "Deviation threshold" }),
  psd_hf_threshold: z
    .number()
    .default(0.02)
    .describe("coherence+psd: high-frequency power above which a channel is noise.")
    .meta({ unit: "uV^2/Hz", label: "Power threshold" }),
  dead_channel_threshold: z
    .number()
    .default(-0.5)
    .describe("coherence+psd: similarity to the neighbours below which a channel is dead.")
    .meta({ label: "Dead below" }),
  noisy_channel_threshold: z
    .number()
    .default(1)
    .describe("coherence+psd: similarity to the neighbours above which a channel is noise.")
    .meta({ label: "Noise above" }),
  outside_channel_threshold: z
    .number()
    .default(-0.75)
    .describe(
      "coherence+psd: similarity to all channels below which a channel is outside the brain.",
    )
    .meta({ label: "Outside below" }),
  outside_channels_location: z
    .enum(["top", "bottom", "both"])
    .default("top")
    .describe("coherence+psd: end of the probe that can lie outside the brain.")
    .meta({ label: "Outside at" }),
  n_neighbors: z
    .int()
    .positive()
    .default(11)
    .describe("coherence+psd: channels in the running median over depth; odd.")
    .meta({ label: "Neighbours" }),
  nyquist_threshold: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.8)
    .describe("coherence+psd: share of the Nyquist frequency above which power counts.")
    .meta({ label: "High frequencies from" }),
  direction: z
    .enum(["x", "y", "z"])
    .default("y")
    .describe("coherence+psd: axis of depth.")
    .meta({ label: "Depth axis" }),
  chunk_duration_s: z
    .number()
    .positive()
    .default(0.3)
    .describe("Length of a random chunk.")
    .meta({ unit: "s", label: "Chunk duration" }),
  num_random_chunks: z
    .int()
    .positive()
    .default(100)
    .describe("Random chunks drawn from each segment.")
    .meta({ label: "Chunks per segment" }),
  welch_window_ms: z
    .number()
    .positive()
    .default(10)
    .describe("coherence+psd: window of the power spectrum.")
    .meta({ unit: "ms", label: "Spectrum window" }),
  highpass_filter_cutoff: z
    .number()
    .positive()
    .default(300)
    .describe("Cutoff of the high-pass that an unfiltered recording gets first.")
    .meta({ unit: "Hz", label: "High-pass cutoff" }),
  neighborhood_r2_threshold: z
    .number()
    .default(0.9)
    .describe(
      "neighborhood_r2: correlation (squared) with the neighbours below which a channel is noise.",
    )
    .meta({ label: "R² threshold" }),
  neighborhood_r2_radius_um: z
    .number()
    .positive()
    .default(30)
    .describe("neighborhood_r2: distance within which channels are neighbours.")
    .meta({ unit: "um", label: "Neighbourhood" }),
  seed: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe("Seed of the random chunks; empty uses 0, so that results repeat.")
    .meta({ label: "Seed" }),
  channel_filters: z
    .array(z.enum(["dead", "noise", "out"]))
    .nullable()
    .default(null)
    .describe("coherence+psd: labels that make a channel bad; empty takes all.")
    .meta({ label: "Labels that count" }),
} as const;

const schema = z.object(detectionFields);

/** Refuses what detect_bad_channels does not know. */
export const DETECTION_SCHEMA = z.strictObject(detectionFields);

export type DetectionParams = z.output<typeof schema>;

/** The detection arguments among a step's parameters. */
export function detectionParams(params: object): DetectionParams {
  return schema.parse(params);
}
