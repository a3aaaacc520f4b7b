import { SEQUENTIAL, rgbOf } from "../colours.ts";
import type { Picture } from "../scene.ts";

const STEPS = 256;

/** A colour scale as [step × rgb]. */
function ramp(stops: readonly string[]): Uint8Array {
  const colours = stops.map(rgbOf);
  const out = new Uint8Array(STEPS * 3);
  for (let i = 0; i < STEPS; i++) {
    const at = (i / (STEPS - 1)) * (colours.length - 1);
    const low = colours[Math.floor(at)] ?? [0, 0, 0];
    const high = colours[Math.ceil(at)] ?? low;
    for (let c = 0; c < 3; c++)
      out[i * 3 + c] = 255 * ((low[c] ?? 0) + (at % 1) * ((high[c] ?? 0) - (low[c] ?? 0)));
  }
  return out;
}

export interface PictureOptions {
  readonly low: number;
  readonly high: number;
  /** what a value of `low` or less looks like: the first colour, or nothing at all */
  readonly hollow?: boolean;
  /** the first row of values is the lowest; true */
  readonly upwards?: boolean;
  readonly stops?: readonly string[];
}

/** Values [row × column] as a picture. */
export function pictureOf(
  values: ArrayLike<number>,
  width: number,
  height: number,
  { low, high, hollow = false, upwards = true, stops = SEQUENTIAL }: PictureOptions,
): Picture {
  const colours = ramp(stops);
  const rgba = new Uint8ClampedArray(width * height * 4);
  const scale = (STEPS - 1) / (high - low || 1);
  for (let row = 0; row < height; row++) {
    const from = (upwards ? height - 1 - row : row) * width;
    for (let column = 0; column < width; column++) {
      const value = values[from + column] ?? NaN;
      const at = (row * width + column) * 4;
      if (Number.isNaN(value) || (hollow && value <= low)) continue;
      const step = 3 * Math.max(0, Math.min(STEPS - 1, Math.round((value - low) * scale)));
      rgba[at] = colours[step] ?? 0;
      rgba[at + 1] = colours[step + 1] ?? 0;
      rgba[at + 2] = colours[step + 2] ?? 0;
      rgba[at + 3] = 255;
    }
  }
  return { width, height, rgba };
}

/** A value that so large a part of the others stays below: what a colour scale ends at. */
export function quantileOf(values: ArrayLike<number>, part: number): number {
  const positive: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value > 0) positive.push(value);
  }
  const sorted = Float64Array.from(positive).sort();
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 1;
}
