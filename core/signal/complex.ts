/** A complex number; filter design handles a few dozen of them, so clarity goes before speed. */
export interface ComplexNumber {
  readonly re: number;
  readonly im: number;
}

export function complex(re: number, im = 0): ComplexNumber {
  return { re, im };
}

export function add(a: ComplexNumber, b: ComplexNumber): ComplexNumber {
  return { re: a.re + b.re, im: a.im + b.im };
}

export function subtract(a: ComplexNumber, b: ComplexNumber): ComplexNumber {
  return { re: a.re - b.re, im: a.im - b.im };
}

export function multiply(a: ComplexNumber, b: ComplexNumber): ComplexNumber {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

export function scale(a: ComplexNumber, factor: number): ComplexNumber {
  return { re: a.re * factor, im: a.im * factor };
}

export function conjugate(a: ComplexNumber): ComplexNumber {
  return { re: a.re, im: -a.im };
}

export function absolute(a: ComplexNumber): number {
  return Math.hypot(a.re, a.im);
}

/** a / b by Smith's scaling. */
export function divide(a: ComplexNumber, b: ComplexNumber): ComplexNumber {
  if (Math.abs(b.re) >= Math.abs(b.im)) {
    const ratio = b.im / b.re;
    const denominator = b.re + b.im * ratio;
    return { re: (a.re + a.im * ratio) / denominator, im: (a.im - a.re * ratio) / denominator };
  }
  const ratio = b.re / b.im;
  const denominator = b.re * ratio + b.im;
  return { re: (a.re * ratio + a.im) / denominator, im: (a.im * ratio - a.re) / denominator };
}

/** Principal square root (non-negative real part). */
export function squareRoot(a: ComplexNumber): ComplexNumber {
  const size = absolute(a);
  if (size === 0) return { re: 0, im: 0 };
  const t = Math.sqrt((Math.abs(a.re) + size) / 2);
  const other = Math.abs(a.im) / (2 * t);
  const sign = a.im < 0 || Object.is(a.im, -0) ? -1 : 1;
  return a.re >= 0 ? { re: t, im: sign * other } : { re: other, im: sign * t };
}

export function product(values: readonly ComplexNumber[]): ComplexNumber {
  return values.reduce(multiply, complex(1));
}

/** Coefficients (highest power first) of Π (x − root), real parts: the roots come in conjugate pairs. */
export function polynomialFromRoots(roots: readonly ComplexNumber[]): Float64Array {
  let coefficients: ComplexNumber[] = [complex(1)];
  for (const root of roots) {
    const next = [...coefficients, complex(0)];
    for (const [i, c] of coefficients.entries()) {
      next[i + 1] = subtract(next[i + 1], multiply(root, c));
    }
    coefficients = next;
  }
  return Float64Array.from(coefficients, (c) => c.re);
}
