/*
 * Labels of channels in the way of the International Brain Laboratory (2022): dead (unlike its neighbours), noisy
 * (power near the Nyquist frequency or too like its neighbours), outside the brain (unlike all, at an end of the probe).
 * Reference: SpikeInterface 0.103.2 detect_bad_channels_ibl, its rule for the outside included: at "top" only a block
 * after a gap is labelled. O(frames · channels log frames).
 */
import { removeMedianTrend, welch } from "#core/signal/index.ts";
import { mean, median } from "./quantile.ts";

/** Labels: 0 good, 1 dead, 2 noisy, 3 outside. */
export type ChannelLabels = Int32Array;

export interface IblOptions {
  /** µV² / Hz */
  readonly psdHfThreshold: number;
  readonly deadThreshold: number;
  readonly noisyThreshold: number;
  readonly outsideThreshold: number;
  readonly outsideLocation: "top" | "bottom" | "both";
  /** odd */
  readonly numNeighbors: number;
  /** share of the Nyquist frequency above which power counts */
  readonly nyquistThreshold: number;
  readonly welchWindowMs: number;
}

/** What channels are judged by: [channel] each. */
export interface ChannelFeatures {
  /** similarity to the median of all, less its running median over depth: about 0 among its like, −1 where dead */
  readonly neighborSimilarity: Float64Array;
  /** running median of that similarity less 1: about 0 in the brain, −1 where nothing is shared with the others */
  readonly overallSimilarity: Float64Array;
  /** mean density above the share of the Nyquist frequency, unit² / Hz */
  readonly highFrequencyPower: Float64Array;
}

/** @param raw [frame × channel], µV, channels by depth (tip first) */
export function labelChannels(
  raw: ArrayLike<number>,
  numChannels: number,
  fs: number,
  options: IblOptions,
): ChannelLabels {
  return labelsOfFeatures(channelFeatures(raw, numChannels, fs, options), options);
}

/** @param raw [frame × channel], µV, channels by depth (tip first) */
export function channelFeatures(
  raw: ArrayLike<number>,
  numChannels: number,
  fs: number,
  options: IblOptions,
): ChannelFeatures {
  const traces = centredChannels(raw, numChannels);
  const similarity = similarityToMedian(traces, numChannels);
  const local = removeMedianTrend(similarity, options.numNeighbors);
  return {
    neighborSimilarity: local,
    overallSimilarity: similarity.map((s, c) => s - local[c] - 1),
    highFrequencyPower: highFrequencyPower(traces, numChannels, fs, options),
  };
}

export function labelsOfFeatures(features: ChannelFeatures, options: IblOptions): ChannelLabels {
  const { neighborSimilarity: local, overallSimilarity, highFrequencyPower: power } = features;
  const labels = new Int32Array(local.length);
  for (let c = 0; c < labels.length; c++) {
    if (local[c] < options.deadThreshold) labels[c] = 1;
    if (power[c] > options.psdHfThreshold || local[c] > options.noisyThreshold) labels[c] = 2;
  }
  for (const c of outsideChannels(overallSimilarity, options)) labels[c] = 3;
  return labels;
}

function centredChannels(raw: ArrayLike<number>, numChannels: number): Float64Array {
  const out = new Float64Array(raw);
  const frames = out.length / numChannels;
  const means = new Float64Array(numChannels);
  for (let at = 0; at < out.length; at += numChannels) {
    for (let c = 0; c < numChannels; c++) means[c] += out[at + c];
  }
  for (let c = 0; c < numChannels; c++) means[c] /= frames;
  for (let at = 0; at < out.length; at += numChannels) {
    for (let c = 0; c < numChannels; c++) out[at + c] -= means[c];
  }
  return out;
}

/** Projection of every channel on the median of all, relative to the median's own: [channel]. */
function similarityToMedian(traces: Float64Array, numChannels: number): Float64Array {
  const sums = new Float64Array(numChannels);
  const row = new Float64Array(numChannels);
  let power = 0;
  for (let at = 0; at < traces.length; at += numChannels) {
    row.set(traces.subarray(at, at + numChannels));
    const reference = median(row);
    power += reference * reference;
    for (let c = 0; c < numChannels; c++) sums[c] += traces[at + c] * reference;
  }
  return sums.map((sum) => sum / power);
}

/** Mean density above the share of the Nyquist frequency: [channel]. */
function highFrequencyPower(
  traces: Float64Array,
  numChannels: number,
  fs: number,
  { welchWindowMs, nyquistThreshold }: IblOptions,
): Float64Array {
  const { frequencies, density } = welch(
    traces,
    numChannels,
    fs,
    Math.trunc((welchWindowMs * fs) / 1000),
  );
  const bins = Array.from(frequencies.keys()).filter(
    (k) => frequencies[k] > (fs / 2) * nyquistThreshold,
  );
  return Float64Array.from({ length: numChannels }, (_, c) =>
    mean(Float64Array.from(bins, (k) => density[k * numChannels + c])),
  );
}

/** Channels of the block at an end of the probe, by how many gaps lie before each. */
function outsideChannels(
  distant: Float64Array,
  { outsideThreshold, outsideLocation }: IblOptions,
): number[] {
  const low = Array.from(distant.keys()).filter((c) => distant[c] < outsideThreshold);
  if (low.length === 0) return [];
  const gaps: number[] = [];
  for (const [i, c] of low.entries()) gaps.push(i === 0 ? 0 : gaps[i - 1] + c - low[i - 1] - 1);
  const most = gaps[gaps.length - 1];
  const atTop = low[low.length - 1] === distant.length - 1;
  const atBottom = low[0] === 0;
  switch (outsideLocation) {
    case "top":
      return atTop ? low.filter((_, i) => gaps[i] === most && gaps[i] > 0) : [];
    case "bottom":
      return atBottom ? low.filter((_, i) => gaps[i] === 0 && gaps[i] < most) : [];
    case "both":
      return atTop || atBottom ? low.filter((_, i) => gaps[i] === most || gaps[i] === 0) : [];
  }
}
