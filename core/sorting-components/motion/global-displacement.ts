/*
 * One displacement per time bin from displacements between pairs of bins, by three solvers.
 * Reference: SpikeInterface 0.103.2 sortingcomponents/motion/decentralized.py (compute_global_displacement).
 */
import { EphysError } from "#core/model/index.ts";
import {
  applyDifferences,
  rowsWithin,
  selectRows,
  type DifferenceSystem,
} from "./difference-system.ts";
import { lsmr } from "./lsmr.ts";
import { lsqr } from "./lsqr.ts";
import { minimize } from "./quasi-newton.ts";

/** Pairs of time bins of one window. */
export interface PairTable {
  readonly numBins: number;
  /** [bin × bin], um */
  readonly displacement: Float64Array;
  /** [bin × bin]; undefined = all 1 */
  readonly weights: Float64Array | undefined;
  /** [bin × bin]; pairs of 0 are left out */
  readonly mask: Float64Array | undefined;
}

/** Weighted least squares by L-BFGS from the mean displacement of each bin: [bin], um. */
export function byGradientDescent(table: PairTable): Float64Array {
  const { numBins: n, displacement: d } = table;
  const start = rowMeans(table);
  const weighted = table.weights !== undefined || table.mask !== undefined;
  if (!weighted) return minimize((p, gradient) => plainObjective(d, n, p, gradient), start);
  const weights = productOf(table).map((w) => (w > 0 ? w : 0));
  return minimize((p, gradient) => weightedObjective(d, weights, n, p, gradient), start);
}

function plainObjective(
  d: Float64Array,
  n: number,
  p: Float64Array,
  gradient: Float64Array,
): number {
  let value = 0;
  gradient.fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const difference = d[i * n + j] - (p[i] - p[j]);
      value += difference ** 2;
      gradient[i] -= difference;
      gradient[j] += difference;
    }
  }
  return 0.5 * value;
}

/** The gradient takes weights as symmetric: a pair that counts in one direction only has none, as in the reference. */
function weightedObjective(
  d: Float64Array,
  w: Float64Array,
  n: number,
  p: Float64Array,
  gradient: Float64Array,
): number {
  let value = 0;
  gradient.fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const weight = w[i * n + j];
      if (weight === 0) continue;
      value += (weight * (d[i * n + j] - (p[i] - p[j]))) ** 2;
      const both = weight * w[j * n + i];
      gradient[i] += both * (d[j * n + i] - d[i * n + j]) + 2 * both * p[i];
      gradient[i] -= 2 * weight ** 2 * p[j];
    }
  }
  return 0.5 * value;
}

/** Least squares by LSQR, each time without the pairs that fit worst: [bin], um. The mask, if given, chooses the pairs. */
export function byRobustLsqr(table: PairTable, sigma: number, numIterations: number): Float64Array {
  const { numBins: n, displacement, weights, mask } = table;
  const chosen: number[] = [];
  for (let at = 0; at < n * n; at++) {
    if (mask ? mask[at] > 0 : weights === undefined || weights[at] !== 0) chosen.push(at);
  }
  const system: DifferenceSystem = {
    numUnknowns: n,
    plus: chosen.map((at) => Math.floor(at / n)),
    minus: chosen.map((at) => at % n),
    weights: chosen.map((at) => weights?.[at] ?? 1),
    targets: chosen.map((at) => (weights?.[at] ?? 1) * displacement[at]),
  };
  const unweighted = { ...system, weights: new Float64Array(chosen.length).fill(1) };
  let rows = Array.from(chosen.keys());
  let found: Float64Array | undefined;
  for (let iteration = 0; iteration < numIterations; iteration++) {
    found = lsqr(selectRows(system, rows));
    const residuals = applyDifferences(unweighted, found);
    for (let r = 0; r < residuals.length; r++) residuals[r] -= displacement[chosen[r]];
    const within = rowsWithin(residuals, sigma);
    rows = Array.from(within.keys()).filter((r) => within[r] === 1);
  }
  if (found) return found;
  throw new EphysError("InvalidParameter", "lsqr_robust_n_iter must be at least 1", {
    lsqr_robust_n_iter: numIterations,
  });
}

export interface LsmrOptions {
  /** neighbouring bins should move alike */
  readonly temporalPrior: boolean;
  /** neighbouring windows should move alike */
  readonly spatialPrior: boolean;
  /** weights count as such and not only as yes or no */
  readonly softWeights: boolean;
  /** rows of the priors further out than this many deviations are left out in the next iteration */
  readonly sigma: number;
  readonly numIterations: number;
  /** numbers are single precision */
  readonly single: boolean;
}

/** Least squares by LSMR over all windows at once: [window × bin], um. */
export function byLsmr(
  tables: readonly PairTable[],
  options: LsmrOptions,
): Float32Array | Float64Array {
  const { system, isPrior } = priorSystem(tables, options);
  const means = tables.flatMap((table) => [...rowMeans(table)]);
  let found = options.single ? Float32Array.from(means) : Float64Array.from(means);
  for (let iteration = 0; iteration < Math.max(1, options.numIterations); iteration++) {
    if (iteration === 0) {
      found = lsmr(system, found);
      continue;
    }
    const residuals = applyDifferences(system, found);
    for (let r = 0; r < residuals.length; r++) residuals[r] -= system.targets[r];
    const within = rowsWithin(residuals, options.sigma);
    // the reference trims the priors and never the pairs
    const rows = Array.from(within.keys()).filter((r) => within[r] === 1 || !isPrior[r]);
    found = lsmr(selectRows(system, rows), found);
  }
  return found;
}

function priorSystem(
  tables: readonly PairTable[],
  { temporalPrior, spatialPrior, softWeights }: LsmrOptions,
): { readonly system: DifferenceSystem; readonly isPrior: readonly boolean[] } {
  const plus: number[] = [];
  const minus: number[] = [];
  const weights: number[] = [];
  const targets: number[] = [];
  const isPrior: boolean[] = [];
  const add = (i: number, j: number, weight: number, target: number, prior: boolean): void => {
    plus.push(i);
    minus.push(j);
    weights.push(weight);
    targets.push(target);
    isPrior.push(prior);
  };
  for (const [b, table] of tables.entries()) {
    const { numBins: n, displacement } = table;
    const product = productOf(table);
    for (let at = 0; at < n * n; at++) {
      if (!(product[at] > 0)) continue;
      const weight = softWeights ? product[at] : 1;
      const i = Math.floor(at / n);
      add(b * n + i, b * n + (at % n), weight, weight * displacement[at], false);
    }
    if (!temporalPrior) continue;
    for (let t = 0; t + 1 < n; t++) add(b * n + t + 1, b * n + t, 1, 0, true);
  }
  const numBins = tables[0]?.numBins ?? 0;
  const numUnknowns = tables.length * numBins;
  if (spatialPrior) {
    for (let at = 0; at + numBins < numUnknowns; at++) add(at, at + numBins, 1, 0, true);
  }
  return { system: { numUnknowns, plus, minus, weights, targets }, isPrior };
}

function productOf({ displacement, weights, mask }: PairTable): Float64Array {
  return displacement.map((_, at) => (weights?.[at] ?? 1) * (mask?.[at] ?? 1));
}

function rowMeans({ numBins: n, displacement }: PairTable): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += displacement[i * n + j];
    return sum / n;
  });
}
