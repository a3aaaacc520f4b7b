import type { BitSource } from "./bit-source.ts";
import { standardExponential } from "./ziggurat.ts";

/*
 * Counts: Poisson (product of uniforms below 10, Hörmann's PTRS above), geometric (search from 1/3, inversion below),
 * binomial (inversion while n·p ≤ 30, Kachitvichyanukul and Schmeiser's BTPE above); the order of draws is NumPy's.
 */

export function poisson(bits: BitSource, mean: number): number {
  if (mean >= 10) return poissonTransformed(bits, mean);
  if (mean === 0) return 0;
  const floor = Math.exp(-mean);
  let count = 0;
  let product = 1;
  for (;;) {
    product *= bits.nextDouble();
    if (product <= floor) return count;
    count++;
  }
}

function poissonTransformed(bits: BitSource, mean: number): number {
  const root = Math.sqrt(mean);
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * root;
  const a = -0.059 + 0.02483 * b;
  const invAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = bits.nextDouble() - 0.5;
    const v = bits.nextDouble();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const left = Math.log(v) + Math.log(invAlpha) - Math.log(a / (us * us) + b);
    if (left <= -mean + k * logMean - logGamma(k + 1)) return k;
  }
}

/** Coefficients B(2n) / (2n (2n − 1)) of Stirling's series, to the digits that the reference keeps. */
const STIRLING = [
  8.333333333333333e-2, -2.777777777777778e-3, 7.936507936507937e-4, -5.952380952380952e-4,
  8.417508417508418e-4, -1.917526917526918e-3, 6.41025641025641e-3, -2.955065359477124e-2,
  1.796443723688307e-1, -1.3924322169059,
];

/** log Γ(x) for x > 0 by Stirling's series above 7, recurrence below. */
export function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0;
  const steps = x < 7 ? Math.trunc(7 - x) : 0;
  let shifted = x + steps;
  const inverse = (1 / shifted) * (1 / shifted);
  let series = STIRLING[9];
  for (let k = 8; k >= 0; k--) series = series * inverse + STIRLING[k];
  let result =
    series / shifted + 0.5 * 1.8378770664093453 + (shifted - 0.5) * Math.log(shifted) - shifted;
  for (let k = 1; k <= steps; k++) {
    result -= Math.log(shifted - 1);
    shifted -= 1;
  }
  return result;
}

/** Trials up to and including the first success. */
export function geometric(bits: BitSource, p: number): number {
  if (p < 1 / 3) return Math.ceil(-standardExponential(bits) / Math.log1p(-p));
  const q = 1 - p;
  const u = bits.nextDouble();
  let trials = 1;
  let product = p;
  let sum = p;
  while (u > sum) {
    product *= q;
    sum += product;
    trials++;
  }
  return trials;
}

export function binomial(bits: BitSource, n: number, p: number): number {
  if (n === 0 || p === 0) return 0;
  const flipped = p > 0.5;
  const chance = flipped ? 1 - p : p;
  const count =
    chance * n <= 30 ? binomialInversion(bits, n, chance) : binomialBtpe(bits, n, chance);
  return flipped ? n - count : count;
}

function binomialInversion(bits: BitSource, n: number, p: number): number {
  const q = 1 - p;
  const start = Math.exp(n * Math.log(q));
  const mean = n * p;
  const bound = Math.trunc(Math.min(n, mean + 10 * Math.sqrt(mean * q + 1)));
  let count = 0;
  let px = start;
  let u = bits.nextDouble();
  while (u > px) {
    count++;
    if (count > bound) {
      count = 0;
      px = start;
      u = bits.nextDouble();
    } else {
      u -= px;
      px = ((n - count + 1) * p * px) / (count * q);
    }
  }
  return count;
}

