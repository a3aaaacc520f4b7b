import { createFft } from "./fft.ts";

/**
 * scipy.signal.fftconvolve(mode="same") of every channel of [frame × channel] with one window: as long as the signal,
 * centred. Two channels share one transform of a fast length; channels of zeros stay exactly zero, and one that holds NaN
 * or infinity becomes NaN without its neighbour.
 */
export function convolveSame(
  traces: ArrayLike<number>,
  numChannels: number,
  window: Float64Array,
): Float64Array {
  const frames = traces.length / numChannels;
  const fft = createFft(fastLength(frames + window.length - 1));
  const windowRe = new Float64Array(fft.length);
  const windowIm = new Float64Array(fft.length);
  windowRe.set(window);
  fft.forward(windowRe, windowIm);
  const re = new Float64Array(fft.length);
  const im = new Float64Array(fft.length);
  const out = new Float64Array(traces.length);
  const first = (window.length - 1) >> 1;
  for (let c = 0; c < numChannels; c += 2) {
    const a = load(traces, numChannels, c, frames, re);
    const b = load(traces, numChannels, c + 1, frames, im);
    fft.forward(re, im);
    for (let k = 0; k < re.length; k++) {
      const r = re[k] * windowRe[k] - im[k] * windowIm[k];
      im[k] = re[k] * windowIm[k] + im[k] * windowRe[k];
      re[k] = r;
    }
    fft.inverse(re, im);
    for (let i = 0; i < frames; i++) {
      if (a !== "silent") out[i * numChannels + c] = a === "broken" ? NaN : re[first + i];
      if (b !== "silent") out[i * numChannels + c + 1] = b === "broken" ? NaN : im[first + i];
    }
  }
  return out;
}

/** One channel into a zero-padded buffer: whether it is zero everywhere (or not there), or holds what is no number. */
function load(
  traces: ArrayLike<number>,
  numChannels: number,
  channel: number,
  frames: number,
  buffer: Float64Array,
): "silent" | "sound" | "broken" {
  buffer.fill(0);
  if (channel >= numChannels) return "silent";
  let size = 0;
  for (let i = 0; i < frames; i++) {
    const value = traces[i * numChannels + channel];
    buffer[i] = value;
    size += Math.abs(value);
  }
  if (Number.isFinite(size)) return size === 0 ? "silent" : "sound";
  buffer.fill(0);
  return "broken";
}

/** The smallest length ≥ n whose prime factors are 2, 3 and 5. */
function fastLength(n: number): number {
  for (let length = n; ; length++) {
    let rest = length;
    for (const p of [2, 3, 5]) while (rest % p === 0) rest /= p;
    if (rest === 1) return length;
  }
}
