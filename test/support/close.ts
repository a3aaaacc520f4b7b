/** How far two arrays differ, in the golden cases' terms: |a − b| ≤ atol + rtol·|b|; NaN positions must agree. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { rtol = 0, atol = 0 }: { readonly rtol?: number; readonly atol?: number } = {},
): void {
  if (actual.length !== expected.length) {
    throw new Error(`length ${String(actual.length)} instead of ${String(expected.length)}`);
  }
  let bad = 0;
  let worst = 0;
  let at = -1;
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i] ?? NaN;
    const b = expected[i] ?? NaN;
    if (Number.isNaN(a) && Number.isNaN(b)) continue;
    const excess = a === b ? 0 : Math.abs(a - b) - (atol + rtol * Math.abs(b));
    if (excess <= 0) continue;
    bad++;
    if (Number.isNaN(excess) || excess > worst) {
      worst = excess;
      at = i;
    }
  }
  if (bad > 0) {
    throw new Error(
      `${String(bad)} of ${String(expected.length)} values differ beyond rtol ${String(rtol)}, atol ${String(atol)}; ` +
        `worst at ${String(at)}: ${String(actual[at])} instead of ${String(expected[at])}`,
    );
  }
}
