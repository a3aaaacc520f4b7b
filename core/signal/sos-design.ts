import type { SosCoefficients } from "#core/kernels/index.ts";

/**
 * Samples that sosfiltfilt adds on each side by default:
 * 3 · (2·sections + 1 − min(number of zero b2, number of zero a2)); scipy.signal.sosfiltfilt, SciPy 1.10.
 */
export function sosfiltfiltPadding(sos: SosCoefficients): number {
  const sections = sos.length / 6;
  let zeroB2 = 0;
  let zeroA2 = 0;
  for (let section = 0; section < sections; section++) {
    if (sos[section * 6 + 2] === 0) zeroB2++;
    if (sos[section * 6 + 5] === 0) zeroA2++;
  }
  return 3 * (2 * sections + 1 - Math.min(zeroB2, zeroA2));
}

/**
 * The state of each section in the steady state of a constant input of 1; scipy.signal.sosfilt_zi.
 * @returns [section × 2]
 */
export function sosInitialState(sos: SosCoefficients): Float64Array {
  const sections = sos.length / 6;
  const state = new Float64Array(sections * 2);
  let scale = 1;
  for (let section = 0; section < sections; section++) {
    const [b0, b1, b2, , a1, a2] = sos.subarray(section * 6, section * 6 + 6);
    const first = (b1 - a1 * b0 + (b2 - a2 * b0)) / (1 + a1 + a2);
    state[section * 2] = scale * first;
    state[section * 2 + 1] = scale * ((1 + a1) * first - (b1 - a1 * b0));
    scale *= (b0 + b1 + b2) / (1 + a1 + a2);
  }
  return state;
}
