/**
 * The largest of `values[i − before … i + after]` for every i, `beyond` counting where the window leaves the values (SciPy's
 * maximum_filter1d with mode "constant"). `before` or `after` may be −1: the window then ends beside i. Cost: linear.
 */
export function runningMaximum(
  values: Float32Array,
  before: number,
  after: number,
  beyond: number,
): Float32Array {
  const n = values.length;
  const out = new Float32Array(n);
  const queue = new Int32Array(n);
  let head = 0;
  let tail = 0;
  let right = 0;
  for (let i = 0; i < n; i++) {
    for (; right < n && right <= i + after; right++) {
      while (tail > head && values[queue[tail - 1]] <= values[right]) tail--;
      queue[tail++] = right;
    }
    while (head < tail && queue[head] < i - before) head++;
    const leaves = i - before < 0 || i + after >= n;
    const largest = head < tail ? values[queue[head]] : -Infinity;
    out[i] = leaves ? Math.max(largest, beyond) : largest;
  }
  return out;
}
