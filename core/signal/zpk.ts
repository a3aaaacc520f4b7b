import {
  absolute,
  add,
  complex,
  divide,
  multiply,
  product,
  scale,
  squareRoot,
  subtract,
  type ComplexNumber,
} from "./complex.ts";

/** A filter as zeros, poles and gain. */
export interface Zpk {
  readonly zeros: readonly ComplexNumber[];
  readonly poles: readonly ComplexNumber[];
  readonly gain: number;
}

/** Analog Butterworth low-pass prototype, cutoff 1 rad/s (scipy.signal.buttap). */
export function butterworthPrototype(order: number): Zpk {
  const poles: ComplexNumber[] = [];
  for (let m = -order + 1; m < order; m += 2) {
    const angle = (Math.PI * m) / (2 * order);
    // the middle pole of an odd order is real
    poles.push(m === 0 ? complex(-1) : complex(-Math.cos(angle), -Math.sin(angle)));
  }
  return { zeros: [], poles, gain: 1 };
}

/** Analog Chebyshev type I low-pass prototype, `rippleDb` in the pass band (scipy.signal.cheb1ap). */
export function chebyshev1Prototype(order: number, rippleDb: number): Zpk {
  const epsilon = Math.sqrt(10 ** (0.1 * rippleDb) - 1);
  const mu = Math.asinh(1 / epsilon) / order;
  const poles: ComplexNumber[] = [];
  for (let m = -order + 1; m < order; m += 2) {
    const theta = (Math.PI * m) / (2 * order);
    poles.push(
      complex(-Math.sinh(mu) * Math.cos(theta), m === 0 ? 0 : -Math.cosh(mu) * Math.sin(theta)),
    );
  }
  let gain = product(poles.map((p) => scale(p, -1))).re;
  if (order % 2 === 0) gain /= Math.sqrt(1 + epsilon * epsilon);
  return { zeros: [], poles, gain };
}

/** Low-pass prototype → analog low-pass at `wo` rad/s. */
export function lowpassFromPrototype({ zeros, poles, gain }: Zpk, wo: number): Zpk {
  return {
    zeros: zeros.map((z) => scale(z, wo)),
    poles: poles.map((p) => scale(p, wo)),
    gain: gain * wo ** (poles.length - zeros.length),
  };
}

/** Low-pass prototype → analog high-pass at `wo` rad/s. */
export function highpassFromPrototype({ zeros, poles, gain }: Zpk, wo: number): Zpk {
  const degree = poles.length - zeros.length;
  const numerator = product(zeros.map((z) => scale(z, -1)));
  const denominator = product(poles.map((p) => scale(p, -1)));
  return {
    zeros: [...zeros.map((z) => divide(complex(wo), z)), ...repeat(complex(0), degree)],
    poles: poles.map((p) => divide(complex(wo), p)),
    gain: gain * divide(numerator, denominator).re,
  };
}

/** Low-pass prototype → analog band-pass centred at `wo`, `bw` wide (rad/s). */
export function bandpassFromPrototype({ zeros, poles, gain }: Zpk, wo: number, bw: number): Zpk {
  const degree = poles.length - zeros.length;
  return {
    zeros: [
      ...spread(
        zeros.map((z) => scale(z, bw / 2)),
        wo,
      ),
      ...repeat(complex(0), degree),
    ],
    poles: spread(
      poles.map((p) => scale(p, bw / 2)),
      wo,
    ),
    gain: gain * bw ** degree,
  };
}

/** Low-pass prototype → analog band-stop centred at `wo`, `bw` wide (rad/s). */
export function bandstopFromPrototype({ zeros, poles, gain }: Zpk, wo: number, bw: number): Zpk {
  const degree = poles.length - zeros.length;
  const invert = (x: ComplexNumber): ComplexNumber => divide(complex(bw / 2), x);
  const numerator = product(zeros.map((z) => scale(z, -1)));
  const denominator = product(poles.map((p) => scale(p, -1)));
  return {
    zeros: [
      ...spread(zeros.map(invert), wo),
      ...repeat(complex(0, wo), degree),
      ...repeat(complex(0, -wo), degree),
    ],
    poles: spread(poles.map(invert), wo),
    gain: gain * divide(numerator, denominator).re,
  };
}

/** Analog → digital by the bilinear transform at rate `fs`. */
export function bilinear({ zeros, poles, gain }: Zpk, fs: number): Zpk {
  const fs2 = complex(2 * fs);
  const map = (x: ComplexNumber): ComplexNumber => divide(add(fs2, x), subtract(fs2, x));
  const numerator = product(zeros.map((z) => subtract(fs2, z)));
  const denominator = product(poles.map((p) => subtract(fs2, p)));
  return {
    zeros: [...zeros.map(map), ...repeat(complex(-1), poles.length - zeros.length)],
    poles: poles.map(map),
    gain: gain * divide(numerator, denominator).re,
  };
}

/** x ± √(x² − wo²): first all the plus, then all the minus. */
function spread(values: readonly ComplexNumber[], wo: number): ComplexNumber[] {
  const roots = values.map((x) => squareRoot(subtract(multiply(x, x), complex(wo * wo))));
  return [
    ...values.map((x, i) => add(x, roots[i])),
    ...values.map((x, i) => subtract(x, roots[i])),
  ];
}

function repeat(value: ComplexNumber, times: number): ComplexNumber[] {
  return Array.from({ length: times }, () => value);
}

/** True where the imaginary part is rounding error (100 ε of the magnitude). */
export function isNearlyReal(value: ComplexNumber): boolean {
  return Math.abs(value.im) <= 100 * Number.EPSILON * absolute(value);
}
