import { EphysError } from "#core/model/index.ts";
import {
  absolute,
  add,
  complex,
  divide,
  multiply,
  product,
  scale,
  subtract,
  type ComplexNumber,
} from "./complex.ts";
import type { Zpk } from "./zpk.ts";

/** Which of the usual normalisations a Bessel filter has; see `scipy.signal.bessel`. */
export type BesselNorm = "phase" | "delay" | "mag";

const LARGEST_ORDER = 25;

/**
 * Analog Bessel/Thomson low-pass prototype. Poles are the roots of the reverse Bessel polynomial
 * Σ (2n−k)! / (2^(n−k)·k!·(n−k)!)·s^k, found together by Aberth's iteration (Aberth 1973).
 */
export function besselPrototype(order: number, norm: BesselNorm): Zpk {
  if (order > LARGEST_ORDER) {
    throw new EphysError(
      "InvalidParameter",
      `a Bessel filter of order ${String(order)} is not possible (at most ${String(LARGEST_ORDER)})`,
      { parameter: "filter_order", value: order },
    );
  }
  const coefficients = reverseBesselPolynomial(order);
  const roots = symmetrise(aberth(coefficients));
  const last = coefficients[0];
  switch (norm) {
    case "phase": {
      const factor = 10 ** (-Math.log10(last) / order);
      return { zeros: [], poles: roots.map((p) => scale(p, factor)), gain: 1 };
    }
    case "delay":
      return { zeros: [], poles: roots, gain: last };
    case "mag": {
      const factor = halfPowerFrequency(roots, last);
      return {
        zeros: [],
        poles: roots.map((p) => scale(p, 1 / factor)),
        gain: factor ** -order * last,
      };
    }
  }
}

/** Coefficients, lowest power first; the constant is (2n)!/(2^n·n!). */
function reverseBesselPolynomial(n: number): Float64Array {
  const out = new Float64Array(n + 1);
  out[n] = 1;
  // a(k) = a(k+1)·(2n−k)·(k+1) / (2·(n−k))
  for (let k = n - 1; k >= 0; k--) out[k] = (out[k + 1] * (2 * n - k) * (k + 1)) / (2 * (n - k));
  return out;
}

function aberth(coefficients: Float64Array): ComplexNumber[] {
  const n = coefficients.length - 1;
  const radius = coefficients[0] ** (1 / n);
  // start on a half circle in the left half plane, where all roots are, off the real axis
  let roots = Array.from({ length: n }, (_, k) => {
    const angle = Math.PI / 2 + (Math.PI * (k + 0.5)) / n + 1e-3;
    return complex(radius * Math.cos(angle), radius * Math.sin(angle));
  });
  for (let iteration = 0; iteration < 200; iteration++) {
    let moved = 0;
    const next = roots.map((root, i) => {
      const { value, derivative } = evaluate(coefficients, root);
      if (absolute(value) === 0) return root;
      const newton = divide(value, derivative);
      let repulsion = complex(0);
      for (const [j, other] of roots.entries()) {
        if (j !== i) repulsion = add(repulsion, divide(complex(1), subtract(root, other)));
      }
      const step = divide(newton, subtract(complex(1), multiply(newton, repulsion)));
      moved = Math.max(moved, absolute(step) / absolute(root));
      return subtract(root, step);
    });
    roots = next;
    if (moved < 4 * Number.EPSILON) break;
  }
  return roots;
}

function evaluate(
  coefficients: Float64Array,
  x: ComplexNumber,
): { value: ComplexNumber; derivative: ComplexNumber } {
  let value = complex(0);
  let derivative = complex(0);
  for (let k = coefficients.length - 1; k >= 0; k--) {
    derivative = add(multiply(derivative, x), value);
    value = add(multiply(value, x), complex(coefficients[k]));
  }
  return { value, derivative };
}

/** Roots as exact conjugate pairs (and one exactly real root for odd orders), by rising imaginary part. */
function symmetrise(roots: readonly ComplexNumber[]): ComplexNumber[] {
  const sorted = [...roots].sort((a, b) => a.im - b.im);
  const n = sorted.length;
  return sorted.map((root, i) => {
    const partner = sorted[n - 1 - i];
    const re = (root.re + partner.re) / 2;
    return complex(re, (root.im - partner.im) / 2);
  });
}

/** The angular frequency at which |H| = 1/√2, by bisection of the monotone magnitude. */
function halfPowerFrequency(poles: readonly ComplexNumber[], gain: number): number {
  const magnitude = (w: number): number =>
    gain / absolute(product(poles.map((p) => subtract(complex(0, w), p))));
  let low = 0;
  let high = 1;
  while (magnitude(high) > Math.SQRT1_2) high *= 2;
  for (let i = 0; i < 200 && high - low > Number.EPSILON * high; i++) {
    const middle = (low + high) / 2;
    if (magnitude(middle) > Math.SQRT1_2) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
