import { eighSymmetric } from "#core/linalg/index.ts";

/** Axes that tell most far points apart. */
const NUM_AXES = 16;
/** Rows from which the axes are taken; any axes serve, good ones serve better. */
const MOST_ROWS = 2000;
/** What rounding can add to a bound, relative to it. */
const ROUNDING = 1 - 1e-9;

/**
 * Lower bounds of squared distances: distances along the few directions in which points spread most. They are a fraction of
 * the numbers that a point has, and spare the whole comparison of points that lie apart.
 */
export interface DistanceBounds {
  /** Not above the squared distance of points `a` and `b`; 0 where nothing is known. */
  atLeast(a: number, b: number): number;
}

/** @param x [point × dimension] */
export function distanceBounds(x: Float64Array, dimension: number): DistanceBounds {
  // of few numbers the bound costs what it spares
  if (dimension < 2 * NUM_AXES) return { atLeast: () => 0 };
  const placed = project(x, dimension, leadingAxes(x, dimension));
  return {
    atLeast(a, b) {
      let sum = 0;
      for (let k = 0, i = a * NUM_AXES, j = b * NUM_AXES; k < NUM_AXES; k++, i++, j++) {
        const difference = placed[i] - placed[j];
        sum += difference * difference;
      }
      return sum * ROUNDING;
    },
  };
}

/** [axis × dimension], orthonormal: directions of the largest spread of some of the points. */
function leadingAxes(x: Float64Array, dimension: number): Float64Array {
  const n = x.length / dimension;
  const stride = Math.max(1, Math.ceil(n / MOST_ROWS));
  const mean = new Float64Array(dimension);
  const rows = Array.from({ length: Math.ceil(n / stride) }, (_, i) => i * stride * dimension);
  for (const row of rows) for (let k = 0; k < dimension; k++) mean[k] += x[row + k] / rows.length;
  const gram = new Float64Array(dimension * dimension);
  for (const row of rows) {
    for (let a = 0; a < dimension; a++) {
      const value = x[row + a] - mean[a];
      for (let b = 0; b < dimension; b++) gram[a * dimension + b] += value * (x[row + b] - mean[b]);
    }
  }
  const { vectors } = eighSymmetric(gram, dimension);
  const axes = new Float64Array(NUM_AXES * dimension);
  for (let axis = 0; axis < NUM_AXES; axis++) {
    for (let k = 0; k < dimension; k++) {
      axes[axis * dimension + k] = vectors[k * dimension + dimension - 1 - axis];
    }
  }
  return axes;
}

/** [point × axis] */
function project(x: Float64Array, dimension: number, axes: Float64Array): Float64Array {
  const n = x.length / dimension;
  const out = new Float64Array(n * NUM_AXES);
  for (let i = 0; i < n; i++) {
    for (let axis = 0; axis < NUM_AXES; axis++) {
      let sum = 0;
      for (let k = 0; k < dimension; k++) sum += x[i * dimension + k] * axes[axis * dimension + k];
      out[i * NUM_AXES + axis] = sum;
    }
  }
  return out;
}
