/*
 * Sub-sample shifts by rotating the phase of every frequency (circular over the signal's length), as SpikeInterface's
 * apply_frequency_shift: y = irfft(rfft(x)·exp(−i·ω·shift)). Two real channels share one complex transform, each
 * channel rotated by its own shift between the two transforms. O(channels · n log n).
 */
import { transformPairs } from "./columns.ts";
import { createFft, type Fft } from "./fft.ts";

/** Shifts signals of one length; keeps tables for the shifts it has met. */
export interface FrequencyShifter {
  readonly length: number;
  /**
   * Shifts [frame × channel] in place by `shifts` samples per channel (positive = later). A channel that holds NaN or
   * infinity becomes NaN; its neighbours do not.
   */
  apply(traces: Float64Array, numChannels: number, shifts: ArrayLike<number>): void;
}

/** cos and sin of ω·shift per bin: [bin]. */
interface Rotation {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Makes the shifter of `length` frames. */
export function createFrequencyShifter(length: number): FrequencyShifter {
  const fft = createFft(length);
  const rotations = new Map<number, Rotation>();
  const rotationOf = (shift: number): Rotation => {
    const found = rotations.get(shift) ?? rotation(length, shift);
    rotations.set(shift, found);
    return found;
  };
  return {
    length,
    apply(traces, numChannels, shifts) {
      transformPairs(traces, numChannels, traces, (re, im, channel) => {
        const a = rotationOf(shifts[channel]);
        const b = channel + 1 < numChannels ? rotationOf(shifts[channel + 1]) : a;
        shiftPair(fft, re, im, a, b);
      });
    },
  };
}

function rotation(length: number, shift: number): Rotation {
  const bins = Math.floor(length / 2) + 1;
  const cos = new Float64Array(bins);
  const sin = new Float64Array(bins);
  for (let k = 0; k < bins; k++) {
    const angle = 2 * Math.PI * (k / length) * shift;
    cos[k] = Math.cos(angle);
    sin[k] = Math.sin(angle);
  }
  return { cos, sin };
}

/** z = a + i·b: splits the spectrum into A and B, turns each, and joins them again. */
function shiftPair(fft: Fft, re: Float64Array, im: Float64Array, a: Rotation, b: Rotation): void {
  const n = re.length;
  fft.forward(re, im);
  for (let k = 1; 2 * k < n; k++) {
    const m = n - k;
    const ar = (re[k] + re[m]) / 2;
    const ai = (im[k] - im[m]) / 2;
    const br = (im[k] + im[m]) / 2;
    const bi = (re[m] - re[k]) / 2;
    // times exp(−i·angle)
    const tar = ar * a.cos[k] + ai * a.sin[k];
    const tai = ai * a.cos[k] - ar * a.sin[k];
    const tbr = br * b.cos[k] + bi * b.sin[k];
    const tbi = bi * b.cos[k] - br * b.sin[k];
    re[k] = tar - tbi;
    im[k] = tai + tbr;
    re[m] = tar + tbi;
    im[m] = tbr - tai;
  }
  if (n % 2 === 0) {
    // a real signal keeps only the real part of its Nyquist bin
    re[n / 2] *= a.cos[n / 2];
    im[n / 2] *= b.cos[n / 2];
  }
  fft.inverse(re, im);
}
