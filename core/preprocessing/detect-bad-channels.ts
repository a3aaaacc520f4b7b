import type { ComputeContext, CoreContext } from "#core/compute/index.ts";
import { EphysError, type ChannelId } from "#core/model/index.ts";
import { randomSlices, readTracesNew, type Recording } from "#core/recording/index.ts";
import { labelsOfFeatures, type IblOptions } from "./bad-channels-ibl.ts";
import type { DetectionParams } from "./detection-params.ts";
import { signedDType } from "./dtype.ts";
import { filterNode } from "./filter-node.ts";
import { channelPositionsUm, orderByDepth } from "./geometry.ts";
import { iirCoefficients } from "./iir-params.ts";
import { featuresOfChunks } from "./judge-chunk.ts";
import { neighborhoodCorrelations } from "./neighborhood-r2.ts";
import { median } from "./quantile.ts";
import { channelDeviations, perChannel, randomData } from "./random-data.ts";

export type ChannelLabel = "good" | "dead" | "noise" | "out";

/** A number that channels were judged by, median over chunks. */
export interface ChannelMeasure {
  readonly name:
    | "relative_deviation"
    | "neighbor_similarity"
    | "overall_similarity"
    | "hf_power"
    | "neighborhood_r2";
  /** [channel]; NaN where a channel has none */
  readonly values: Float64Array;
}

export interface BadChannels {
  readonly badChannelIds: readonly ChannelId[];
  /** one per channel */
  readonly labels: readonly ChannelLabel[];
  /** what the labels rest on; differs with the method */
  readonly measures: readonly ChannelMeasure[];
}

interface Judged {
  readonly labels: readonly ChannelLabel[];
  readonly measures: readonly ChannelMeasure[];
}

/**
 * Judges the channels of a recording from random chunks (SpikeInterface 0.103.2 detect_bad_channels).
 * @param onChunk called at each chunk with the share that is done; what it throws ends the work
 */
export async function detectBadChannels(
  recording: Recording,
  params: DetectionParams,
  ctx: CoreContext | ComputeContext,
  onChunk: (share: number) => void = () => undefined,
): Promise<BadChannels> {
  const filtered =
    recording.annotations["is_filtered"] === true ? recording : highpassed(recording, params, ctx);
  const { labels, measures } = await judge(filtered, params, ctx, onChunk);
  const counts = params.method === "coherence+psd" ? params.channel_filters : null;
  const isBad = (label: ChannelLabel): boolean =>
    label !== "good" && (counts === null || counts.includes(label));
  return {
    labels,
    measures,
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
      dtype: signedDType(recording, null, "detect_bad_channels"),
    },
    ctx,
  );
}

function judge(
  recording: Recording,
  params: DetectionParams,
  ctx: CoreContext | ComputeContext,
  onChunk: (share: number) => void,
): Promise<Judged> {
  switch (params.method) {
    case "std":
    case "mad":
      return judgeByDeviation(recording, params, onChunk);
    case "coherence+psd":
      return judgeByCoherence(recording, params, ctx, onChunk);
    case "neighborhood_r2":
      return judgeByNeighborhood(recording, params, onChunk);
  }
}

function chunkParams(recording: Recording, params: DetectionParams) {
  return {
    num_chunks_per_segment: params.num_random_chunks,
    chunk_size: Math.max(1, Math.trunc(params.chunk_duration_s * recording.samplingFrequency)),
    seed: params.seed,
  };
}

async function judgeByDeviation(
  recording: Recording,
  params: DetectionParams,
  onChunk: (share: number) => void,
): Promise<Judged> {
  onChunk(0);
  const data = await randomData(recording, chunkParams(recording, params));
  const deviations =
    params.method === "std" ? channelDeviations(data) : perChannel(data, medianDeviation);
  const middle = median(deviations.slice());
  const limit = params.std_mad_threshold * middle;
  return {
    labels: Array.from(deviations, (d) => (d > limit ? "noise" : "good")),
    measures: [{ name: "relative_deviation", values: deviations.map((d) => d / middle) }],
  };
}

function medianDeviation(samples: Float64Array): number {
  const centre = median(samples);
  for (let i = 0; i < samples.length; i++) samples[i] = Math.abs(samples[i] - centre);
  return median(samples);
}

const LABELS = ["good", "dead", "noise", "out"] as const;

async function judgeByCoherence(
  recording: Recording,
  params: DetectionParams,
  ctx: CoreContext | ComputeContext,
  onChunk: (share: number) => void,
): Promise<Judged> {
  const order = depthOrderOf(recording, params);
  const n = recording.channelIds.length;
  const options = iblOptions(params);
  const votes = new Int32Array(n * LABELS.length);
  const slices = randomSlices(recording, chunkParams(recording, params));
  const found = MEASURES.map(() => [] as Float64Array[]);
  await featuresOfChunks(recording, slices, { options, order }, ctx, (features, at) => {
    const labels = labelsOfFeatures(features, options);
    for (let i = 0; i < n; i++) votes[order[i] * LABELS.length + labels[i]]++;
    for (const [m, { feature }] of MEASURES.entries()) found[m].push(features[feature]);
    onChunk((at + 1) / slices.length);
  });
  return {
    labels: Array.from({ length: n }, (_, c) => mostVotes(votes.subarray(c * LABELS.length))),
    measures: MEASURES.map(({ name }, m) => ({ name, values: medians(found[m], order) })),
  };
}

const MEASURES = [
  { name: "neighbor_similarity", feature: "neighborSimilarity" },
  { name: "overall_similarity", feature: "overallSimilarity" },
  { name: "hf_power", feature: "highFrequencyPower" },
] as const;

function iblOptions(params: DetectionParams): IblOptions {
  return {
    psdHfThreshold: params.psd_hf_threshold,
    deadThreshold: params.dead_channel_threshold,
    noisyThreshold: params.noisy_channel_threshold,
    outsideThreshold: params.outside_channel_threshold,
    outsideLocation: params.outside_channels_location,
    numNeighbors: params.n_neighbors,
    nyquistThreshold: params.nyquist_threshold,
    welchWindowMs: params.welch_window_ms,
  };
}

/** Median over chunks, each by depth, back in the order of channels: [channel]. */
function medians(chunks: readonly Float64Array[], order: Int32Array): Float64Array {
  const out = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) {
    out[order[i]] = median(Float64Array.from(chunks, (chunk) => chunk[i]));
  }
  return out;
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

async function judgeByNeighborhood(
  recording: Recording,
  params: DetectionParams,
  onChunk: (share: number) => void,
): Promise<Judged> {
  const positions = channelPositionsUm(recording, "detect_bad_channels");
  const n = recording.channelIds.length;
  const rows: Float64Array[] = [];
  const slices = randomSlices(recording, chunkParams(recording, params));
  for (const [at, { segmentIndex, startFrame, endFrame }] of slices.entries()) {
    onChunk(at / slices.length);
    const chunk = await readTracesNew(recording, segmentIndex, startFrame, endFrame);
    rows.push(neighborhoodCorrelations(chunk, positions, params.neighborhood_r2_radius_um));
  }
  const values = Float64Array.from({ length: n }, (_, c) => {
    const found = Float64Array.from(rows, (row) => row[c]).filter((r) => !Number.isNaN(r));
    return median(found) ** 2;
  });
  return {
    // a channel without neighbours has no correlation and stays good
    labels: Array.from(values, (r2) => (r2 < params.neighborhood_r2_threshold ? "noise" : "good")),
    measures: [{ name: "neighborhood_r2", values }],
  };
}
