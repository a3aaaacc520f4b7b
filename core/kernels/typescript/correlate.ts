/** `Kernels.correlateColumns`. Sums in float64, rounded once. */
export function correlateColumns(
  input: Float32Array,
  numColumns: number,
  taps: Float32Array,
  numTaps: number,
  out: Float32Array,
): void {
  const stride = taps.length / numTaps;
  const steps = taps.length / numColumns;
  const sums = new Float64Array(numColumns);
  const frames = out.length / numColumns;
  for (let frame = 0; frame < frames; frame++) {
    sums.fill(0);
    let at = frame * stride;
    for (let q = 0, tap = 0; q < steps; q++) {
      for (let c = 0; c < numColumns; c++, at++, tap++) sums[c] += input[at] * taps[tap];
    }
    out.set(sums, frame * numColumns);
  }
}
