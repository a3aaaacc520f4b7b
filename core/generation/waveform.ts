import { zeros, type DType } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Parameters of SpikeInterface's generate_single_fake_waveform. */
export interface FakeWaveformParams {
  /** Hz */
  readonly samplingFrequency: number;
  /** default 1 */
  readonly msBefore?: number;
  /** default 3 */
  readonly msAfter?: number;
  /** default −1 */
  readonly negativeAmplitude?: number;
  /** default 0.15 */
  readonly positiveAmplitude?: number;
  /** default 0.1 */
  readonly depolarizationMs?: number;
  /** default 0.6 */
  readonly repolarizationMs?: number;
  /** default 1.1 */
  readonly recoveryMs?: number;
  /** standard deviation of the smoothing, default 0.05 */
  readonly smoothMs?: number;
  /** in which the unsmoothed form is held (whole numbers cut it off), default float32 */
  readonly dtype?: DType;
}

/**
 * One spike on one channel: three exponential phases, smoothed by a Gaussian, the negative peak at `msBefore`.
 * @returns [sample]
 * @throws InvalidParameter when the phases do not fit into the window
 */
export function singleFakeWaveform(params: FakeWaveformParams): Float64Array {
  const { samplingFrequency: fs, msBefore = 1, msAfter = 3 } = params;
  const { negativeAmplitude = -1, positiveAmplitude = 0.15, smoothMs = 0.05 } = params;
  const { depolarizationMs = 0.1, repolarizationMs = 0.6, recoveryMs = 1.1 } = params;
  const before = Math.trunc((fs * msBefore) / 1000);
  const after = Math.trunc((fs * msAfter) / 1000);
  const fall = Math.trunc((depolarizationMs * fs) / 1000);
  const rise = Math.trunc((repolarizationMs * fs) / 1000);
  const recover = Math.trunc((recoveryMs * fs) / 1000);
  const fits =
    msAfter > depolarizationMs + repolarizationMs &&
    msBefore > depolarizationMs &&
    fall < after &&
    recover + rise < after;
  if (!fits || smoothMs < 0) {
    throw new EphysError(
      "InvalidParameter",
      fits
        ? `smooth_ms ${String(smoothMs)} is negative`
        : `${String(msBefore)} ms before and ${String(msAfter)} ms after the peak are too short for phases of ` +
            `${String(depolarizationMs)}, ${String(repolarizationMs)} and ${String(recoveryMs)} ms`,
    );
  }
  const { data } = zeros(params.dtype ?? "float32", [before + after]);
  const raw = data as Float64Array; // or another of its kind
  raw.set(growth(0, negativeAmplitude, depolarizationMs, 0.2, fs), before - fall);
  raw.set(decay(negativeAmplitude, positiveAmplitude, repolarizationMs, 0.5, fs), before);
  raw.set(decay(positiveAmplitude, 0, recoveryMs, 0.5, fs), before + rise);

  const wave = smoothed(raw, smoothMs / ((1 / fs) * 1000));
  const scale = largest(raw) / largest(wave);
  for (let i = 0; i < wave.length; i++) wave[i] *= scale;
  return peakAt(wave, before);
}

/** Exponential growth from `start` to `end`, the end left out; time constant as a fraction of the duration. */
function growth(
  start: number,
  end: number,
  durationMs: number,
  tauFraction: number,
  fs: number,
): Float64Array {
  return curve(start, end, durationMs, tauFraction, fs).slice(0, -1);
}

/** The same, run backwards. */
function decay(
  start: number,
  end: number,
  durationMs: number,
  tauFraction: number,
  fs: number,
): Float64Array {
  return curve(end, start, durationMs, tauFraction, fs).reverse().slice(0, -1);
}

function curve(
  start: number,
  end: number,
  durationMs: number,
  tauFraction: number,
  fs: number,
): Float64Array {
  const size = Math.trunc((durationMs * fs) / 1000);
  const tauMs = durationMs * tauFraction;
  const y = new Float64Array(size + 1);
  for (let i = 0; i <= size; i++) y[i] = Math.exp(((i / fs) * 1000) / tauMs);
  const span = y[size] - y[0];
  for (let i = 0; i <= size; i++) y[i] = (y[i] / span) * (end - start);
  const first = y[0];
  for (let i = 0; i <= size; i++) y[i] = y[i] - first + start;
  return y;
}

function smoothed(wave: Float32Array | Float64Array, sigmaSamples: number): Float64Array {
  const half = Math.trunc(sigmaSamples * 4);
  const kernel = new Float64Array(2 * half + 1);
  for (let i = -half; i <= half; i++) {
    kernel[i + half] = Math.exp(-(i * i) / (2 * sigmaSamples ** 2));
  }
  const sum = kernel.reduce((total, value) => total + value, 0);
  for (let i = 0; i < kernel.length; i++) kernel[i] /= sum;
  return convolveSame(wave, kernel);
}

/** numpy.convolve(a, b, "same"): as long as the longer one. */
function convolveSame(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const offset = short.length - Math.floor(short.length / 2) - 1;
  const out = new Float64Array(long.length);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let j = 0; j < short.length; j++) {
      const k = i + offset - j;
      if (k >= 0 && k < long.length) sum += long[k] * short[j];
    }
    out[i] = sum;
  }
  return out;
}

function largest(values: ArrayLike<number>): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) max = Math.max(max, Math.abs(values[i]));
  return max;
}

/** Shifts the wave so that its minimum lies at `target`; what is shifted in repeats the old end. */
function peakAt(wave: Float64Array, target: number): Float64Array {
  let minimum = 0;
  for (let i = 1; i < wave.length; i++) if (wave[i] < wave[minimum]) minimum = i;
  if (minimum > target) wave.copyWithin(0, minimum - target);
  else if (minimum < target) wave.copyWithin(target - minimum, 0);
  return wave;
}
