import { numpyArgsort } from "#core/array/index.ts";
import { leastSquaresInBox } from "#core/localization/index.ts";
import {
  argMax,
  distanceBetween,
  peakToPeak,
  placeOf,
  type TemplateGrid,
} from "./template-grid.ts";

export interface ExpDecayParams {
  readonly exp_peak_function: "ptp" | "min";
  readonly min_r2_exp_decay: number;
}

/**
 * How fast the amplitude falls with distance from the largest channel, 1/µm: amplitude = a·exp(−decay·distance) + offset,
 * fitted as scipy.optimize.curve_fit does between bounds. NaN where the fit cannot start or is poor.
 */
export function expDecay(template: TemplateGrid, params: ExpDecayParams): number {
  const amplitudes =
    params.exp_peak_function === "ptp"
      ? peakToPeak(template).map(Math.abs)
      : columnMinima(template).map(Math.abs);
  const centre = placeOf(template, argMax(amplitudes));
  const distances = amplitudes.map((_, c) => distanceBetween(template, c, centre));
  const order = numpyArgsort(distances);
  const x = Float64Array.from(order, (c) => distances[c]);
  const y = Float64Array.from(order, (c) => amplitudes[c]);
  if (![...x, ...y].every(Number.isFinite)) return NaN;
  const first = y[0];
  const least = y.reduce((a, b) => Math.min(a, b));
  // bounds without an inside are refused
  if (!(first > 0) || !(least > 0)) return NaN;
  const solution = leastSquaresInBox(
    {
      count: x.length,
      evaluate(p, out) {
        for (let i = 0; i < x.length; i++) out[i] = p[1] * Math.exp(-p[0] * x[i]) + p[2] - y[i];
      },
      jacobian(p, out) {
        for (let i = 0; i < x.length; i++) {
          const share = Math.exp(-p[0] * x[i]);
          out[3 * i] = -x[i] * p[1] * share;
          out[3 * i + 1] = share;
          out[3 * i + 2] = 1;
        }
      },
    },
    Float64Array.of(1e-3, first, least),
    {
      lower: Float64Array.of(1e-5, first - 0.5 * first, 0),
      upper: Float64Array.of(2, first + 0.5 * first, 2 * least),
    },
  );
  if (solution === undefined) return NaN;
  const fitted = x.map((d) => solution[1] * Math.exp(-solution[0] * d) + solution[2]);
  return determination(y, fitted) < params.min_r2_exp_decay ? NaN : solution[0];
}

function columnMinima({ values, numSamples, numChannels }: TemplateGrid): Float64Array {
  return Float64Array.from({ length: numChannels }, (_, c) => {
    let least = Infinity;
    for (let s = 0; s < numSamples; s++) least = Math.min(least, values[s * numChannels + c]);
    return least;
  });
}

function determination(y: Float64Array, fitted: Float64Array): number {
  if (y.length < 2) return NaN;
  const mean = y.reduce((a, b) => a + b, 0) / y.length;
  let residual = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    residual += (y[i] - fitted[i]) ** 2;
    total += (y[i] - mean) ** 2;
  }
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}
