/* Analog low-pass prototypes with zeros: Chebyshev type II and elliptic (scipy.signal.cheb2ap, ellipap 1.10). */
import { EphysError } from "#core/model/index.ts";
import { complex, divide, product, scale, type ComplexNumber } from "./complex.ts";
import {
  degreeParameter,
  ellipticKFromComplement,
  inverseScOfComplement,
  jacobi,
} from "./elliptic-functions.ts";
import type { Zpk } from "./zpk.ts";

/** Chebyshev type II: at least `attenuationDb` from 1 rad/s on. */
export function chebyshev2Prototype(order: number, attenuationDb: number): Zpk {
  const mu = Math.asinh(Math.sqrt(10 ** (0.1 * attenuationDb) - 1)) / order;
  const zeros: ComplexNumber[] = [];
  const poles: ComplexNumber[] = [];
  for (let m = -order + 1; m < order; m += 2) {
    const angle = (Math.PI * m) / (2 * order);
    if (m !== 0) zeros.push(complex(0, 1 / Math.sin(angle)));
    const real = -Math.sinh(mu) * Math.cos(angle);
    const imaginary = m === 0 ? 0 : -Math.cosh(mu) * Math.sin(angle);
    poles.push(divide(complex(1), complex(real, imaginary)));
  }
  return { zeros, poles, gain: gainAtZero(zeros, poles) };
}

/** Elliptic (Cauer): `rippleDb` up to 1 rad/s, at least `attenuationDb` beyond. */
export function ellipticPrototype(order: number, rippleDb: number, attenuationDb: number): Zpk {
  const ripple = Math.expm1(0.1 * Math.LN10 * rippleDb);
  if (order === 1) {
    const pole = Math.sqrt(1 / ripple);
    return { zeros: [], poles: [complex(-pole)], gain: pole };
  }
  const discrimination = ripple / Math.expm1(0.1 * Math.LN10 * attenuationDb);
  if (!(discrimination > 0 && discrimination < 1)) {
    throw new EphysError(
      "InvalidParameter",
      `an elliptic filter needs a ripple (${String(rippleDb)} dB) smaller than its attenuation (${String(attenuationDb)} dB)`,
      { rippleDb, attenuationDb },
    );
  }
  const m = degreeParameter(order, discrimination);
  const quarter = ellipticKFromComplement(1 - m);
  const r = inverseScOfComplement(1 / Math.sqrt(ripple), discrimination);
  const v = jacobi((quarter * r) / (order * ellipticKFromComplement(1 - discrimination)), 1 - m);
  const zeros: ComplexNumber[] = [];
  const poles: ComplexNumber[] = [];
  for (let j = 1 - (order % 2); j < order; j += 2) {
    const u = jacobi((j * quarter) / order, m);
    const scaleBy = -1 / (1 - (u.dn * v.sn) ** 2);
    const real = scaleBy * u.cn * u.dn * v.sn * v.cn;
    if (j === 0) {
      poles.push(complex(real));
      continue;
    }
    const zero = 1 / (Math.sqrt(m) * u.sn);
    zeros.push(complex(0, zero), complex(0, -zero));
    const imaginary = scaleBy * u.sn * v.dn;
    poles.push(complex(real, imaginary), complex(real, -imaginary));
  }
  const gain = gainAtZero(zeros, poles);
  return { zeros, poles, gain: order % 2 === 0 ? gain / Math.sqrt(1 + ripple) : gain };
}

/** The gain that makes the response at frequency 0 equal to 1. */
function gainAtZero(zeros: readonly ComplexNumber[], poles: readonly ComplexNumber[]): number {
  const numerator = product(poles.map((p) => scale(p, -1)));
  return divide(numerator, product(zeros.map((z) => scale(z, -1)))).re;
}
