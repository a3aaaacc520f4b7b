import { logGamma } from "#core/array/index.ts";

const EPSILON = 1e-15;
const MAX_TERMS = 100_000;

/** Probability that a Poisson count of the given mean is larger than `count`: 1 − scipy.stats.poisson.cdf. */
export function poissonTail(count: number, mean: number): number {
  if (Number.isNaN(mean) || mean < 0) return NaN;
  if (mean === 0) return 0;
  return lowerGamma(Math.floor(count) + 1, mean);
}

/** Regularised lower incomplete gamma function P(a, x): series below the bulk, continued fraction above. */
export function lowerGamma(a: number, x: number): number {
  if (x === Infinity) return 1;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MAX_TERMS && Math.abs(term) > Math.abs(sum) * EPSILON; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * scale;
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < EPSILON) break;
  }
  return 1 - scale * h;
}
