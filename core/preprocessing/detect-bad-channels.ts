import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type ChannelId } from "#core/model/index.ts";
import {
  gainsOf,
  offsetsOf,
  randomSlices,
  readTracesNew,
  type Recording,
} from "#core/recording/index.ts";
import { labelChannels } from "./bad-channels-ibl.ts";
import type { DetectionParams } from "./detection-params.ts";
import { filterNode } from "./filter-node.ts";
import { channelPositionsUm, orderByDepth } from "./geometry.ts";
import { iirCoefficients } from "./iir-params.ts";
import { neighborhoodCorrelations } from "./neighborhood-r2.ts";
import { median, standardDeviation } from "./quantile.ts";
import { perChannel, randomData } from "./random-data.ts";

type ChannelLabel = "good" | "dead" | "noise" | "out";

export interface BadChannels {
  readonly badChannelIds: readonly ChannelId[];
  /** one per channel */
  readonly labels: readonly ChannelLabel[];
}

/** Judges the channels of a recording from random chunks (SpikeInterface 0.103.2 detect_bad_channels). */
export async function detectBadChannels(
  recording: Recording,
  params: DetectionParams,
  ctx: CoreContext,
): Promise<BadChannels> {
  const filtered =
    recording.annotations["is_filtered"] === true ? recording : highpassed(recording, params, ctx);
  const labels = await labelsOf(filtered, params, ctx);
  const counts = params.method === "coherence+psd" ? params.channel_filters : null;
  const isBad = (label: ChannelLabel): boolean =>
    label !== "good" && (counts === null || counts.includes(label));
  return {
    labels,
    badChannelIds: recording.channelIds.filter((_, i) => isBad(labels[i] ?? "good")),
  };
}

function highpassed(recording: Recording, params: DetectionParams, ctx: CoreContext): Recording {
  const band = {
    cutoffsHz: [params.highpass_filter_cutoff],
    btype: "highpass",
    fs: recording.samplingFrequency,
    fields: ["highpass_filter_cutoff"],
  } as const;
  return filterNode(
    recording,
    {
      siClass: "spikeinterface.preprocessing.filter.HighpassFilterRecording",
      kwargs: { freq_min: params.highpass_filter_cutoff },
      coefficients: iirCoefficients({}, band, "highpass_filter"),
      marginMs: 5,
      dtype: recording.dtype,
    },
    ctx,
  );
}

function labelsOf(
  recording: Recording,
  params: DetectionParams,
  ctx: CoreContext,
): Promise<ChannelLabel[]> {
  switch (params.method) {
    case "std":
    case "mad":
      return labelsByDeviation(recording, params);
    case "coherence+psd":
      return labelsByCoherence(recording, params, ctx);
    case "neighborhood_r2":
      return labelsByNeighborhood(recording, params);
  }
}

function chunkParams(recording: Recording, params: DetectionParams) {
  return {
    num_chunks_per_segment: params.num_random_chunks,
    chunk_size: Math.max(1, Math.trunc(params.chunk_duration_s * recording.samplingFrequency)),
    seed: params.seed,
  };
}

async function labelsByDeviation(
  recording: Recording,
  params: DetectionParams,
): Promise<ChannelLabel[]> {
  const data = await randomData(recording, chunkParams(recording, params));
  const deviations = perChannel(
    data,
    params.method === "std" ? standardDeviation : medianDeviation,
  );
  const limit = params.std_mad_threshold * median(deviations.slice());
  return Array.from(deviations, (d) => (d > limit ? "noise" : "good"));
}

function medianDeviation(samples: Float64Array): number {
  const centre = median(samples);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.abs(samples[i] - centre);
  return median(samples);
}

const LABELS = ["good", "dead", "noise", "out"] as const;

async function labelsByCoherence(
  recording: Recording,
  params: DetectionParams,
  ctx: CoreContext,
): Promise<ChannelLabel[]> {
  const gains = gainsOf(recording);
  if (gains === undefined) {
    throw new EphysError(
      "MissingGain",
      "detect_bad_channels: coherence+psd needs samples in µV; set gains and offsets (1 and 0 where they already are)",
      { parameter: "method" },
    );
  }
  const order = depthOrderOf(recording, params);
  const n = recording.channelIds.length;
  const votes = new Int32Array(n * LABELS.length);
  for (const { segmentIndex, startFrame, endFrame } of randomSlices(
    recording,
    chunkParams(recording, params),
  )) {
    const raw = await readTracesNew(recording, segmentIndex, startFrame, endFrame);
    const scaled = new Float32Array(raw.length);
    ctx.kernels.decode(raw, n, undefined, gains, offsetsOf(recording), scaled);
    const sorted = new Float32Array(raw.length);
    ctx.kernels.pickChannels(scaled, n, order, sorted);
    const labels = labelChannels(sorted, n, recording.samplingFrequency, {
      psdHfThreshold: params.psd_hf_threshold,
      deadThreshold: params.dead_channel_threshold,
      noisyThreshold: params.noisy_channel_threshold,
      outsideThreshold: params.outside_channel_threshold,
      outsideLocation: params.outside_channels_location,
      numNeighbors: params.n_neighbors,
      nyquistThreshold: params.nyquist_threshold,
      welchWindowMs: params.welch_window_ms,
    });
    for (let i = 0; i < n; i++) votes[order[i] * LABELS.length + labels[i]]++;
  }
  return Array.from({ length: n }, (_, c) => mostVotes(votes.subarray(c * LABELS.length)));
}

function mostVotes(votes: Int32Array): ChannelLabel {
  let best: number = 0;
  for (let label = 1; label < LABELS.length; label++) if (votes[label] > votes[best]) best = label;
  return LABELS[best] ?? "good";
}

/** Channels from the tip upwards, x first among equals of y. */
function depthOrderOf(recording: Recording, { direction }: DetectionParams): Int32Array {
  const positions = channelPositionsUm(recording, "detect_bad_channels");
  if (["x", "y", "z"].indexOf(direction) >= positions.ndim) {
    throw new EphysError(
      "InvalidParameter",
      `detect_bad_channels: direction ${direction} is not one of the ${String(positions.ndim)} dimensions of the locations`,
      { parameter: "direction" },
    );
  }
  const rows = Int32Array.from(recording.channelIds.keys());
  return Int32Array.from(orderByDepth(positions, rows, ["x", "y"], "detect_bad_channels"));
}

async function labelsByNeighborhood(
  recording: Recording,
  params: DetectionParams,
): Promise<ChannelLabel[]> {
  const positions = channelPositionsUm(recording, "detect_bad_channels");
  const n = recording.channelIds.length;
  const rows: Float64Array[] = [];
  for (const { segmentIndex, startFrame, endFrame } of randomSlices(
    recording,
    chunkParams(recording, params),
  )) {
    const chunk = await readTracesNew(recording, segmentIndex, startFrame, endFrame);
    rows.push(neighborhoodCorrelations(chunk, positions, params.neighborhood_r2_radius_um));
  }
  return Array.from({ length: n }, (_, c) => {
    const found = Float64Array.from(rows, (row) => row[c]).filter((r) => !Number.isNaN(r));
    // a channel without neighbours has no correlation and stays good
    return median(found) ** 2 < params.neighborhood_r2_threshold ? "noise" : "good";
  });
}
