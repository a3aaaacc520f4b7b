import type { ComponentModel } from "../kernels.ts";

/** Rows of products that are summed at once: more accumulators than one keep the processor busy. */
const BLOCK = 8;

/** `Kernels.centredGram`. */
export function centredGram(
  values: Float64Array,
  numColumns: number,
  rows: Int32Array | undefined,
  centre: Float64Array,
  out: Float64Array,
): void {
  const n = numColumns;
  const numRows = rows?.length ?? values.length / n;
  const block = new Float64Array(BLOCK * n);
  out.fill(0);
  for (let first = 0; first < numRows; first += BLOCK) {
    for (let b = 0; b < BLOCK; b++) {
      const row = first + b;
      const at = (rows === undefined ? row : rows[row]) * n;
      for (let f = 0; f < n; f++) {
        block[f * BLOCK + b] = row < numRows ? values[at + f] - centre[f] : 0;
      }
    }
    for (let i = 0; i < n; i++) {
      const at = BLOCK * i;
      const x0 = block[at];
      const x1 = block[at + 1];
      const x2 = block[at + 2];
      const x3 = block[at + 3];
      const x4 = block[at + 4];
      const x5 = block[at + 5];
      const x6 = block[at + 6];
      const x7 = block[at + 7];
      for (let j = 0, k = 0, to = i * n; j <= i; j++, k += BLOCK, to++) {
        const head = x0 * block[k] + x1 * block[k + 1] + x2 * block[k + 2] + x3 * block[k + 3];
        const tail = x4 * block[k + 4] + x5 * block[k + 5] + x6 * block[k + 6] + x7 * block[k + 7];
        out[to] += head + tail;
      }
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[j * n + i] = out[i * n + j];
}

/** `Kernels.quadraticForms`. */
export function quadraticForms(
  values: Float64Array,
  numColumns: number,
  rows: Int32Array,
  centre: Float64Array,
  matrix: Float64Array,
  out: Float64Array,
): void {
  const n = numColumns;
  const x = new Float64Array(n);
  for (let r = 0; r < rows.length; r++) {
    const at = rows[r] * n;
    for (let f = 0; f < n; f++) x[f] = values[at + f] - centre[f];
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const row = i * n;
      let even = 0;
      let odd = 0;
      let j = 0;
      for (; j + 1 < i; j += 2) {
        even += matrix[row + j] * x[j];
        odd += matrix[row + j + 1] * x[j + 1];
      }
      if (j < i) even += matrix[row + j] * x[j];
      sum += x[i] * (2 * (even + odd) + matrix[row + i] * x[i]);
    }
    out[r] = sum;
  }
}

/** `Kernels.projectRows`. */
export function projectRows(
  values: Float64Array,
  { mean, components, scale }: ComponentModel,
  out: Float32Array,
): void {
  const n = mean.length;
  const count = scale.length;
  for (let at = 0, to = 0; at < values.length; at += n, to += count) {
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let f = 0, c = k * n; f < n; f++, c++) sum += (values[at + f] - mean[f]) * components[c];
      out[to + k] = sum * scale[k];
    }
  }
}
