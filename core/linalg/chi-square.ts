/* The chi-square distribution by the regularised incomplete gamma function (Abramowitz & Stegun 6.5). */

/** The value below which a share `p` of a chi-square distribution lies; 0 < p < 1. */
export function chiSquareQuantile(p: number, degreesOfFreedom: number): number {
  const a = degreesOfFreedom / 2;
  let low = 0;
  let high = degreesOfFreedom + 1;
  while (lowerGamma(a, high / 2) < p) high *= 2;
  while (high - low > 4 * Number.EPSILON * high) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (lowerGamma(a, middle / 2) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(a, x) by its series; the terms are positive, so that nothing cancels. */
function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  let term = 1 / a;
  let sum = term;
  for (let k = 1; term > sum * Number.EPSILON && k < 100000; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return Math.min(1, sum * Math.exp(a * Math.log(x) - x - logGammaOfHalf(2 * a)));
}

/** log Γ(n / 2) for a whole n. */
function logGammaOfHalf(n: number): number {
  let sum = n % 2 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let k = n % 2 === 0 ? 2 : 1; k < n; k += 2) sum += Math.log(k / 2);
  return sum;
}
