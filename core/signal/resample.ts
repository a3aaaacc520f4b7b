/*
 * Changing the sampling rate as SciPy 1.10 does: `decimate` (8th-order Chebyshev filter forward and backward, then a
 * stride), in float32 arithmetic for float32 samples, and `resample` (cut or zero-padded spectrum).
 */
import { EphysError } from "#core/model/index.ts";
import { createFft } from "./fft.ts";
import { sosfiltfiltPadding, sosInitialState } from "./sos-design.ts";
import { iirSos } from "./iir-design.ts";
import { irfft, rfft } from "./rfft.ts";

/** Samples of one of the two float types. */
type Floats = Float32Array | Float64Array;

const allocateLike = <T extends Floats>(like: T, length: number): T =>
  (like instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as T; // the same class

/**
 * scipy.signal.decimate(x, factor) of every channel of [frame × channel]: every factor-th frame of the filtered signal.
 * SciPy filters float32 samples with float32 coefficients and states; so does this.
 */
export function decimateFiltered<T extends Floats>(
  samples: T,
  numChannels: number,
  factor: number,
): T {
  const sos = iirSos({
    order: 8,
    cutoffsHz: [0.8 / factor],
    btype: "lowpass",
    fs: 2,
    family: "cheby1",
    rippleDb: 0.05,
  });
  const frames = samples.length / numChannels;
  const padding = sosfiltfiltPadding(sos);
  if (frames <= padding) {
    throw new EphysError(
      "InvalidParameter",
      `resampling needs more than ${String(padding)} samples, not ${String(frames)}; read a longer window or take a longer margin`,
      { frames, padding },
    );
  }
  const sections = allocateLike(samples, sos.length);
  sections.set(sos);
  const unit = allocateLike(samples, sos.length / 3);
  unit.set(sosInitialState(Float64Array.from(sections)));
  const kept = Math.ceil(frames / factor);
  const out = allocateLike(samples, kept * numChannels);
  const column = allocateLike(samples, frames + 2 * padding);
  for (let c = 0; c < numChannels; c++) {
    extend(samples, numChannels, c, padding, column);
    for (let pass = 0; pass < 2; pass++) {
      if (column instanceof Float32Array) filterSingle(sections, unit, column);
      else filterDouble(sections, unit, column);
      column.reverse();
    }
    for (let i = 0; i < kept; i++) out[i * numChannels + c] = column[padding + i * factor];
  }
  return out;
}

function extend(
  samples: Floats,
  numChannels: number,
  channel: number,
  padding: number,
  column: Floats,
): void {
  const frames = samples.length / numChannels;
  const first = samples[channel];
  const last = samples[(frames - 1) * numChannels + channel];
  for (let i = 0; i < padding; i++) {
    // twice a float32 number is one too
    column[i] = 2 * first - samples[(padding - i) * numChannels + channel];
    column[padding + frames + i] = 2 * last - samples[(frames - 2 - i) * numChannels + channel];
  }
  for (let i = 0; i < frames; i++) column[padding + i] = samples[i * numChannels + channel];
}

/** All sections in place, starting in the steady state of the first sample; every operation rounded to float32. */
function filterSingle(sos: Floats, unit: Floats, column: Float32Array): void {
  const fround = Math.fround;
  const start = column[0];
  for (let s = 0; s < sos.length / 6; s++) {
    const [b0, b1, b2, , a1, a2] = sos.subarray(s * 6, s * 6 + 6);
    let z0 = fround(unit[2 * s] * start);
    let z1 = fround(unit[2 * s + 1] * start);
    for (let i = 0; i < column.length; i++) {
      const x = column[i];
      const y = fround(fround(b0 * x) + z0);
      z0 = fround(fround(fround(b1 * x) - fround(a1 * y)) + z1);
      z1 = fround(fround(b2 * x) - fround(a2 * y));
      column[i] = y;
    }
  }
}

/** The same in float64. */
function filterDouble(sos: Floats, unit: Floats, column: Float64Array): void {
  const start = column[0];
  for (let s = 0; s < sos.length / 6; s++) {
    const [b0, b1, b2, , a1, a2] = sos.subarray(s * 6, s * 6 + 6);
    let z0 = unit[2 * s] * start;
    let z1 = unit[2 * s + 1] * start;
    for (let i = 0; i < column.length; i++) {
      const x = column[i];
      const y = b0 * x + z0;
      z0 = b1 * x - a1 * y + z1;
      z1 = b2 * x - a2 * y;
      column[i] = y;
    }
  }
}

/** scipy.signal.resample(x, numFrames) of every channel of [frame × channel]. */
export function resampleFourier<T extends Floats>(
  samples: T,
  numChannels: number,
  numFrames: number,
): T {
  const frames = samples.length / numChannels;
  const forward = createFft(frames);
  const backward = createFft(numFrames);
  const shorter = Math.min(frames, numFrames);
  const bins = (shorter >> 1) + 1;
  const out = allocateLike(samples, numFrames * numChannels);
  const column = new Float64Array(frames);
  for (let c = 0; c < numChannels; c++) {
    for (let i = 0; i < frames; i++) column[i] = samples[i * numChannels + c];
    const { re, im } = rfft(column, forward);
    if (shorter % 2 === 0 && frames !== numFrames) {
      // the Nyquist bin stands for two when the signal gets shorter, and is split when it gets longer
      const weight = numFrames < frames ? 2 : 0.5;
      re[bins - 1] *= weight;
      im[bins - 1] *= weight;
    }
    const back = irfft(re.subarray(0, bins), im.subarray(0, bins), numFrames, backward);
    const scale = numFrames / frames;
    for (let i = 0; i < numFrames; i++) out[i * numChannels + c] = back[i] * scale;
  }
  return out;
}
