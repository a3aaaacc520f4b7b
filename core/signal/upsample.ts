/*
 * Whole-number upsampling by a windowed-sinc filter: scipy.signal.resample_poly(x, up, 1) with its defaults (Kaiser window
 * of beta 5, ten zero crossings on each side, zeros beyond the ends).
 */

const BETA = 5;
const HALF_CROSSINGS = 10;

/**
 * `up` times as many samples along the first axis.
 * @param values [sample × channel]
 * @param isFloat32 filter and result are rounded to float32, as SciPy does for such input
 * @returns [sample · up × channel]
 */
export function upsample(
  values: Float64Array,
  numChannels: number,
  up: number,
  isFloat32 = false,
): Float64Array {
  const round = isFloat32 ? Math.fround : (value: number): number => value;
  const filter = filterOf(up).map((tap) => round(round(tap) * up));
  const half = (filter.length - 1) / 2;
  const numSamples = values.length / numChannels;
  const out = new Float64Array(values.length * up);
  for (let m = 0; m < numSamples * up; m++) {
    const first = Math.max(0, Math.ceil((m - half) / up));
    const last = Math.min(numSamples - 1, Math.floor((m + half) / up));
    for (let c = 0; c < numChannels; c++) {
      let sum = 0;
      for (let k = first; k <= last; k++)
        sum += values[k * numChannels + c] * filter[m + half - k * up];
      out[m * numChannels + c] = round(sum);
    }
  }
  return out;
}

/** By factor: every template of an analyzer asks for the same one. */
const filters = new Map<number, Float64Array>();

function filterOf(up: number): Float64Array {
  const filter = filters.get(up) ?? interpolationFilter(up);
  filters.set(up, filter);
  return filter;
}

/** scipy.signal.firwin(2 · 10 · up + 1, 1 / up, window=("kaiser", 5)). */
function interpolationFilter(up: number): Float64Array {
  const half = HALF_CROSSINGS * up;
  const scale = besselI0(BETA);
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, i) => {
    const at = (i - half) / up;
    const sinc = at === 0 ? 1 : Math.sin(Math.PI * at) / (Math.PI * at);
    const window = besselI0(BETA * Math.sqrt(1 - ((i - half) / half) ** 2)) / scale;
    return (sinc / up) * window;
  });
  const sum = taps.reduce((a, b) => a + b, 0);
  return taps.map((tap) => tap / sum);
}

/** Modified Bessel function of order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
