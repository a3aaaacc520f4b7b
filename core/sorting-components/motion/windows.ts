/*
 * Windows along the probe in which motion is estimated separately.
 * Reference: SpikeInterface 0.103.2 sortingcomponents/motion/motion_utils.py.
 */
import { EphysError } from "#core/model/index.ts";

const WINDOW_SHAPES = ["gaussian", "rect", "triangle"] as const;
export type WindowShape = (typeof WINDOW_SHAPES)[number];

/** The shape of that name. @throws InvalidParameter */
export function windowShape(name: string): WindowShape {
  const found = WINDOW_SHAPES.find((shape) => shape === name);
  if (found) return found;
  throw wrong("win_shape", `"${name}" is none of ${WINDOW_SHAPES.join(", ")}`);
}

/** Weights of spatial bins in windows. */
export interface SpatialWindows {
  /** [window × bin] */
  readonly windows: Float64Array;
  /** [window], um */
  readonly centers: Float64Array;
}

export interface SpatialWindowOptions {
  /** one flat window over all bins; the others are ignored but `zeroThreshold` */
  readonly rigid: boolean;
  readonly shape: WindowShape;
  /** um between window centres */
  readonly stepUm: number;
  /** um: standard deviation of gaussian, width of rect and triangle windows */
  readonly scaleUm: number;
  /** um that the outer windows may lie beyond the contacts; default −scaleUm / 2 */
  readonly marginUm: number | undefined;
  /** smaller weights become 0 and each window's sum 1 */
  readonly zeroThreshold: number | undefined;
}

/** One window of ones over all bins, centred between the first and the last. */
export function rigidWindows(binCentersUm: Float64Array): SpatialWindows {
  const count = binCentersUm.length;
  if (count === 0) throw wrong("spatial_bin_centers", "is empty: there is nothing to window");
  return {
    windows: new Float64Array(count).fill(1),
    centers: Float64Array.of((binCentersUm[0] + binCentersUm[count - 1]) / 2),
  };
}

/**
 * Overlapping windows from the lowest to the highest contact. A probe shorter than one step has two windows, as the
 * reference has.
 * @throws InvalidParameter for no contacts, a step that places no windows, a triangle window without any bin
 */
export function spatialWindows(
  contactDepthsUm: Float64Array,
  binCentersUm: Float64Array,
  options: SpatialWindowOptions,
): SpatialWindows {
  const found = options.rigid
    ? rigidWindows(binCentersUm)
    : tiledWindows(contactDepthsUm, binCentersUm, options);
  if (options.zeroThreshold !== undefined) {
    normalise(found.windows, binCentersUm.length, options.zeroThreshold);
  }
  return found;
}

/** Bins [start, stop) of each window from its first to its last weight that is not 0. */
export function windowDomains({
  windows,
  centers,
}: SpatialWindows): [start: number, stop: number][] {
  const numBins = windows.length / centers.length;
  return Array.from(centers.keys(), (b) => {
    const window = windows.subarray(b * numBins, (b + 1) * numBins);
    const start = window.findIndex((w) => w !== 0);
    const stop = window.findLastIndex((w) => w !== 0) + 1;
    if (start >= 0) return [start, stop];
    throw wrong("win_scale_um", `leaves the window at ${String(centers[b])} um without any bin`);
  });
}

function tiledWindows(
  contactDepthsUm: Float64Array,
  bins: Float64Array,
  { shape, stepUm, scaleUm, marginUm = -scaleUm / 2 }: SpatialWindowOptions,
): SpatialWindows {
  if (contactDepthsUm.length === 0) throw wrong("contact_depths", "is empty");
  const low = contactDepthsUm.reduce((a, b) => Math.min(a, b)) - marginUm;
  const high = contactDepthsUm.reduce((a, b) => Math.max(a, b)) + marginUm;
  const [steps, rest] = floorDivide(high - low, stepUm);
  if (!Number.isFinite(steps)) {
    throw wrong("win_step_um", `${String(stepUm)} places no windows between the contacts`);
  }
  const count = Math.max(1, steps) + 1;
  const centers = new Float64Array(count);
  const windows = new Float64Array(count * bins.length);
  for (let b = 0; b < count; b++) {
    centers[b] = b * stepUm + low + rest / 2;
    const window = windows.subarray(b * bins.length, (b + 1) * bins.length);
    if (shape === "triangle") fillTriangle(window, bins, centers[b], scaleUm / 2);
    else fillWindow(window, bins, centers[b], shape, scaleUm);
  }
  return { windows, centers };
}

function fillWindow(
  window: Float64Array,
  bins: Float64Array,
  center: number,
  shape: "gaussian" | "rect",
  scaleUm: number,
): void {
  for (let i = 0; i < bins.length; i++) {
    const distance = bins[i] - center;
    window[i] =
      shape === "gaussian"
        ? Math.exp(-(distance ** 2) / (2 * scaleUm ** 2))
        : Number(Math.abs(distance) < scaleUm / 2);
  }
}

/** From 0 at the furthest bin within reach to 1 at the nearest. */
function fillTriangle(
  window: Float64Array,
  bins: Float64Array,
  center: number,
  reach: number,
): void {
  let furthest = -Infinity;
  let nearest = Infinity;
  for (const bin of bins) {
    const distance = Math.abs(bin - center);
    if (distance > reach) continue;
    furthest = Math.max(furthest, distance);
    nearest = Math.min(nearest, distance);
  }
  if (furthest < 0) {
    throw wrong("win_scale_um", `leaves the window at ${String(center)} um without any bin`);
  }
  for (let i = 0; i < bins.length; i++) {
    const distance = Math.abs(bins[i] - center);
    // 0/0 where all bins within reach are equally far: NaN, as in the reference
    if (distance <= reach) window[i] = (furthest - distance) / (furthest - nearest);
  }
}

function normalise(windows: Float64Array, numBins: number, threshold: number): void {
  for (let from = 0; from < windows.length; from += numBins) {
    let sum = 0;
    for (let i = from; i < from + numBins; i++) {
      if (windows[i] < threshold) windows[i] = 0;
      sum += windows[i];
    }
    for (let i = from; i < from + numBins; i++) windows[i] /= sum;
  }
}

/** Python's floor division and modulo: the remainder has the divisor's sign. */
function floorDivide(a: number, b: number): [quotient: number, remainder: number] {
  let rest = a % b;
  if (rest !== 0 && rest < 0 !== b < 0) rest += b;
  return [Math.round((a - rest) / b), rest];
}

function wrong(parameter: string, what: string): EphysError {
  return new EphysError("InvalidParameter", `${parameter} ${what}`, { parameter });
}
