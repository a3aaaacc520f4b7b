import type { RandomState } from "../random-state.ts";
import type { Table } from "../table.ts";

const MOST_ROUNDS = 300;

/** Clusters by k-means from well spread starts (k-means++), the best of `numStarts`. Returns [row], 0 … k − 1. */
export function kMeans(table: Table, k: number, random: RandomState, numStarts = 1): Int32Array {
  let best: { readonly labels: Int32Array; readonly inertia: number } | undefined;
  for (let i = 0; i < numStarts; i++) {
    const found = iterate(table, spreadStarts(table, k, random));
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best?.labels ?? new Int32Array(table.numRows);
}

function squaredDistance(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  d: number,
): number {
  let sum = 0;
  for (let j = 0; j < d; j++) {
    const difference = a[atA + j] - b[atB + j];
    sum += difference * difference;
  }
  return sum;
}

/** Rows drawn with a chance that grows with the distance to those drawn before, [cluster × column]. */
function spreadStarts(
  { numRows, numColumns: d, values }: Table,
  k: number,
  random: RandomState,
): Float64Array {
  const centres = new Float64Array(k * d);
  const nearest = new Float64Array(numRows).fill(Infinity);
  let row = random.randint(0, numRows);
  for (let c = 0; c < k; c++) {
    centres.set(values.subarray(row * d, (row + 1) * d), c * d);
    let total = 0;
    for (let i = 0; i < numRows; i++) {
      nearest[i] = Math.min(nearest[i], squaredDistance(values, i * d, centres, c * d, d));
      total += nearest[i];
    }
    let left = random.random() * total;
    row = 0;
    while (row < numRows - 1 && (left -= nearest[row]) > 0) row++;
  }
  return centres;
}

function iterate(
  { numRows, numColumns: d, values }: Table,
  centres: Float64Array,
): { readonly labels: Int32Array; readonly inertia: number } {
  const k = centres.length / d;
  const labels = new Int32Array(numRows).fill(-1);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let [inertia, changed] = [0, false];
    const sums = new Float64Array(k * d);
    const counts = new Int32Array(k);
    for (let i = 0; i < numRows; i++) {
      let [best, distance] = [0, Infinity];
      for (let c = 0; c < k; c++) {
        const own = squaredDistance(values, i * d, centres, c * d, d);
        if (own < distance) [best, distance] = [c, own];
      }
      changed ||= labels[i] !== best;
      labels[i] = best;
      inertia += distance;
      counts[best]++;
      for (let j = 0; j < d; j++) sums[best * d + j] += values[i * d + j];
    }
    if (!changed || round === MOST_ROUNDS - 1) return { labels, inertia };
    for (let c = 0; c < k; c++) {
      if (counts[c] === 0) continue;
      for (let j = 0; j < d; j++) centres[c * d + j] = sums[c * d + j] / counts[c];
    }
  }
  return { labels, inertia: Infinity };
}
