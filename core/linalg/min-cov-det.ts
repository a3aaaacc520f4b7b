/*
 * Minimum covariance determinant by FAST-MCD (Rousseeuw & Van Driessen 1999) with reweighting, on centred data, as
 * scikit-learn 1.2 does (MinCovDet with assume_centered): trials on subsets of 300 rows, the best of them on 1500, the
 * best of those on all. O(trials · iterations · rows · n²), which is slow for more than some ten thousand rows.
 */
import { EphysError } from "#core/model/index.ts";
import { chiSquareQuantile } from "./chi-square.ts";
import { logDeterminant } from "./graphical-lasso.ts";
import { pseudoInverseSymmetric } from "./pseudo-inverse.ts";

export interface MinCovDetOptions {
  /** share of the rows that count; default (rows + n + 1) / 2 rows */
  readonly supportFraction?: number | undefined;
  /** 0 … n − 1 in random order */
  readonly permutation: (n: number) => Int32Array;
}

/** Some rows of a table. */
interface Table {
  /** [row × n] */
  readonly values: Float64Array;
  readonly rows: number;
  readonly n: number;
}

/** A place and spread of the rows that lie closest. */
interface Estimate {
  readonly location: Float64Array;
  readonly covariance: Float64Array;
  readonly determinant: number;
  /** positions of the rows that count, ascending */
  readonly support: Int32Array;
}

/** Covariance estimate [n × n] of [row × n] centred data that outlying rows do not move. */
export function minCovDet(
  values: Float64Array,
  n: number,
  { supportFraction, permutation }: MinCovDetOptions,
): Float64Array {
  const table = { values, rows: values.length / n, n };
  if (table.rows < 2) {
    throw new EphysError("InvalidValue", "MinCovDet needs at least two samples");
  }
  const count =
    supportFraction === undefined
      ? Math.ceil(0.5 * (table.rows + n + 1))
      : Math.trunc(supportFraction * table.rows);
  const support = supportOf(table, Math.min(count, table.rows), permutation);
  const raw = momentsOf(table, support, new Float64Array(n));
  if (support.length < table.rows && raw.every((v) => Math.abs(v) <= 1e-8)) {
    throw new EphysError(
      "InvalidValue",
      "MinCovDet: the closest samples do not vary; take a larger support_fraction",
      { parameter: "support_fraction" },
    );
  }
  return reweighted(table, raw);
}

/** Rows within the 97.5 % ellipsoid of the raw estimate, whose size is corrected by the median distance. */
function reweighted(table: Table, raw: Float64Array): Float64Array {
  const { n, rows } = table;
  const distances = distancesTo(table, new Float64Array(n), pseudoInverse(raw, n));
  const sorted = distances.slice().sort();
  const median = (sorted[(rows - 1) >> 1] + sorted[rows >> 1]) / 2;
  const limit = (chiSquareQuantile(0.975, n) * median) / chiSquareQuantile(0.5, n);
  const inside = Int32Array.from(distances.keys()).filter((row) => distances[row] < limit);
  return momentsOf(table, inside, new Float64Array(n));
}

function supportOf(
  table: Table,
  count: number,
  permutation: MinCovDetOptions["permutation"],
): Int32Array {
  const { rows, n } = table;
  if (n === 1) return supportOfOne(table.values, count);
  if (rows <= 500) {
    const starts = trials(table, count, 30, 10, permutation);
    return best(refined(table, count, starts), 1)[0].support;
  }
  const numSubsets = Math.floor(rows / 300);
  const size = Math.floor(rows / numSubsets);
  const order = permutation(rows);
  const share = count / rows;
  const found: Estimate[] = [];
  for (let i = 0; i < numSubsets; i++) {
    const subset = pick(table, order.subarray(i * size, (i + 1) * size));
    const numTrials = Math.max(10, Math.floor(500 / numSubsets));
    found.push(...trials(subset, Math.ceil(size * share), numTrials, 10, permutation));
  }
  const numMerged = Math.min(1500, rows);
  const selection = permutation(rows).subarray(0, numMerged);
  const merged = refined(pick(table, selection), Math.ceil(numMerged * share), found);
  if (rows < 1500) {
    return Int32Array.from(best(merged, 1)[0].support, (i) => selection[i]).sort();
  }
  return best(refined(table, count, best(merged, rows > 1500 ? 10 : 1)), 1)[0].support;
}

