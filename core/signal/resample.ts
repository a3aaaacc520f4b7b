/*
 * Changing the sampling rate as SciPy 1.10 does: `decimate` (8th-order Chebyshev filter forward and backward, then a
 * stride) in float32 arithmetic, and `resample` (cut or zero-padded spectrum).
 */
import { EphysError } from "#core/model/index.ts";
import { createFft } from "./fft.ts";
import { sosfiltfiltPadding, sosInitialState } from "./sos-design.ts";
import { iirSos } from "./iir-design.ts";
import { irfft, rfft } from "./rfft.ts";

/**
 * scipy.signal.decimate(x, factor) of every channel of [frame × channel]: every factor-th frame of the filtered signal.
 * SciPy filters float32 samples with float32 coefficients and states; so does this.
 */
export function decimateFiltered(
  samples: Float32Array,
  numChannels: number,
  factor: number,
): Float32Array {
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
  const single = Float32Array.from(sos);
  const unit = Float32Array.from(sosInitialState(Float64Array.from(single)));
  const kept = Math.ceil(frames / factor);
  const out = new Float32Array(kept * numChannels);
  const column = new Float32Array(frames + 2 * padding);
  for (let c = 0; c < numChannels; c++) {
    extend(samples, numChannels, c, padding, column);
    for (let pass = 0; pass < 2; pass++) {
      filterSingle(single, unit, column);
      column.reverse();
    }
    for (let i = 0; i < kept; i++) out[i * numChannels + c] = column[padding + i * factor];
  }
  return out;
}

function extend(
  samples: Float32Array,
  numChannels: number,
  channel: number,
  padding: number,
  column: Float32Array,
): void {
  const frames = samples.length / numChannels;
  const first = samples[channel];
  const last = samples[(frames - 1) * numChannels + channel];
  for (let i = 0; i < padding; i++) {
    column[i] = Math.fround(2 * first) - samples[(padding - i) * numChannels + channel];
    column[padding + frames + i] =
      Math.fround(2 * last) - samples[(frames - 2 - i) * numChannels + channel];
  }
  for (let i = 0; i < frames; i++) column[padding + i] = samples[i * numChannels + channel];
}

/** All sections in place, starting in the steady state of the first sample; every operation rounded to float32. */
function filterSingle(sos: Float32Array, unit: Float32Array, column: Float32Array): void {
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

/** scipy.signal.resample(x, numFrames) of every channel of [frame × channel]. */
export function resampleFourier(
  samples: Float32Array,
  numChannels: number,
  numFrames: number,
): Float32Array {
  const frames = samples.length / numChannels;
  const forward = createFft(frames);
  const backward = createFft(numFrames);
  const shorter = Math.min(frames, numFrames);
  const bins = (shorter >> 1) + 1;
  const out = new Float32Array(numFrames * numChannels);
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
