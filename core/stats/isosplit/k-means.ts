import type { RandomIntegers } from "./types.ts";

/**
 * Lloyd's k-means from `k` distinct samples (SciPy's kmeans2 with minit="points"): a fixed number of rounds, empty
 * clusters keep their centre.
 * @param x [sample × dimension]
 * @returns [sample], 0 … k−1; some labels may be unused
 */
export function kMeansLabels(
  x: Float64Array,
  dimension: number,
  k: number,
  random: RandomIntegers,
  rounds = 10,
): Int32Array {
  const n = x.length / dimension;
  const centres = new Float64Array(k * dimension);
  for (const [c, row] of distinctRows(n, k, random).entries()) {
    centres.set(x.subarray(row * dimension, (row + 1) * dimension), c * dimension);
  }
  const labels = new Int32Array(n);
  for (let round = 0; round < rounds; round++) {
    assignNearest(x, dimension, centres, labels);
    moveCentres(x, dimension, labels, centres);
  }
  return labels;
}

/** `k` different rows of `n`, Floyd's method. */
function distinctRows(n: number, k: number, random: RandomIntegers): number[] {
  const chosen = new Set<number>();
  for (let j = n - k; j < n; j++) {
    const row = random(j + 1);
    chosen.add(chosen.has(row) ? j : row);
  }
  return [...chosen];
}

function assignNearest(
  x: Float64Array,
  dimension: number,
  centres: Float64Array,
  labels: Int32Array,
): void {
  const k = centres.length / dimension;
  for (let i = 0; i < labels.length; i++) {
    let nearest = 0;
    let least = Infinity;
    for (let c = 0; c < k; c++) {
      let distance = 0;
      for (let d = 0; d < dimension && distance < least; d++) {
        const delta = x[i * dimension + d] - centres[c * dimension + d];
        distance += delta * delta;
      }
      if (distance < least) {
        least = distance;
        nearest = c;
      }
    }
    labels[i] = nearest;
  }
}

function moveCentres(
  x: Float64Array,
  dimension: number,
  labels: Int32Array,
  centres: Float64Array,
): void {
  const k = centres.length / dimension;
  const sums = new Float64Array(centres.length);
  const counts = new Int32Array(k);
  for (let i = 0; i < labels.length; i++) {
    counts[labels[i]]++;
    for (let d = 0; d < dimension; d++) sums[labels[i] * dimension + d] += x[i * dimension + d];
  }
  for (let c = 0; c < k; c++) {
    if (counts[c] === 0) continue;
    for (let d = 0; d < dimension; d++)
      centres[c * dimension + d] = sums[c * dimension + d] / counts[c];
  }
}
