import { createFft } from "./fft.ts";
import { hannWindow } from "./windows.ts";

/** Power spectral density of every channel. */
export interface Welch {
  /** [bin], Hz */
  readonly frequencies: Float64Array;
  /** [bin × channel], unit² / Hz */
  readonly density: Float64Array;
}

/**
 * scipy.signal.welch over the frames of [frame × channel] with its defaults: periodic Hann window, half overlap, each
 * segment's mean removed, one-sided density, mean over segments. A segment longer than the signal is cut to it.
 */
export function welch(
  traces: ArrayLike<number>,
  numChannels: number,
  fs: number,
  segmentFrames: number,
): Welch {
  const frames = traces.length / numChannels;
  const n = Math.max(1, Math.min(segmentFrames, frames));
  const step = n - (n >> 1);
  const window = hannWindow(n, "periodic");
  const fft = createFft(n);
  const bins = (n >> 1) + 1;
  const density = new Float64Array(bins * numChannels);
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  let segments = 0;
  for (let start = 0; start + n <= frames; start += step) {
    segments++;
    for (let c = 0; c < numChannels; c++) {
      loadSegment(traces, numChannels, c, start, window, re);
      im.fill(0);
      fft.forward(re, im);
      for (let k = 0; k < bins; k++) density[k * numChannels + c] += re[k] * re[k] + im[k] * im[k];
    }
  }
  const scale = 1 / (fs * window.reduce((sum, w) => sum + w * w, 0) * segments);
  for (let k = 0; k < bins; k++) {
    const sides = k === 0 || 2 * k === n ? 1 : 2;
    for (let c = 0; c < numChannels; c++) density[k * numChannels + c] *= scale * sides;
  }
  return { frequencies: Float64Array.from({ length: bins }, (_, k) => (k * fs) / n), density };
}

function loadSegment(
  traces: ArrayLike<number>,
  numChannels: number,
  channel: number,
  start: number,
  window: Float64Array,
  out: Float64Array,
): void {
  let mean = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = traces[(start + i) * numChannels + channel];
    mean += out[i];
  }
  mean /= out.length;
  for (let i = 0; i < out.length; i++) out[i] = (out[i] - mean) * window[i];
}
