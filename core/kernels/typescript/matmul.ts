/** `Kernels.matmul`. Sums in float64, rounded once, which is within the stated tolerance of a float32 sum. */
export function matmul(
  a: Float32Array,
  b: Float32Array,
  m: number,
  k: number,
  n: number,
  out: Float32Array,
): void {
  const row = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    row.fill(0);
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p];
      const from = p * n;
      for (let j = 0; j < n; j++) row[j] += factor * b[from + j];
    }
    out.set(row, i * n);
  }
}

/** `Kernels.sparseMatmul`. */
export function sparseMatmul(
  input: Float32Array,
  numChannels: number,
  matrix: {
    readonly starts: Int32Array;
    readonly indices: Int32Array;
    readonly weights: Float32Array;
  },
  out: Float32Array,
): void {
  const { starts, indices, weights } = matrix;
  const columns = starts.length - 1;
  const frames = input.length / numChannels;
  for (let frame = 0; frame < frames; frame++) {
    const row = frame * numChannels;
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let j = starts[column]; j < starts[column + 1]; j++) {
        sum += input[row + indices[j]] * weights[j];
      }
      out[frame * columns + column] = sum;
    }
  }
}
