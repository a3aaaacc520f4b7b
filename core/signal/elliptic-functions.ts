/*
 * Jacobi's elliptic functions by the arithmetic-geometric mean (Abramowitz & Stegun 16.4, 17.6), as elliptic filter
 * design needs them; the parameter is m = k².
 */

/** Complete elliptic integral of the first kind from the complementary parameter 1 − m. */
export function ellipticKFromComplement(complement: number): number {
  let a = 1;
  let b = Math.sqrt(complement);
  while (Math.abs(a - b) > 4 * Number.EPSILON * a) [a, b] = [(a + b) / 2, Math.sqrt(a * b)];
  return Math.PI / (a + b);
}

export interface JacobiFunctions {
  readonly sn: number;
  readonly cn: number;
  readonly dn: number;
}

/** sn, cn and dn of `u` for the parameter 0 ≤ m ≤ 1. */
export function jacobi(u: number, m: number): JacobiFunctions {
  if (m === 1) return { sn: Math.tanh(u), cn: 1 / Math.cosh(u), dn: 1 / Math.cosh(u) };
  const a = [1];
  const c = [Math.sqrt(m)];
  for (let b = Math.sqrt(1 - m); Math.abs(c[c.length - 1]) > Number.EPSILON && a.length < 30;) {
    const last = a[a.length - 1];
    a.push((last + b) / 2);
    c.push((last - b) / 2);
    b = Math.sqrt(last * b);
  }
  let phi = 2 ** (a.length - 1) * a[a.length - 1] * u;
  for (let n = a.length - 1; n > 0; n--) {
    phi = (phi + Math.asin((c[n] * Math.sin(phi)) / a[n])) / 2;
  }
  const sn = Math.sin(phi);
  return { sn, cn: Math.cos(phi), dn: Math.sqrt(1 - m * sn * sn) };
}

/** u with sc(u, 1 − m) = w, by Landen's descending transformation of the parameter m. */
export function inverseScOfComplement(w: number, m: number): number {
  const moduli = [Math.sqrt(m)];
  for (let k = moduli[0]; k !== 0 && moduli.length < 12;) {
    const complement = Math.sqrt((1 - k) * (1 + k));
    k = (1 - complement) / (1 + complement);
    moduli.push(k);
  }
  let quarter = Math.PI / 2;
  let x = w;
  for (let i = 1; i < moduli.length; i++) {
    quarter *= 1 + moduli[i];
    const root = Math.sqrt(1 + (moduli[i - 1] * x) ** 2);
    x = (2 * x) / ((1 + moduli[i]) * (1 + root));
  }
  return ((quarter * 2) / Math.PI) * Math.asinh(x);
}

/** The parameter m of a filter of `order` whose discrimination is m1 (the degree equation, by nomes). */
export function degreeParameter(order: number, m1: number): number {
  const k1 = ellipticKFromComplement(1 - m1);
  const q = Math.exp((-Math.PI * ellipticKFromComplement(m1)) / k1) ** (1 / order);
  let numerator = 0;
  let denominator = 1;
  for (let i = 0; i <= 7; i++) {
    numerator += q ** (i * (i + 1));
    denominator += 2 * q ** ((i + 1) ** 2);
  }
  return 16 * q * (numerator / denominator) ** 4;
}
