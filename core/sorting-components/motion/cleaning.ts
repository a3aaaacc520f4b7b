import { EphysError } from "#core/model/index.ts";
import { convolveSame } from "#core/signal/index.ts";

export interface CleanMotionOptions {
  readonly binDurationS: number;
  /** um/s: faster steps begin and end bumps */
  readonly speedThreshold: number;
}

/**
 * Motion without bumps: what lies between a fast step and the next is interpolated over.
 * Of an odd number of fast steps the last is ignored, as in the reference (SpikeInterface 0.103.2 motion_cleaner.py).
 * @param motion [time × column], um
 * @param timesS [time] bin centres, s
 * @throws InvalidParameter when a bump lies outside the times that are kept
 */
export function cleanMotion(
  motion: Float64Array,
  numColumns: number,
  timesS: Float64Array,
  options: CleanMotionOptions,
): Float64Array {
  const cleaned = motion.slice();
  for (let c = 0; c < numColumns; c++) {
    const column = Float64Array.from(timesS, (_, t) => cleaned[t * numColumns + c]);
    removeBumps(column, timesS, options);
    for (let t = 0; t < column.length; t++) cleaned[t * numColumns + c] = column[t];
  }
  return cleaned;
}

/** Gaussian smoothing of every column, the reference's way with zeros beyond both ends (scipy.signal.fftconvolve, mode "same"). */
export function smoothMotion(
  motion: Float64Array,
  numColumns: number,
  binDurationS: number,
  sigmaS: number,
): Float64Array {
  const length = motion.length / numColumns;
  const first = length % 2 === 0 ? 1 - length / 2 : -(length - 1) / 2;
  const kernel = Float64Array.from({ length }, (_, i) =>
    Math.exp(-(((first + i) * binDurationS) ** 2) / (2 * sigmaS ** 2)),
  );
  const total = kernel.reduce((a, b) => a + b, 0);
  // a width of 0 is 0/0 at the middle: nothing is left, not even in columns of zeros
  if (!Number.isFinite(1 / total)) return new Float64Array(motion.length).fill(NaN);
  return convolveSame(
    motion,
    numColumns,
    kernel.map((w) => w / total),
  );
}

function removeBumps(
  column: Float64Array,
  timesS: Float64Array,
  { binDurationS, speedThreshold }: CleanMotionOptions,
): void {
  const jumps: number[] = [];
  for (let t = 1; t < column.length; t++) {
    const speed = (column[t] - column[t - 1]) / binDurationS;
    if (Math.abs(speed) > speedThreshold) jumps.push(t);
  }
  const masked = new Uint8Array(column.length);
  for (let k = 0; k + 1 < jumps.length; k += 2) masked.fill(1, jumps[k], jumps[k + 1]);
  const kept = Array.from(column.keys()).filter((t) => masked[t] === 0);
  kept.sort((a, b) => timesS[a] - timesS[b]);
  const known = Float64Array.from(kept, (t) => timesS[t]);
  const values = Float64Array.from(kept, (t) => column[t]);
  for (let t = 0; t < column.length; t++) {
    if (masked[t] === 1) column[t] = interpolate(timesS[t], known, values);
  }
}

/** Linear interpolation within the known times only (scipy's interp1d). */
function interpolate(time: number, known: Float64Array, values: Float64Array): number {
  const last = known.length - 1;
  if (time < known[0] || time > known[last]) {
    throw new EphysError(
      "InvalidParameter",
      `the bump at ${String(time)} s lies outside the times that are kept: temporal_bins must rise`,
      { parameter: "temporal_bins" },
    );
  }
  let j = 0;
  while (j < last && known[j + 1] <= time) j++;
  if (j === last || known[j] === time) return values[j];
  const slope = (values[j + 1] - values[j]) / (known[j + 1] - known[j]);
  return slope * (time - known[j]) + values[j];
}
