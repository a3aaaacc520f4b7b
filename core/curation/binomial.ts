/*
 * Tails of the binomial distribution. Single probabilities follow Loader (2000), "Fast and accurate computation of binomial
 * probabilities": deviances instead of differences of large logarithms, so that 15 digits remain for millions of trials. A
 * tail is summed from its largest term on, away from the mean, until terms do not count any more.
 */

const LOG_2PI = Math.log(2 * Math.PI);
/** A term this small against the sum changes nothing. */
const NEGLIGIBLE = 1e-18;

/** P(X > x) with a whole number of trials. */
export function binomialSurvival(x: number, trials: number, p: number): number {
  const from = Math.floor(x) + 1;
  if (Number.isNaN(x) || Number.isNaN(p)) return NaN;
  if (from <= 0) return 1;
  if (p <= 0 || from > trials) return 0;
  if (p >= 1) return 1;
  return from > trials * p
    ? Math.min(1, tail(from, trials, p, 1))
    : Math.max(0, 1 - tail(from - 1, trials, p, -1));
}

/** Sum of probabilities from `k` on, upwards or downwards, which fall from there on. */
function tail(k: number, trials: number, p: number, step: 1 | -1): number {
  const odds = p / (1 - p);
  let term = binomialProbability(k, trials, p);
  let sum = term;
  for (let at = k; term > sum * NEGLIGIBLE; at += step) {
    if (step === 1) {
      if (at >= trials) break;
      term *= ((trials - at) / (at + 1)) * odds;
    } else {
      if (at <= 0) break;
      term *= at / (trials - at + 1) / odds;
    }
    sum += term;
  }
  return sum;
}

/** P(X = k) with 0 < p < 1. */
function binomialProbability(k: number, trials: number, p: number): number {
  if (k === 0) return Math.exp(trials * Math.log1p(-p));
  if (k === trials) return Math.exp(trials * Math.log(p));
  const rest = trials - k;
  const exponent =
    stirlingError(trials) -
    stirlingError(k) -
    stirlingError(rest) -
    deviance(k, trials * p) -
    deviance(rest, trials * (1 - p));
  const scale = LOG_2PI + Math.log(k) + Math.log1p(-k / trials);
  return Math.exp(exponent - 0.5 * scale);
}

/** log(n!) − log(√(2πn) (n/e)ⁿ) for a whole n ≥ 1. */
function stirlingError(n: number): number {
  if (n < 16) {
    let logFactorial = 0;
    for (let i = 2; i <= n; i++) logFactorial += Math.log(i);
    return logFactorial - 0.5 * (LOG_2PI + Math.log(n)) - n * Math.log(n) + n;
  }
  const square = n * n;
  return (
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) /
    n
  );
}

/** k log(k/m) + m − k without loss where both are near. */
function deviance(k: number, mean: number): number {
  if (Math.abs(k - mean) < 0.1 * (k + mean)) {
    const v = (k - mean) / (k + mean);
    let sum = (k - mean) * v;
    let term = 2 * k * v;
    for (let i = 1; i < 1000; i++) {
      term *= v * v;
      const next = sum + term / (2 * i + 1);
      if (next === sum) break;
      sum = next;
    }
    return sum;
  }
  return k * Math.log(k / mean) + mean - k;
}
