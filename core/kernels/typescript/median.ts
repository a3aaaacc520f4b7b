/*
 * Medians by quickselect (median of three pivots), NumPy's rule: the middle value, or the mean of the two middle ones;
 * NaN where any value is NaN. Average O(n).
 */

/** Moves the k-th smallest of values[0..count) to place k, with nothing larger before it. No NaN allowed. */
function select(values: Float32Array | Float64Array, count: number, k: number): number {
  let left = 0;
  let right = count - 1;
  while (left < right) {
    const middle = (left + right) >> 1;
    const a = values[left];
    const b = values[middle];
    const c = values[right];
    const pivot = a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const swap = values[i];
        values[i++] = values[j];
        values[j--] = swap;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k];
}

/**
 * Median of values[0..count), which are reordered. The mean of the middle two is taken in the array's own precision,
 * as numpy.median does. NaN for no values.
 */
export function medianInPlace(values: Float32Array | Float64Array, count: number): number {
  if (count === 0) return NaN;
  for (let i = 0; i < count; i++) if (Number.isNaN(values[i])) return NaN;
  const half = count >> 1;
  const upper = select(values, count, half);
  if (count % 2 === 1) return upper;
  let lower = values[0];
  for (let i = 1; i < half; i++) if (values[i] > lower) lower = values[i];
  return values instanceof Float32Array
    ? Math.fround(Math.fround(lower + upper) / 2)
    : (lower + upper) / 2;
}

/** `Kernels.columnMads`. */
export function columnMads(
  input: Float32Array,
  numColumns: number,
  medians: Float64Array,
  mads: Float64Array,
): void {
  const rows = input.length / numColumns;
  const column = new Float32Array(rows);
  for (let c = 0; c < numColumns; c++) {
    for (let row = 0; row < rows; row++) column[row] = input[row * numColumns + c];
    const median = medianInPlace(column, rows);
    medians[c] = median;
    for (let row = 0; row < rows; row++) {
      column[row] = Math.abs(Math.fround(input[row * numColumns + c] - median));
    }
    mads[c] = medianInPlace(column, rows);
  }
}
