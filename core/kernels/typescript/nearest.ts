/** `Kernels.smallestOfRows`. */
export function smallestOfRows(
  values: Float32Array,
  numColumns: number,
  count: number,
  left: Int32Array,
  out: Float32Array,
): void {
  const best = new Float32Array(count);
  const last = count - 1;
  for (let row = 0, from = 0; row < out.length; row++, from += numColumns) {
    best.fill(Infinity);
    for (let j = 0; j < numColumns; j++) {
      const value = values[from + j];
      if (!(value < best[last]) || j === left[row]) continue;
      let k = last;
      for (; k > 0 && best[k - 1] > value; k--) best[k] = best[k - 1];
      best[k] = value;
    }
    out[row] = best[last];
  }
}

/** `Kernels.positionsBelow`. */
export function positionsBelow(
  values: Float32Array,
  numColumns: number,
  limits: Float64Array,
  left: Int32Array,
  starts: Int32Array,
  positions: Int32Array,
): number {
  let found = 0;
  starts[0] = 0;
  for (let row = 0, from = 0; row < limits.length; row++, from += numColumns) {
    for (let j = 0; j < numColumns; j++) {
      if (!(values[from + j] <= limits[row]) || j === left[row]) continue;
      if (found < positions.length) positions[found] = j;
      found++;
    }
    starts[row + 1] = found;
  }
  return found;
}
