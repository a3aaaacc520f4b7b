/*
 * Cubic spline resampling of a grid (scipy.ndimage.zoom with order 3 and mode "constant": mirrored edges, corners kept
 * in place). O(samples).
 */

const POLE = Math.sqrt(3) - 2;

/** A row-major grid of numbers. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  /** [row × column] */
  readonly data: Float64Array;
}

/** Resamples to round(rows · zoomRows) × round(columns · zoomColumns) points; factors of 1 copy. */
export function cubicZoom(grid: Grid, zoomRows: number, zoomColumns: number): Grid {
  const rows = roundHalfEven(grid.rows * zoomRows);
  const columns = roundHalfEven(grid.columns * zoomColumns);
  const coefficients = grid.data.slice();
  for (let r = 0; r < grid.rows; r++) prefilter(coefficients, r * grid.columns, 1, grid.columns);
  for (let c = 0; c < grid.columns; c++) prefilter(coefficients, c, grid.columns, grid.rows);
  const rowTaps = tapsOf(grid.rows, rows);
  const columnTaps = tapsOf(grid.columns, columns);
  const between = new Float64Array(rows * grid.columns);
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < 4; k++) {
      const from = rowTaps.indices[4 * r + k] * grid.columns;
      const weight = rowTaps.weights[4 * r + k];
      for (let c = 0; c < grid.columns; c++) {
        between[r * grid.columns + c] += weight * coefficients[from + c];
      }
    }
  }
  const data = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) {
        sum +=
          columnTaps.weights[4 * c + k] * between[r * grid.columns + columnTaps.indices[4 * c + k]];
      }
      data[r * columns + c] = sum;
    }
  }
  return { rows, columns, data };
}

/** Samples to B-spline coefficients, in place, with mirrored ends (Unser, Aldroubi and Eden 1993). */
function prefilter(data: Float64Array, start: number, stride: number, n: number): void {
  if (n < 2) return;
  const gain = (1 - POLE) * (1 - 1 / POLE);
  const at = (i: number): number => start + i * stride;
  for (let i = 0; i < n; i++) data[at(i)] *= gain;
  let power = POLE;
  const lastPower = POLE ** (n - 1);
  let sum = data[at(0)] + lastPower * data[at(n - 1)];
  let mirrored = lastPower * lastPower;
  for (let i = 1; i < n - 1; i++) {
    mirrored /= POLE;
    sum += power * data[at(i)] + mirrored * data[at(i)];
    power *= POLE;
  }
  data[at(0)] = sum / (1 - lastPower * lastPower);
  for (let i = 1; i < n; i++) data[at(i)] += POLE * data[at(i - 1)];
  data[at(n - 1)] = (POLE / (POLE * POLE - 1)) * (data[at(n - 1)] + POLE * data[at(n - 2)]);
  for (let i = n - 2; i >= 0; i--) data[at(i)] = POLE * (data[at(i + 1)] - data[at(i)]);
}

/** Which coefficients, and how much of each, make every new point of an axis. */
function tapsOf(from: number, to: number): { indices: Int32Array; weights: Float64Array } {
  const indices = new Int32Array(4 * to);
  const weights = new Float64Array(4 * to);
  const step = to > 1 ? (from - 1) / (to - 1) : 1;
  for (let i = 0; i < to; i++) {
    const place = i * step;
    const first = Math.floor(place) - 1;
    const t = place - Math.floor(place);
    weights.set([(1 - t) ** 3 / 6, (4 - 6 * t * t + 3 * t ** 3) / 6], 4 * i);
    weights[4 * i + 3] = t ** 3 / 6;
    weights[4 * i + 2] = 1 - weights[4 * i] - weights[4 * i + 1] - weights[4 * i + 3];
    for (let k = 0; k < 4; k++) indices[4 * i + k] = mirrored(first + k, from);
  }
  return { indices, weights };
}

function mirrored(index: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * n - 2;
  const folded = ((index % period) + period) % period;
  return folded < n ? folded : period - folded;
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
