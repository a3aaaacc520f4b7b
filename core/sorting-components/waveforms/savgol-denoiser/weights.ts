/** Weights of every sample of a waveform. */
export interface SavgolWeights {
  /** [sample], first sample that counts */
  readonly first: Int32Array;
  /** [sample × tap] */
  readonly rows: Float64Array;
}

/**
 * Weights by which each sample becomes the value of a polynomial through the samples around; the outermost half windows
 * take the polynomial of the first or last whole window. A window of even length looks half a sample ahead, as SciPy's.
 */
export function savgolWeights(size: number, order: number, numSamples: number): SavgolWeights {
  const first = new Int32Array(numSamples);
  const rows = new Float64Array(numSamples * size);
  const half = Math.floor(size / 2);
  const even = size % 2 === 0;
  const middle = valuesAt(size, order, even ? half - 0.5 : half);
  for (let s = 0; s < numSamples; s++) {
    const start = even ? s - half + 1 : s - half;
    if (s >= half && s < numSamples - half) {
      first[s] = start;
      rows.set(middle, s * size);
      continue;
    }
    first[s] = s < half ? 0 : numSamples - size;
    rows.set(valuesAt(size, order, s - first[s]), s * size);
  }
  return { first, rows };
}

/** Weights of a window's samples in the value at `place` of the polynomial that fits them best. */
function valuesAt(size: number, order: number, place: number): Float64Array {
  const scale = Math.max(1, (size - 1) / 2);
  const centre = (size - 1) / 2;
  const columns: { readonly values: Float64Array; at: number }[] = [];
  const out = new Float64Array(size);
  for (let degree = 0; degree <= order; degree++) {
    const values = Float64Array.from({ length: size }, (_, i) => ((i - centre) / scale) ** degree);
    const column = { values, at: ((place - centre) / scale) ** degree };
    // twice: once leaves rounding
    for (let pass = 0; pass < 2; pass++) {
      for (const before of columns) {
        let along = 0;
        for (let i = 0; i < size; i++) along += before.values[i] * values[i];
        for (let i = 0; i < size; i++) values[i] -= along * before.values[i];
        column.at -= along * before.at;
      }
    }
    let norm = 0;
    for (const value of values) norm += value * value;
    norm = Math.sqrt(norm);
    for (let i = 0; i < size; i++) values[i] /= norm;
    column.at /= norm;
    columns.push(column);
    for (let i = 0; i < size; i++) out[i] += column.at * values[i];
  }
  return out;
}
