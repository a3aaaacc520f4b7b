import type { Kernels } from "#core/kernels/index.ts";
import { EphysError } from "#core/model/index.ts";

/**
 * Positions of the nearest `count` points of every point, the nearest first: [point × count]. Neighbours at the same distance
 * count by their position.
 * @param values [point × feature]
 * @param withSelf whether a point may be among its own
 * @throws InvalidValue for points that are not finite
 */
export function nearestPoints(
  values: Float64Array,
  numFeatures: number,
  options: { readonly count: number; readonly withSelf: boolean; readonly kernels: Kernels },
): Int32Array {
  const { count, withSelf, kernels } = options;
  const nearest = new Int32Array((values.length / numFeatures) * count);
  if (!kernels.nearestPoints(values, numFeatures, count, withSelf, nearest)) {
    throw new EphysError("InvalidValue", "neighbours of points that are not finite");
  }
  return nearest;
}
