import type { SampleArray } from "#core/model/index.ts";

/*
 * Order statistics of samples in NumPy's definitions. The work arrays are the caller's and are reordered.
 */

/** Median (mean of the middle two for even counts); NaN if any value is NaN. Reorders `values`. */
export function median(values: SampleArray): number {
  const n = values.length;
  if (n === 0) return NaN;
  for (let i = 0; i < n; i++) if (Number.isNaN(values[i])) return NaN;
  const upper = select(values, n >> 1);
  if (n % 2 === 1) return upper;
  let lower = -Infinity;
  for (let i = 0; i < n >> 1; i++) if (values[i] > lower) lower = values[i];
  return (lower + upper) / 2;
}

/** numpy.quantile with linear interpolation. Sorts `values`. */
export function quantiles(values: SampleArray, probabilities: readonly number[]): number[] {
  values.sort();
  const last = values.length - 1;
  if (last < 0 || Number.isNaN(values[last])) return probabilities.map(() => NaN);
  return probabilities.map((q) => {
    const at = q * last;
    const below = Math.floor(at);
    const weight = at - below;
    const a = values[below];
    const b = values[Math.min(last, below + 1)];
    // NumPy's interpolation starts at the nearer end, so that both ends are met exactly
    return weight >= 0.5 ? b - (b - a) * (1 - weight) : a + (b - a) * weight;
  });
}

/** The k-th smallest value (Hoare's selection, median-of-three pivot); everything before it is not larger. */
function select(values: SampleArray, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = pivotOf(values, left, right);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const kept = values[i];
        values[i++] = values[j];
        values[j--] = kept;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k];
}

function pivotOf(values: SampleArray, left: number, right: number): number {
  const a = values[left];
  const b = values[(left + right) >> 1];
  const c = values[right];
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

export function mean(values: SampleArray): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Population standard deviation. */
export function standardDeviation(values: SampleArray): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

/** Mean with a float32 sum. */
export function meanSingle(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum = Math.fround(sum + values[i]);
  return Math.fround(sum / values.length);
}

/** Population standard deviation with every operation in float32. */
export function standardDeviationSingle(values: ArrayLike<number>): number {
  const centre = meanSingle(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const x = Math.fround(values[i] - centre);
    sum = Math.fround(sum + Math.fround(x * x));
  }
  return Math.fround(Math.sqrt(Math.fround(sum / values.length)));
}
