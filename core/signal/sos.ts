/*
 * Zeros, poles and gain → second-order sections, with SciPy's "nearest" pairing (scipy.signal.zpk2sos 1.10):
 * the pole nearest the unit circle goes into the last section with the zero nearest to it, and so on backwards;
 * the gain goes into the first section. Section order matters for rounding, so it is kept exactly.
 */
import { EphysError } from "#core/model/index.ts";
import {
  absolute,
  complex,
  conjugate,
  polynomialFromRoots,
  subtract,
  type ComplexNumber,
} from "./complex.ts";
import { isNearlyReal, type Zpk } from "./zpk.ts";

/** [section × 6]: b0 b1 b2 a0 a1 a2 with a0 = 1. */
export function sosFromZpk({ zeros, poles, gain }: Zpk): Float64Array {
  if (zeros.length === 0 && poles.length === 0) return Float64Array.of(gain, 0, 0, 1, 0, 0);
  const count = Math.max(zeros.length, poles.length);
  const even = count + (count % 2);
  const z = onePerPair(padWithZeros(zeros, even));
  const p = onePerPair(padWithZeros(poles, even));
  const numSections = even / 2;
  const sos = new Float64Array(numSections * 6);
  for (let section = numSections - 1; section >= 0; section--) {
    const [sectionZeros, sectionPoles] = nextSection(z, p);
    sos.set(polynomialFromRoots(sectionZeros), section * 6);
    sos.set(polynomialFromRoots(sectionPoles), section * 6 + 3);
  }
  for (let i = 0; i < 3; i++) sos[i] *= gain;
  return sos;
}

/** Takes one section's zeros and poles out of what is left. */
function nextSection(z: ComplexNumber[], p: ComplexNumber[]): [ComplexNumber[], ComplexNumber[]] {
  const p1 = take(p, worst(p));
  if (isReal(p1) && !p.some(isReal)) {
    return [
      [take(z, nearest(z, p1, "real")), complex(0)],
      [p1, complex(0)],
    ];
  }
  if (
    p.length + 1 === z.length &&
    !isReal(p1) &&
    p.filter(isReal).length === 1 &&
    z.filter(isReal).length === 1
  ) {
    // one real pole and one real zero are left over for each other
    const z1 = take(z, nearest(z, p1, "complex"));
    return [
      [z1, conjugate(z1)],
      [p1, conjugate(p1)],
    ];
  }
  const p2 = isReal(p1) ? take(p, worst(p, isReal)) : conjugate(p1);
  const z1 = take(z, nearest(z, p1, "any"));
  const z2 = isReal(z1) ? take(z, nearest(z, p1, "real")) : conjugate(z1);
  return [
    [z1, z2],
    [p1, p2],
  ];
}

function isReal(value: ComplexNumber): boolean {
  return value.im === 0;
}

function take(list: ComplexNumber[], index: number): ComplexNumber {
  const [value] = list.splice(index, 1);
  if (value === undefined) throw new EphysError("Internal", "poles and zeros do not pair up");
  return value;
}

/** Position of the pole nearest the unit circle; the first of equals. */
function worst(
  poles: readonly ComplexNumber[],
  accept: (p: ComplexNumber) => boolean = () => true,
): number {
  let best = -1;
  let bestDistance = Infinity;
  for (const [i, pole] of poles.entries()) {
    const distance = Math.abs(1 - absolute(pole));
    if (accept(pole) && distance < bestDistance) {
      best = i;
      bestDistance = distance;
    }
  }
  return best;
}

function nearest(
  from: readonly ComplexNumber[],
  to: ComplexNumber,
  which: "real" | "complex" | "any",
): number {
  let best = -1;
  let bestDistance = Infinity;
  for (const [i, value] of from.entries()) {
    if (which !== "any" && isReal(value) !== (which === "real")) continue;
    const distance = absolute(subtract(value, to));
    if (distance < bestDistance) {
      best = i;
      bestDistance = distance;
    }
  }
  return best;
}

function padWithZeros(values: readonly ComplexNumber[], length: number): ComplexNumber[] {
  return [...values, ...Array.from({ length: length - values.length }, () => complex(0))];
}

/**
 * One of every conjugate pair (positive imaginary part, both averaged), sorted by real then imaginary part, followed by
 * the real values sorted; real parts that agree to rounding count as equal.
 */
function onePerPair(values: readonly ComplexNumber[]): ComplexNumber[] {
  const sorted = [...values].sort((a, b) => a.re - b.re || Math.abs(a.im) - Math.abs(b.im));
  const reals = sorted.filter(isNearlyReal).map((v) => complex(v.re));
  const pairs = sorted.filter((v) => !isNearlyReal(v));
  const positive = sortRuns(pairs.filter((v) => v.im > 0));
  const negative = sortRuns(pairs.filter((v) => v.im < 0));
  if (positive.length !== negative.length) {
    throw new EphysError("InvalidValue", "a complex pole or zero has no conjugate partner");
  }
  const halves = positive.map((v, i) =>
    complex((v.re + negative[i].re) / 2, (v.im - negative[i].im) / 2),
  );
  return [...halves, ...reals];
}

/** Sorts runs of (nearly) the same real part by the size of the imaginary part. */
function sortRuns(values: readonly ComplexNumber[]): ComplexNumber[] {
  const out: ComplexNumber[] = [];
  let start = 0;
  for (let i = 1; i <= values.length; i++) {
    const same =
      i < values.length &&
      values[i].re - values[i - 1].re <= 100 * Number.EPSILON * absolute(values[i - 1]);
    if (same) continue;
    out.push(...values.slice(start, i).sort((a, b) => Math.abs(a.im) - Math.abs(b.im)));
    start = i;
  }
  return out;
}