/** The tightest half of one variable. */
function supportOfOne(values: Float64Array, count: number): Int32Array {
  const rows = Int32Array.from(values.keys());
  if (count >= values.length) return rows;
  const sorted = values.slice().sort();
  let narrowest = Infinity;
  let sum = 0;
  let equal = 0;
  for (let i = 0; i + count < sorted.length; i++) {
    const width = sorted[i + count] - sorted[i];
    if (width > narrowest) continue;
    if (width < narrowest) [narrowest, sum, equal] = [width, 0, 0];
    sum += sorted[i + count] + sorted[i];
    equal++;
  }
  const location = (0.5 * sum) / equal;
  return closest(
    values.map((v) => Math.abs(v - location)),
    count,
  );
}

/** The best of random starts after two steps each. */
function trials(
  table: Table,
  count: number,
  numTrials: number,
  kept: number,
  permutation: MinCovDetOptions["permutation"],
): Estimate[] {
  const found: Estimate[] = [];
  for (let i = 0; i < numTrials; i++) {
    const start = permutation(table.rows).slice(0, count).sort();
    found.push(concentrate(table, start, 2));
  }
  return best(found, kept);
}

/** Each start led to its minimum on another table. */
function refined(table: Table, count: number, starts: readonly Estimate[]): Estimate[] {
  return starts.map(({ location, covariance }) => {
    const distances = distancesTo(table, location, pseudoInverse(covariance, table.n));
    return concentrate(table, closest(distances, count), 30);
  });
}

function best(estimates: readonly Estimate[], count: number): Estimate[] {
  return [...estimates].sort((a, b) => a.determinant - b.determinant).slice(0, count);
}

/** Steps to the rows closest by the last estimate, as long as the determinant falls. */
function concentrate(table: Table, start: Int32Array, steps: number): Estimate {
  let current = estimateOf(table, start);
  let before: Estimate | undefined;
  let left = steps;
  while (
    left > 0 &&
    Number.isFinite(current.determinant) &&
    current.determinant < (before?.determinant ?? Infinity)
  ) {
    before = current;
    const precision = pseudoInverse(current.covariance, table.n);
    const distances = distancesTo(table, current.location, precision);
    current = estimateOf(table, closest(distances, start.length));
    left--;
  }
  const rose = before !== undefined && current.determinant > before.determinant;
  return rose && left > 0 && !isClose(current.determinant, before?.determinant ?? 0)
    ? (before ?? current)
    : current;
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b);
}

function estimateOf(table: Table, support: Int32Array): Estimate {
  const { values, n } = table;
  const location = new Float64Array(n);
  for (const row of support) for (let c = 0; c < n; c++) location[c] += values[row * n + c];
  for (let c = 0; c < n; c++) location[c] /= support.length;
  const covariance = momentsOf(table, support, location);
  return { location, covariance, determinant: logDeterminant(covariance, n), support };
}

/** Covariance of some rows about a point. */
function momentsOf({ values, n }: Table, rows: Int32Array, location: Float64Array): Float64Array {
  const out = new Float64Array(n * n);
  const x = new Float64Array(n);
  for (const row of rows) {
    for (let c = 0; c < n; c++) x[c] = values[row * n + c] - location[c];
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[i * n + j] += x[i] * x[j];
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      out[i * n + j] /= rows.length;
      out[j * n + i] = out[i * n + j];
    }
  }
  return out;
}

/** Squared distance of every row in the metric of a precision. */
function distancesTo(
  { values, rows, n }: Table,
  location: Float64Array,
  precision: Float64Array,
): Float64Array {
  const out = new Float64Array(rows);
  const x = new Float64Array(n);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < n; c++) x[c] = values[row * n + c] - location[c];
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let product = 0;
      for (let j = 0; j < n; j++) product += precision[i * n + j] * x[j];
      sum += product * x[i];
    }
    out[row] = sum;
  }
  return out;
}

/** Positions of the `count` smallest distances, ascending. */
function closest(distances: Float64Array, count: number): Int32Array {
  const order = Int32Array.from(distances.keys());
  order.sort((a, b) => distances[a] - distances[b]);
  return order.slice(0, count).sort();
}

function pick({ values, n }: Table, rows: Int32Array): Table {
  const out = new Float64Array(rows.length * n);
  for (const [i, row] of rows.entries()) {
    out.set(values.subarray(row * n, (row + 1) * n), i * n);
  }
  return { values: out, rows: rows.length, n };
}

function pseudoInverse(a: Float64Array, n: number): Float64Array {
  return pseudoInverseSymmetric(a, n, n * Number.EPSILON);
}
