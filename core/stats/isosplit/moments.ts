/** Centres and covariances of clusters; row `label` of each. */
export interface ClusterMoments {
  readonly dimension: number;
  /** [label × dimension] */
  readonly centroids: Float64Array;
  /** [label × dimension × dimension] */
  readonly covariances: Float64Array;
}

export function allocateMoments(numLabels: number, dimension: number): ClusterMoments {
  return {
    dimension,
    centroids: new Float64Array(numLabels * dimension),
    covariances: new Float64Array(numLabels * dimension * dimension),
  };
}

/**
 * Computes the moments of the labels marked in `wanted` anew. As in the reference, the diagonal of a covariance is
 * counted twice (its loop adds v to [a, b] and to [b, a] also where a = b); the merge test is tuned to that.
 */
export function updateMoments(
  moments: ClusterMoments,
  x: Float64Array,
  labels: Int32Array,
  wanted: Uint8Array,
): void {
  const { dimension: d, centroids, covariances } = moments;
  const counts = new Int32Array(wanted.length);
  for (let label = 0; label < wanted.length; label++) {
    if (!wanted[label]) continue;
    centroids.fill(0, label * d, (label + 1) * d);
    covariances.fill(0, label * d * d, (label + 1) * d * d);
  }
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!wanted[label]) continue;
    counts[label]++;
    for (let k = 0; k < d; k++) centroids[label * d + k] += x[i * d + k];
  }
  for (let label = 0; label < wanted.length; label++) {
    if (!wanted[label] || counts[label] === 0) continue;
    for (let k = 0; k < d; k++) centroids[label * d + k] /= counts[label];
  }
  addProducts(moments, x, labels, wanted);
  for (let label = 0; label < wanted.length; label++) {
    if (!wanted[label] || counts[label] === 0) continue;
    for (let k = label * d * d; k < (label + 1) * d * d; k++) covariances[k] /= counts[label];
  }
}

function addProducts(
  { dimension: d, centroids, covariances }: ClusterMoments,
  x: Float64Array,
  labels: Int32Array,
  wanted: Uint8Array,
): void {
  const centred = new Float64Array(d);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!wanted[label]) continue;
    for (let k = 0; k < d; k++) centred[k] = x[i * d + k] - centroids[label * d + k];
    const base = label * d * d;
    for (let a = 0; a < d; a++) {
      for (let b = a; b < d; b++) {
        const v = centred[a] * centred[b];
        covariances[base + a * d + b] += v;
        covariances[base + b * d + a] += v;
      }
    }
  }
}
