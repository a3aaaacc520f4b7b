/** `Kernels.nearestPoints`. */
export function nearestPoints(
  values: Float64Array,
  numFeatures: number,
  count: number,
  withSelf: boolean,
  out: Int32Array,
): boolean {
  const numPoints = values.length / numFeatures;
  const distances = new Float64Array(count);
  for (let point = 0; point < numPoints; point++) {
    const nearest = out.subarray(point * count, (point + 1) * count);
    distances.fill(Infinity);
    for (let other = 0; other < numPoints; other++) {
      if (!withSelf && other === point) continue;
      let sum = 0;
      for (let f = 0; f < numFeatures; f++) {
        sum += (values[point * numFeatures + f] - values[other * numFeatures + f]) ** 2;
      }
      // of equal ones the first stays before
      if (!(sum < distances[count - 1])) continue;
      let k = count - 1;
      for (; k > 0 && distances[k - 1] > sum; k--) {
        distances[k] = distances[k - 1];
        nearest[k] = nearest[k - 1];
      }
      distances[k] = sum;
      nearest[k] = other;
    }
    if (distances[count - 1] === Infinity) return false;
  }
  return true;
}
