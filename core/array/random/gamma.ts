import { nextFloat, type BitSource } from "./bit-source.ts";
import {
  standardExponential,
  standardExponentialFloat,
  standardNormal,
  standardNormalFloat,
} from "./ziggurat.ts";

/*
 * Gamma and its relatives: Marsaglia and Tsang (2000) for shapes above 1, Ahrens and Dieter's GS below 1, Jöhnk for
 * beta; the order of draws is NumPy's.
 */

const f32 = Math.fround;

/** Gamma with scale 1. */
export function standardGamma(bits: BitSource, shape: number): number {
  if (shape === 1) return standardExponential(bits);
  if (shape === 0) return 0;
  return shape < 1 ? gammaBelowOne(bits, shape) : gammaAboveOne(bits, shape);
}

function gammaBelowOne(bits: BitSource, shape: number): number {
  for (;;) {
    const u = bits.nextDouble();
    const e = standardExponential(bits);
    if (u <= 1 - shape) {
      const x = u ** (1 / shape);
      if (x <= e) return x;
    } else {
      const y = -Math.log((1 - u) / shape);
      const x = (1 - shape + shape * y) ** (1 / shape);
      if (x <= e + y) return x;
    }
  }
}

function gammaAboveOne(bits: BitSource, shape: number): number {
  const b = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * b);
  for (;;) {
    let x = 0;
    let v = 0;
    do {
      x = standardNormal(bits);
      v = 1 + c * x;
    } while (v <= 0);
    v = v * v * v;
    const u = bits.nextDouble();
    if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v;
    if (Math.log(u) < 0.5 * x * x + b * (1 - v + Math.log(v))) return b * v;
  }
}

/** Gamma with scale 1 in single precision. */
export function standardGammaFloat(bits: BitSource, shape: number): number {
  const a = f32(shape);
  if (a === 1) return standardExponentialFloat(bits);
  if (a === 0) return 0;
  return a < 1 ? gammaFloatBelowOne(bits, a) : gammaFloatAboveOne(bits, a);
}

function gammaFloatBelowOne(bits: BitSource, shape: number): number {
  const power = f32(1 / shape);
  const rest = f32(1 - shape);
  for (;;) {
    const u = nextFloat(bits);
    const e = standardExponentialFloat(bits);
    if (u <= rest) {
      const x = f32(u ** power);
      if (x <= e) return x;
    } else {
      const y = -f32(Math.log(f32(f32(1 - u) / shape)));
      const x = f32(f32(rest + f32(shape * y)) ** power);
      if (x <= f32(e + y)) return x;
    }
  }
}

function gammaFloatAboveOne(bits: BitSource, shape: number): number {
  const b = f32(shape - f32(1 / 3));
  const c = f32(1 / f32(Math.sqrt(f32(9 * b))));
  for (;;) {
    let x = 0;
    let v = 0;
    do {
      x = standardNormalFloat(bits);
      v = f32(1 + f32(c * x));
    } while (v <= 0);
    v = f32(f32(v * v) * v);
    const u = nextFloat(bits);
    const xx = f32(x * x);
    if (u < f32(1 - f32(f32(f32(0.0331) * xx) * xx))) return f32(b * v);
    const bound = f32(f32(f32(0.5 * x) * x) + f32(b * f32(f32(1 - v) + f32(Math.log(v)))));
    if (f32(Math.log(u)) < bound) return f32(b * v);
  }
}

export function beta(bits: BitSource, a: number, b: number): number {
  if (a > 1 || b > 1) {
    const first = standardGamma(bits, a);
    return first / (first + standardGamma(bits, b));
  }
  for (;;) {
    const x = bits.nextDouble() ** (1 / a);
    const y = bits.nextDouble() ** (1 / b);
    const sum = x + y;
    if (sum <= 1 && sum > 0) return x / sum;
  }
}

export function chisquare(bits: BitSource, df: number): number {
  return 2 * standardGamma(bits, df / 2);
}
