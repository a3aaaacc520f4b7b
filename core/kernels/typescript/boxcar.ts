const SPLIT = 2 ** 27 + 1;

/** `Kernels.fusedDots`. */
export function fusedDots(
  values: Float64Array,
  starts: Int32Array,
  size: number,
  weight: number,
  out: Float64Array,
): void {
  for (let i = 0; i < starts.length; i++) {
    out[i] = fusedDot(values.subarray(starts[i], starts[i] + size), weight);
  }
}

/** Four accumulators of eight lanes, folded to four lanes, fused multiply-adds throughout. */
function fusedDot(values: Float64Array, weight: number): number {
  const n = values.length;
  const n16 = n - (n % 16);
  const n32 = n16 - (n16 % 32);
  const wide = new Float64Array(32);
  for (let i = 0; i < n32; i++) wide[i % 32] = fusedAdd(values[i], weight, wide[i % 32]);
  const lanes = Float64Array.from({ length: 16 }, (_, k) => {
    const from = 8 * (k >> 2) + (k & 3);
    return wide[from] + wide[from + 4];
  });
  for (let i = n32; i < n16; i++) lanes[i - n32] = fusedAdd(values[i], weight, lanes[i - n32]);
  const sums = [0, 1, 2, 3].map(
    (lane) => lanes[lane] + lanes[4 + lane] + lanes[8 + lane] + lanes[12 + lane],
  );
  let sum = sums[0] + sums[2] + (sums[1] + sums[3]);
  for (let i = n16; i < n; i++) sum = fusedAdd(values[i], weight, sum);
  return sum;
}

/** a · b + c with one rounding (Dekker's exact product, Knuth's exact sum). */
function fusedAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const aHigh = SPLIT * a - (SPLIT * a - a);
  const bHigh = SPLIT * b - (SPLIT * b - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  const productError = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const sum = product + c;
  const part = sum - product;
  const sumError = product - (sum - part) + (c - part);
  return sum + (sumError + productError);
}
