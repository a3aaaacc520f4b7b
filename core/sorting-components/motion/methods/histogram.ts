/*
 * Histograms of peaks over time, depth and amplitude. Reference: SpikeInterface 0.103.2
 * sortingcomponents/motion/motion_utils.py; bins are numpy.histogramdd's (the last one closed), smoothing is
 * scipy.ndimage.gaussian_filter1d's with zeros beyond the borders.
 */
import { MOTION_DIRECTIONS } from "#core/motion/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { MotionInput } from "./define.ts";

/** numpy.arange(first, last + step, step). */
function binEdges(first: number, last: number, step: number): Float64Array {
  const count = Math.ceil((last + step - first) / step);
  if (!(count >= 2 && count < 1e7)) {
    throw new EphysError(
      "InvalidParameter",
      `bins of ${String(step)} between ${String(first)} and ${String(last)} cannot be made`,
      { bin: step },
    );
  }
  return Float64Array.from({ length: count }, (_, i) => first + i * step);
}

/** Middle of each bin. */
export function binCenters(edges: Float64Array): Float64Array {
  return Float64Array.from({ length: edges.length - 1 }, (_, i) => 0.5 * (edges[i + 1] + edges[i]));
}

/** Places of contacts along the direction of motion, um. */
export function contactDepths({ contacts, direction }: MotionInput): Float64Array {
  const axis = MOTION_DIRECTIONS.indexOf(direction);
  if (axis > 1) {
    throw new EphysError("InvalidParameter", `contacts have no places along "${direction}"`, {
      direction,
    });
  }
  return Float64Array.from({ length: contacts.length / 2 }, (_, c) => contacts[2 * c + axis]);
}

export function depthEdges(input: MotionInput, marginUm: number, binUm: number): Float64Array {
  const depths = contactDepths(input);
  let low = Infinity;
  let high = -Infinity;
  for (const depth of depths) {
    low = Math.min(low, depth);
    high = Math.max(high, depth);
  }
  return binEdges(low - marginUm, high + marginUm, binUm);
}

export function timeEdges({ firstTimeS, lastTimeS }: MotionInput, binS: number): Float64Array {
  return binEdges(firstTimeS, lastTimeS, binS);
}

/** Bin of a value, −1 outside; the last bin holds its upper edge. */
export function binOf(edges: Float64Array, value: number): number {
  const last = edges.length - 1;
  if (!(value >= edges[0] && value <= edges[last])) return -1;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return Math.min(low - 1, last - 1);
}

/** Where peaks lie along the direction of motion, [peak], um. */
function peakDepths({ locations, direction }: MotionInput): Float64Array {
  const depths = locations[direction];
  if (depths !== undefined) return depths;
  throw new EphysError(
    "InvalidParameter",
    `peaks have no places along "${direction}"; locate them with a method that gives them`,
    { direction },
  );
}

export interface HistogramOptions {
  readonly times: Float64Array;
  readonly depths: Float64Array;
  /** standard deviations in bins; 0: no smoothing */
  readonly depthSigma: number;
  readonly timeSigma: number;
  readonly weights: "count" | "amplitude" | "mean amplitude";
}

/** [time × depth] */
export function motionHistogram(input: MotionInput, options: HistogramOptions): Float64Array {
  const { times, depths, weights } = options;
  const numDepths = depths.length - 1;
  const out = new Float64Array((times.length - 1) * numDepths);
  const counts = new Float64Array(out.length);
  const places = peakDepths(input);
  for (let i = 0; i < places.length; i++) {
    const t = binOf(times, input.peakTimesS[i]);
    const d = binOf(depths, places[i]);
    if (t < 0 || d < 0) continue;
    out[t * numDepths + d] += weights === "count" ? 1 : Math.abs(input.peaks.amplitude[i]);
    counts[t * numDepths + d] += 1;
  }
  if (weights === "mean amplitude") {
    for (let i = 0; i < out.length; i++) out[i] /= Math.max(1, counts[i]);
  }
  smoothAlong(out, numDepths, 1, numDepths, options.depthSigma);
  smoothAlong(out, times.length - 1, numDepths, numDepths, options.timeSigma);
  return out;
}

/** log2(1 + count) over time, depth and the logarithm of amplitudes: [time × depth × amplitude]. */
export function amplitudeHistogram(
  input: MotionInput,
  times: Float64Array,
  depths: Float64Array,
  numAmplitudes: number,
): Float64Array {
  const numDepths = depths.length - 1;
  const out = new Float64Array((times.length - 1) * numDepths * numAmplitudes);
  const places = peakDepths(input);
  const sizes = input.peaks.amplitude.map((value) => Math.log10(Math.abs(value)));
  let low = Infinity;
  let high = -Infinity;
  for (const size of sizes) {
    low = Math.min(low, size);
    high = Math.max(high, size);
  }
  const edges = Float64Array.from({ length: numAmplitudes + 1 }, (_, i) => i / numAmplitudes);
  for (let i = 0; i < places.length; i++) {
    const t = binOf(times, input.peakTimesS[i]);
    const d = binOf(depths, places[i]);
    const a = binOf(edges, (sizes[i] - low) / (high - low));
    if (t >= 0 && d >= 0 && a >= 0) out[(t * numDepths + d) * numAmplitudes + a] += 1;
  }
  for (let i = 0; i < out.length; i++) out[i] = Math.log2(1 + out[i]);
  return out;
}

/** Gaussian smoothing in place of every line of `length` values `stride` apart. */
function smoothAlong(
  values: Float64Array,
  length: number,
  stride: number,
  numDepths: number,
  sigma: number,
): void {
  if (!(sigma > 0)) return;
  const radius = Math.trunc(4 * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp((-0.5 / (sigma * sigma)) * (i - radius) ** 2),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  const line = new Float64Array(length);
  const numLines = values.length / length;
  for (let l = 0; l < numLines; l++) {
    const start = stride === 1 ? l * numDepths : l;
    for (let i = 0; i < length; i++) line[i] = values[start + i * stride];
    for (let i = 0; i < length; i++) {
      let sum = 0;
      const from = Math.max(0, i - radius);
      const to = Math.min(length - 1, i + radius);
      for (let j = from; j <= to; j++) sum += (weights[j - i + radius] / total) * line[j];
      values[start + i * stride] = sum;
    }
  }
}
