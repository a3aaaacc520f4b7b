import { createFft, type Fft } from "./fft.ts";

/** Spectrum of a real signal: bins 0 … n/2. */
export interface Spectrum {
  /** [bin] */
  readonly re: Float64Array;
  /** [bin] */
  readonly im: Float64Array;
}

/** numpy.fft.rfft: the ⌊n/2⌋ + 1 non-negative bins of a real signal of any length ≥ 1, not scaled. */
export function rfft(x: Float64Array, fft: Fft = createFft(x.length)): Spectrum {
  const n = x.length;
  const re = Float64Array.from(x);
  const im = new Float64Array(n);
  fft.forward(re, im);
  const bins = Math.floor(n / 2) + 1;
  im[0] = 0;
  if (n % 2 === 0) im[n / 2] = 0;
  return { re: re.slice(0, bins), im: im.slice(0, bins) };
}

/**
 * numpy.fft.irfft: a real signal of `n` samples from its non-negative bins; missing bins are zero, surplus ones are
 * ignored, and the imaginary parts of bin 0 and (for even n) of the Nyquist bin are ignored too.
 */
export function irfft(
  re: Float64Array,
  im: Float64Array,
  n: number,
  fft: Fft = createFft(n),
): Float64Array {
  const outRe = new Float64Array(n);
  const outIm = new Float64Array(n);
  const bins = Math.min(re.length, Math.floor(n / 2) + 1);
  outRe[0] = re[0];
  for (let k = 1; k < bins; k++) {
    outRe[k] = re[k];
    if (2 * k === n) continue;
    outIm[k] = im[k];
    outRe[n - k] = re[k];
    outIm[n - k] = -im[k];
  }
  fft.inverse(outRe, outIm);
  return outRe;
}

/** numpy.fft.rfftfreq: frequencies of the bins of `rfft`, Hz for a rate in Hz (cycles per sample by default). */
export function rfftFrequencies(n: number, samplingFrequency = 1): Float64Array {
  const out = new Float64Array(Math.floor(n / 2) + 1);
  for (let k = 0; k < out.length; k++) out[k] = (k * samplingFrequency) / n;
  return out;
}
