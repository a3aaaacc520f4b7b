import { EphysError } from "#core/model/index.ts";
import { binomialSurvival } from "./binomial.ts";

/**
 * P(X > x) of a binomial distribution for any number of trials: a quadratic spline through the values at the whole numbers around it (knots half
 * way between them, the first and last left out, as scipy.interpolate.interp1d does).
 * @throws InvalidParameter for numbers of trials that leave fewer than three points
 */
export function interpolatedBinomialSurvival(x: number, trials: number, p: number): number {
  const places: number[] = [];
  for (let n = Math.floor(trials - 2); n < Math.ceil(trials + 3); n++) if (n >= 0) places.push(n);
  if (places.length < 3 || trials < places[0]) {
    throw new EphysError("InvalidParameter", `${String(trials)} trials are too few`, { n: trials });
  }
  const values = places.map((n) => binomialSurvival(x, n, p));
  return quadraticSplineAt(places, values, trials);
}

function quadraticSplineAt(x: readonly number[], y: readonly number[], at: number): number {
  const count = x.length;
  const first = x[0];
  const last = x[count - 1];
  const inner = x.slice(1, -2).map((value, i) => (value + x[i + 2]) / 2);
  const knots = [first, first, first, ...inner, last, last, last];
  const rows = x.map((place, i) => [...basis(knots, count, place), y[i]]);
  const weights = solve(rows);
  return basis(knots, count, at).reduce((sum, value, i) => sum + value * weights[i], 0);
}

/** The quadratic B-splines of a knot row at a place. */
function basis(knots: readonly number[], count: number, x: number): number[] {
  let values: number[] = knots.slice(0, -1).map((knot, i) => {
    const isLast = x === knots[knots.length - 1] && i === count - 1;
    return isLast || (x >= knot && x < knots[i + 1]) ? 1 : 0;
  });
  for (let degree = 1; degree <= 2; degree++) {
    values = values.slice(0, -1).map((value, i) => {
      const left = knots[i + degree] - knots[i];
      const right = knots[i + degree + 1] - knots[i + 1];
      return (
        (left > 0 ? ((x - knots[i]) / left) * value : 0) +
        (right > 0 ? ((knots[i + degree + 1] - x) / right) * values[i + 1] : 0)
      );
    });
  }
  return values;
}

/** Solves a small system given as rows of coefficients with the right side last. */
function solve(rows: number[][]): number[] {
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column; r < n; r++) {
      if (Math.abs(rows[r][column]) > Math.abs(rows[pivot][column])) pivot = r;
    }
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let r = 0; r < n; r++) {
      if (r === column) continue;
      const factor = rows[r][column] / rows[column][column];
      for (let k = column; k <= n; k++) rows[r][k] -= factor * rows[column][k];
    }
  }
  return rows.map((row, i) => row[n] / row[i]);
}
