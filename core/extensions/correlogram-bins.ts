import { EphysError } from "#core/model/index.ts";

/** Python's round: halves go to the even neighbour. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Bins of correlograms, in frames; the window is cut to whole bins. */
export interface CorrelogramBins {
  /** frames on each side */
  readonly windowFrames: number;
  readonly binFrames: number;
  /** [bin + 1], ms */
  readonly edgesMs: Float64Array;
}

/** @throws InvalidParameter when no bin fits */
export function correlogramBins(
  samplingFrequency: number,
  windowMs: number,
  binMs: number,
): CorrelogramBins {
  const binFrames = roundHalfEven(samplingFrequency * binMs * 1e-3);
  const half = roundHalfEven(((samplingFrequency * windowMs) / 2) * 1e-3);
  const windowFrames = binFrames < 1 ? 0 : half - (half % binFrames);
  if (windowFrames < 1) {
    throw new EphysError(
      "InvalidParameter",
      `no bin of ${String(binMs)} ms fits into half of a window of ${String(windowMs)} ms at ${String(samplingFrequency)} Hz`,
      { window_ms: windowMs, bin_ms: binMs },
    );
  }
  const numBins = (2 * windowFrames) / binFrames;
  return {
    windowFrames,
    binFrames,
    edgesMs: Float64Array.from(
      { length: numBins + 1 },
      (_, i) => ((-windowFrames + i * binFrames) * 1e3) / samplingFrequency,
    ),
  };
}