/** The constants of BTPE for one (n, p ≤ 1/2); names as in the paper. */
interface BtpeSetup {
  readonly n: number;
  readonly r: number;
  readonly q: number;
  readonly m: number;
  readonly p1: number;
  readonly xm: number;
  readonly xl: number;
  readonly xr: number;
  readonly c: number;
  readonly laml: number;
  readonly lamr: number;
  readonly p2: number;
  readonly p3: number;
  readonly p4: number;
}

function btpeSetup(n: number, p: number): BtpeSetup {
  const r = Math.min(p, 1 - p);
  const q = 1 - r;
  const fm = n * r + r;
  const m = Math.floor(fm);
  const p1 = Math.floor(2.195 * Math.sqrt(n * r * q) - 4.6 * q) + 0.5;
  const xm = m + 0.5;
  const xl = xm - p1;
  const xr = xm + p1;
  const c = 0.134 + 20.5 / (15.3 + m);
  const left = (fm - xl) / (fm - xl * r);
  const laml = left * (1 + left / 2);
  const right = (xr - fm) / (xr * q);
  const lamr = right * (1 + right / 2);
  const p2 = p1 * (1 + 2 * c);
  const p3 = p2 + c / laml;
  return { n, r, q, m, p1, xm, xl, xr, c, laml, lamr, p2, p3, p4: p3 + c / lamr };
}

function binomialBtpe(bits: BitSource, n: number, p: number): number {
  const setup = btpeSetup(n, p);
  for (;;) {
    const y = btpeCandidate(bits, setup);
    if (y !== undefined) return y;
  }
}

/** One proposal: triangle, parallelogram, left or right tail; undefined when refused. */
function btpeCandidate(bits: BitSource, s: BtpeSetup): number | undefined {
  const u = bits.nextDouble() * s.p4;
  let v = bits.nextDouble();
  let y = 0;
  if (u <= s.p1) return Math.floor(s.xm - s.p1 * v + u);
  if (u <= s.p2) {
    const x = s.xl + (u - s.p1) / s.c;
    v = v * s.c + 1 - Math.abs(s.m - x + 0.5) / s.p1;
    if (v > 1) return undefined;
    y = Math.floor(x);
  } else if (u <= s.p3) {
    y = Math.floor(s.xl + Math.log(v) / s.laml);
    if (y < 0 || v === 0) return undefined;
    v = v * (u - s.p2) * s.laml;
  } else {
    y = Math.floor(s.xr - Math.log(v) / s.lamr);
    if (y > s.n || v === 0) return undefined;
    v = v * (u - s.p3) * s.lamr;
  }
  return btpeAccepts(s, y, v) ? y : undefined;
}

function btpeAccepts(s: BtpeSetup, y: number, v: number): boolean {
  const { n, r, q, m } = s;
  const k = Math.abs(y - m);
  const nrq = n * r * q;
  if (k <= 20 || k >= nrq / 2 - 1) {
    const odds = r / q;
    const a = odds * (n + 1);
    let f = 1;
    for (let i = m + 1; i <= y; i++) f *= a / i - odds;
    for (let i = y + 1; i <= m; i++) f /= a / i - odds;
    return v <= f;
  }
  const rho = (k / nrq) * ((k * (k / 3 + 0.625) + 1 / 6) / nrq + 0.5);
  const t = (-k * k) / (2 * nrq);
  const logV = Math.log(v);
  if (logV < t - rho) return true;
  if (logV > t + rho) return false;
  const x1 = y + 1;
  const f1 = m + 1;
  const z = n + 1 - m;
  const w = n - y + 1;
  const bound =
    s.xm * Math.log(f1 / x1) +
    (n - m + 0.5) * Math.log(z / w) +
    (y - m) * Math.log((w * r) / (x1 * q)) +
    stirlingError(f1) +
    stirlingError(z) +
    stirlingError(x1) +
    stirlingError(w);
  return logV <= bound;
}

function stirlingError(x: number): number {
  const xx = x * x;
  return (13680 - (462 - (132 - (99 - 140 / xx) / xx) / xx) / xx) / x / 166320;
}
