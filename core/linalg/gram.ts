/** Products of columns that are summed at once: more accumulators than one keep the processor busy. */
const BLOCK = 4;

/** rowsᵀ·rows of [row × column]: [column × column]. */
export function gramOfColumns(rows: Float64Array, numColumns: number): Float64Array {
  const n = numColumns;
  const out = new Float64Array(n * n);
  const numRows = n === 0 ? 0 : rows.length / n;
  const block = new Float64Array(BLOCK * n);
  for (let first = 0; first < numRows; first += BLOCK) {
    for (let b = 0; b < BLOCK; b++) {
      const at = (first + b) * n;
      for (let f = 0; f < n; f++) block[f * BLOCK + b] = first + b < numRows ? rows[at + f] : 0;
    }
    for (let i = 0; i < n; i++) {
      const x0 = block[BLOCK * i];
      const x1 = block[BLOCK * i + 1];
      const x2 = block[BLOCK * i + 2];
      const x3 = block[BLOCK * i + 3];
      const row = i * n;
      for (let j = 0, k = 0; j <= i; j++, k += BLOCK) {
        out[row + j] += x0 * block[k] + x1 * block[k + 1] + x2 * block[k + 2] + x3 * block[k + 3];
      }
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[j * n + i] = out[i * n + j];
  return out;
}
