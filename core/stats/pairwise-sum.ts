/**
 * Sum with NumPy's order of summation, bit for bit: eight running sums, halves above 128 values. Every sum is rounded to
 * the precision of the values.
 */
export function pairwiseSum(values: Float64Array | Float32Array): number {
  const n = values.length;
  const round = values instanceof Float32Array ? Math.fround : (value: number): number => value;
  if (n > 128) {
    const half = Math.floor(n / 2);
    const middle = half - (half % 8);
    return round(pairwiseSum(values.subarray(0, middle)) + pairwiseSum(values.subarray(middle)));
  }
  const whole = n < 8 ? 0 : n - (n % 8);
  let sum = 0;
  if (whole > 0) {
    const r = values.slice(0, 8);
    for (let i = 8; i < whole; i += 8) for (let k = 0; k < 8; k++) r[k] += values[i + k];
    const low = round(round(r[0] + r[1]) + round(r[2] + r[3]));
    sum = round(low + round(round(r[4] + r[5]) + round(r[6] + r[7])));
  }
  for (let i = whole; i < n; i++) sum = round(sum + values[i]);
  return sum;
}
