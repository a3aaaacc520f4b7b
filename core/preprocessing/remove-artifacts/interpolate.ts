import type { SampleArray } from "#core/model/index.ts";
import { median } from "../quantile.ts";
import { splineThrough } from "./spline.ts";
import type { Pad } from "./triggers.ts";

export interface GapOptions {
  readonly pad: Pad | undefined;
  /** frames between the points beside the gap */
  readonly spacing: number;
  readonly kind: "linear" | "cubic";
}

/**
 * Fills the gap around a trigger by a curve through the medians around up to three points on each side; with too few
 * points by the nearest sample of the side that has more, with none by zeros.
 */
export function interpolateGap(
  traces: SampleArray,
  numChannels: number,
  trigger: number,
  { pad, spacing, kind }: GapOptions,
): void {
  const frames = traces.length / numChannels;
  const before = trigger - (pad === undefined ? 0 : pad.before) - 1;
  const after = trigger + (pad === undefined ? 0 : pad.after) + 1;
  const left = [before - 2 * spacing, before - spacing, before].filter((i) => i >= 0);
  const right = [after, after + spacing, after + 2 * spacing].filter((i) => i < frames);
  const gap: number[] = [];
  for (let i = Math.max(0, before + 1); i < Math.min(frames, after); i++) gap.push(i);
  const points = [...left, ...right];
  const enough = points.length >= (kind === "cubic" ? 5 : 2);
  for (let c = 0; c < numChannels; c++) {
    const at = (frame: number): number => traces[frame * numChannels + c];
    const filled = enough
      ? curve(kind, points, medians(left, right, frames, at), gap)
      : gap.map(() => nearest(left, right, at));
    for (const [i, frame] of gap.entries()) traces[frame * numChannels + c] = filled[i];
  }
}

function nearest(
  left: readonly number[],
  right: readonly number[],
  at: (frame: number) => number,
): number {
  if (right.length > left.length) return at(right[0]);
  return left.length > 0 ? at(left[left.length - 1]) : 0;
}

/** Median of five frames around each point, of the four nearest outside the gap for the points beside it. */
function medians(
  left: readonly number[],
  right: readonly number[],
  frames: number,
  at: (frame: number) => number,
): number[] {
  const around = (from: number, to: number): number => {
    const values: number[] = [];
    for (let i = Math.max(0, from); i <= Math.min(frames - 1, to); i++) values.push(at(i));
    return median(Float64Array.from(values));
  };
  return [
    ...left.map((p, i) => (i === left.length - 1 ? around(p - 3, p) : around(p - 2, p + 2))),
    ...right.map((p, i) => (i === 0 ? around(p, p + 3) : around(p - 2, p + 2))),
  ];
}

function curve(
  kind: "linear" | "cubic",
  x: readonly number[],
  y: readonly number[],
  wanted: readonly number[],
): number[] {
  if (kind === "cubic") return wanted.map(splineThrough(x, y));
  return wanted.map((value) => {
    let i = 0;
    while (i < x.length - 2 && value > x[i + 1]) i++;
    return y[i] + ((y[i + 1] - y[i]) / (x[i + 1] - x[i])) * (value - x[i]);
  });
}
