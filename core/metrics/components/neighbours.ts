import type { Kernels } from "#core/kernels/index.ts";
import { borrowSamples, EphysError, returnSamples } from "#core/model/index.ts";
import { nearestPoints } from "./nearest.ts";
import { splitRows, type Label, type LabelledPoints } from "./points.ts";

export interface NeighbourRates {
  readonly hitRate: number;
  readonly missRate: number;
}

/**
 * Share of nearest neighbours that belong to the unit, for its own spikes (hits) and for others (misses):
 * nearest_neighbors_metrics of SpikeInterface 0.103. The nearest neighbour is the spike itself and does not count.
 * @param maxSpikes of all spikes together; more are thinned out evenly
 * @throws InvalidValue, InvalidParameter
 */
export function nearestNeighborRates(
  points: LabelledPoints,
  label: Label,
  options: { readonly maxSpikes: number; readonly numNeighbors: number },
  kernels: Kernels,
): NeighbourRates {
  const { maxSpikes, numNeighbors } = options;
  const { own, others } = splitRows(points, label);
  if (others.length === 0 || own.length === 0) {
    throw new EphysError(
      "InvalidValue",
      "nearest neighbours need spikes of the unit and of others",
    );
  }
  const all = new Int32Array(own.length + others.length);
  all.set(own);
  all.set(others, own.length);
  const ratio = maxSpikes / all.length;
  let numOwn = own.length;
  let chosen = all;
  if (ratio < 1) {
    const count = Math.ceil((all.length - 1) * ratio);
    chosen = Int32Array.from({ length: count }, (_, i) => all[Math.trunc(i / ratio)]);
    numOwn = Math.trunc(numOwn * ratio);
  }
  if (numNeighbors > chosen.length) {
    throw new EphysError(
      "InvalidParameter",
      `n_neighbors ${String(numNeighbors)} is more than the ${String(chosen.length)} spikes there are`,
    );
  }
  let hits = 0;
  let misses = 0;
  const search = { count: numNeighbors, withSelf: true, kernels };
  const picked = pickRows(points, chosen);
  try {
    const nearest = nearestPoints(picked, points.numFeatures, search);
    for (let point = 0; point < chosen.length; point++) {
      let inUnit = 0;
      for (let k = 1; k < numNeighbors; k++) {
        if (nearest[point * numNeighbors + k] < numOwn) inUnit++;
      }
      if (point < numOwn) hits += inUnit;
      else misses += inUnit;
    }
  } finally {
    returnSamples(picked);
  }
  return {
    hitRate: hits / (numOwn * (numNeighbors - 1)),
    missRate: misses / ((chosen.length - numOwn) * (numNeighbors - 1)),
  };
}

/**
 * Share of nearest neighbours that belong to the same of two groups of equally many points (the isolation of Chung et al.):
 * 1 = apart, 0.5 = mixed.
 * @param values [point × feature], the first group's points first
 */
export function isolationScore(
  values: Float64Array,
  numFeatures: number,
  numFirst: number,
  options: { readonly numNeighbors: number; readonly kernels: Kernels },
): number {
  const numPoints = values.length / numFeatures;
  const { numNeighbors, kernels } = options;
  const count = numNeighbors > numPoints ? numPoints - 1 : numNeighbors;
  if (count >= numPoints || count < 1) {
    throw new EphysError(
      "InvalidParameter",
      `${String(numPoints)} spikes do not have ${String(count)} neighbours each`,
    );
  }
  const nearest = nearestPoints(values, numFeatures, { count, withSelf: false, kernels });
  let same = 0;
  for (let k = 0; k < nearest.length; k++) {
    if (nearest[k] < numFirst === Math.floor(k / count) < numFirst) same++;
  }
  return same / numPoints / count;
}

/** In lent memory. */
function pickRows({ values, numFeatures: n }: LabelledPoints, rows: Int32Array): Float64Array {
  const out = borrowSamples("float64", rows.length * n);
  for (let i = 0; i < rows.length; i++) {
    out.set(values.subarray(rows[i] * n, (rows[i] + 1) * n), i * n);
  }
  return out;
}
