/** Products of columns that are summed at once: more accumulators than one keep the processor busy. */
const BLOCK = 8;

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
      const at = BLOCK * i;
      const x0 = block[at];
      const x1 = block[at + 1];
      const x2 = block[at + 2];
      const x3 = block[at + 3];
      const x4 = block[at + 4];
      const x5 = block[at + 5];
      const x6 = block[at + 6];
      const x7 = block[at + 7];
      const row = i * n;
      for (let j = 0, k = 0; j <= i; j++, k += BLOCK) {
        const first = x0 * block[k] + x1 * block[k + 1] + x2 * block[k + 2] + x3 * block[k + 3];
        const last = x4 * block[k + 4] + x5 * block[k + 5] + x6 * block[k + 6] + x7 * block[k + 7];
        out[row + j] += first + last;
      }
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[j * n + i] = out[i * n + j];
  return out;
}
