/*
 * Discrete Fourier transforms of any length, in float64.
 * Self-sorting (Stockham) mixed radix 4, 2, 3, 5 and small odd primes; lengths with a prime factor above 31 by
 * Bluestein's chirp (Bluestein 1970) over a power of two. O(n log n). Conventions are NumPy's: the forward transform
 * is not scaled, the inverse divides by n. Agreement with numpy.fft: about 1e-15 relative to the largest bin.
 */
import { EphysError } from "#core/model/index.ts";

/** A transform of one length; keeps its tables and work space, so one object serves one caller at a time. */
export interface Fft {
  readonly length: number;
  /** In place: X[k] = Σ x[n]·exp(−2πi·kn/N). */
  forward(re: Float64Array, im: Float64Array): void;
  /** In place: x[n] = (1/N)·Σ X[k]·exp(+2πi·kn/N). */
  inverse(re: Float64Array, im: Float64Array): void;
}

const LARGEST_DIRECT_PRIME = 31;

type Step = (re: Float64Array, im: Float64Array) => void;

/** Makes the transform of `length` ≥ 1 points. */
export function createFft(length: number): Fft {
  if (!Number.isInteger(length) || length < 1) {
    throw new EphysError("InvalidValue", `an FFT needs at least one point, not ${String(length)}`, {
      length,
    });
  }
  const radices = radicesOf(length);
  const forward = radices === undefined ? bluestein(length) : stockham(length, radices);
  return {
    length,
    forward,
    inverse(re, im) {
      // conj ∘ F ∘ conj, by exchanging the roles of re and im
      forward(im, re);
      const scale = 1 / length;
      for (let i = 0; i < length; i++) {
        re[i] *= scale;
        im[i] *= scale;
      }
    },
  };
}

/** The factors used, largest work first, or undefined where a prime factor is too large. */
function radicesOf(length: number): number[] | undefined {
  const radices: number[] = [];
  let rest = length;
  while (rest % 4 === 0) {
    radices.push(4);
    rest /= 4;
  }
  for (let p = 2; p <= LARGEST_DIRECT_PRIME && rest > 1; p++) {
    while (rest % p === 0) {
      radices.push(p);
      rest /= p;
    }
  }
  return rest === 1 ? radices : undefined;
}

function stockham(length: number, radices: readonly number[]): Step {
  const cos = new Float64Array(length);
  const sin = new Float64Array(length);
  fillTwiddles(cos, sin, length);
  const workRe = new Float64Array(length);
  const workIm = new Float64Array(length);
  const tables = { cos, sin, length };
  return (re, im) => {
    let source: Complex = { re, im };
    let target: Complex = { re: workRe, im: workIm };
    let stride = 1;
    let span = length;
    for (const radix of radices) {
      const m = span / radix;
      if (radix === 4) stageRadix4(source, target, m, stride, tables);
      else if (radix === 2) stageRadix2(source, target, m, stride, tables);
      else if (radix === 3) stageRadix3(source, target, m, stride, tables);
      else if (radix === 5) stageRadix5(source, target, m, stride, tables);
      else stageAny(source, target, radix, m, stride, tables);
      [source, target] = [target, source];
      span = m;
      stride *= radix;
    }
    if (source.re !== re) {
      re.set(workRe);
      im.set(workIm);
    }
  };
}

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** cos and −sin of 2πk/length: exp(−2πik/length). */
interface Twiddles {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly length: number;
}

/** exp(−2πik/n), each angle reduced to the first octant so that symmetric entries are exactly equal. */
function fillTwiddles(cos: Float64Array, sin: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) {
    const [c, s] = unitRoot(k, n);
    cos[k] = c;
    sin[k] = -s;
  }
}

/** [cos, sin] of 2πk/n, 0 ≤ k < n. */
export function unitRoot(k: number, n: number): [number, number] {
  const eighth = 8 * k;
  if (eighth > 4 * n) {
    const [c, s] = unitRoot(n - k, n);
    return [c, -s];
  }
  if (eighth > 2 * n) {
    // second quadrant: cos(x) = −cos(π − x)
    const a = Math.PI * ((n - 2 * k) / n);
    if (eighth > 3 * n) return [-Math.cos(a), Math.sin(a)];
    const b = Math.PI * ((4 * k - n) / (2 * n));
    return [-Math.sin(b), Math.cos(b)];
  }
  if (eighth > n) {
    const b = Math.PI * ((n - 4 * k) / (2 * n));
    return [Math.sin(b), Math.cos(b)];
  }
  const a = Math.PI * ((2 * k) / n);
  return [Math.cos(a), Math.sin(a)];
}

/*
 * One Stockham stage: for p < m, q < stride, with x[j] = in[q + stride·(p + m·j)],
 * out[q + stride·(radix·p + k)] = w^{pk} · Σ_j x[j]·exp(−2πijk/radix), w = exp(−2πi/(radix·m)).
 */

function stageRadix2(
  x: Complex,
  y: Complex,
  m: number,
  stride: number,
  { cos, sin }: Twiddles,
): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  for (let p = 0; p < m; p++) {
    const wr = cos[p * stride];
    const wi = sin[p * stride];
    const in0 = stride * p;
    const in1 = stride * (p + m);
    const out = stride * 2 * p;
    for (let q = 0; q < stride; q++) {
      const ar = xr[in0 + q];
      const ai = xi[in0 + q];
      const br = xr[in1 + q];
      const bi = xi[in1 + q];
      yr[out + q] = ar + br;
      yi[out + q] = ai + bi;
      const dr = ar - br;
      const di = ai - bi;
      yr[out + stride + q] = dr * wr - di * wi;
      yi[out + stride + q] = dr * wi + di * wr;
    }
  }
}

function stageRadix3(
  x: Complex,
  y: Complex,
  m: number,
  stride: number,
  { cos, sin }: Twiddles,
): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const half = Math.sqrt(3) / 2;
  for (let p = 0; p < m; p++) {
    const w1r = cos[p * stride];
    const w1i = sin[p * stride];
    const w2r = cos[2 * p * stride];
    const w2i = sin[2 * p * stride];
    const in0 = stride * p;
    const in1 = in0 + stride * m;
    const in2 = in1 + stride * m;
    const out0 = stride * 3 * p;
    const out1 = out0 + stride;
    const out2 = out1 + stride;
    for (let q = 0; q < stride; q++) {
      const ar = xr[in0 + q];
      const ai = xi[in0 + q];
      const sr = xr[in1 + q] + xr[in2 + q];
      const si = xi[in1 + q] + xi[in2 + q];
      const dr = half * (xi[in1 + q] - xi[in2 + q]);
      const di = half * (xr[in1 + q] - xr[in2 + q]);
      yr[out0 + q] = ar + sr;
      yi[out0 + q] = ai + si;
      const cr = ar - 0.5 * sr;
      const ci = ai - 0.5 * si;
      const b1r = cr + dr;
      const b1i = ci - di;
      const b2r = cr - dr;
      const b2i = ci + di;
      yr[out1 + q] = b1r * w1r - b1i * w1i;
      yi[out1 + q] = b1r * w1i + b1i * w1r;
      yr[out2 + q] = b2r * w2r - b2i * w2i;
      yi[out2 + q] = b2r * w2i + b2i * w2r;
    }
  }
}

function stageRadix4(
  x: Complex,
  y: Complex,
  m: number,
  stride: number,
  { cos, sin }: Twiddles,
): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  for (let p = 0; p < m; p++) {
    const w1r = cos[p * stride];
    const w1i = sin[p * stride];
    const w2r = cos[2 * p * stride];
    const w2i = sin[2 * p * stride];
    const w3r = cos[3 * p * stride];
    const w3i = sin[3 * p * stride];
    const in0 = stride * p;
    const in1 = in0 + stride * m;
    const in2 = in1 + stride * m;
    const in3 = in2 + stride * m;
    const out0 = stride * 4 * p;
    const out1 = out0 + stride;
    const out2 = out1 + stride;
    const out3 = out2 + stride;
    for (let q = 0; q < stride; q++) {
      const ar = xr[in0 + q] + xr[in2 + q];
      const ai = xi[in0 + q] + xi[in2 + q];
      const br = xr[in0 + q] - xr[in2 + q];
      const bi = xi[in0 + q] - xi[in2 + q];
      const cr = xr[in1 + q] + xr[in3 + q];
      const ci = xi[in1 + q] + xi[in3 + q];
      // −i·(x1 − x3)
      const dr = xi[in1 + q] - xi[in3 + q];
      const di = xr[in3 + q] - xr[in1 + q];
      yr[out0 + q] = ar + cr;
      yi[out0 + q] = ai + ci;
      const t1r = br + dr;
      const t1i = bi + di;
      const t2r = ar - cr;
      const t2i = ai - ci;
      const t3r = br - dr;
      const t3i = bi - di;
      yr[out1 + q] = t1r * w1r - t1i * w1i;
      yi[out1 + q] = t1r * w1i + t1i * w1r;
      yr[out2 + q] = t2r * w2r - t2i * w2i;
      yi[out2 + q] = t2r * w2i + t2i * w2r;
      yr[out3 + q] = t3r * w3r - t3i * w3i;
      yi[out3 + q] = t3r * w3i + t3i * w3r;
    }
  }
}

function stageRadix5(
  x: Complex,
  y: Complex,
  m: number,
  stride: number,
  { cos, sin }: Twiddles,
): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const c1 = Math.cos((2 * Math.PI) / 5);
  const c2 = Math.cos((4 * Math.PI) / 5);
  const s1 = Math.sin((2 * Math.PI) / 5);
  const s2 = Math.sin((4 * Math.PI) / 5);
  const step = stride * m;
  for (let p = 0; p < m; p++) {
    const base = stride * p;
    const out = stride * 5 * p;
    for (let q = 0; q < stride; q++) {
      const i0 = base + q;
      const ar = xr[i0];
      const ai = xi[i0];
      const p1r = xr[i0 + step] + xr[i0 + 4 * step];
      const p1i = xi[i0 + step] + xi[i0 + 4 * step];
      const d1r = xr[i0 + step] - xr[i0 + 4 * step];
      const d1i = xi[i0 + step] - xi[i0 + 4 * step];
      const p2r = xr[i0 + 2 * step] + xr[i0 + 3 * step];
      const p2i = xi[i0 + 2 * step] + xi[i0 + 3 * step];
      const d2r = xr[i0 + 2 * step] - xr[i0 + 3 * step];
      const d2i = xi[i0 + 2 * step] - xi[i0 + 3 * step];
      const e1r = ar + c1 * p1r + c2 * p2r;
      const e1i = ai + c1 * p1i + c2 * p2i;
      const e2r = ar + c2 * p1r + c1 * p2r;
      const e2i = ai + c2 * p1i + c1 * p2i;
      // −i·(s·d)
      const f1r = s1 * d1i + s2 * d2i;
      const f1i = -(s1 * d1r + s2 * d2r);
      const f2r = s2 * d1i - s1 * d2i;
      const f2i = -(s2 * d1r - s1 * d2r);
      const o = out + q;
      yr[o] = ar + p1r + p2r;
      yi[o] = ai + p1i + p2i;
      rotateInto(y, o + stride, e1r + f1r, e1i + f1i, cos[p * stride], sin[p * stride]);
      rotateInto(y, o + 2 * stride, e2r + f2r, e2i + f2i, cos[2 * p * stride], sin[2 * p * stride]);
      rotateInto(y, o + 3 * stride, e2r - f2r, e2i - f2i, cos[3 * p * stride], sin[3 * p * stride]);
      rotateInto(y, o + 4 * stride, e1r - f1r, e1i - f1i, cos[4 * p * stride], sin[4 * p * stride]);
    }
  }
}

function rotateInto(y: Complex, at: number, r: number, i: number, wr: number, wi: number): void {
  y.re[at] = r * wr - i * wi;
  y.im[at] = r * wi + i * wr;
}

function stageAny(
  x: Complex,
  y: Complex,
  radix: number,
  m: number,
  stride: number,
  { cos, sin, length }: Twiddles,
): void {
  const { re: xr, im: xi } = x;
  const { re: yr, im: yi } = y;
  const unit = length / radix;
  const step = stride * m;
  for (let p = 0; p < m; p++) {
    for (let k = 0; k < radix; k++) {
      const wr = cos[p * k * stride];
      const wi = sin[p * k * stride];
      const out = stride * (radix * p + k);
      for (let q = 0; q < stride; q++) {
        let sr = 0;
        let si = 0;
        let at = stride * p + q;
        let turn = 0;
        for (let j = 0; j < radix; j++) {
          const cr = cos[turn * unit];
          const ci = sin[turn * unit];
          sr += xr[at] * cr - xi[at] * ci;
          si += xr[at] * ci + xi[at] * cr;
          at += step;
          turn += k;
          if (turn >= radix) turn -= radix;
        }
        yr[out + q] = sr * wr - si * wi;
        yi[out + q] = sr * wi + si * wr;
      }
    }
  }
}

/** X[k] = c[k]·((x·c) ⊛ conj c)[k] with the chirp c[k] = exp(−πik²/N), convolved over a power of two ≥ 2N − 1. */
function bluestein(length: number): Step {
  let padded = 1;
  while (padded < 2 * length - 1) padded *= 2;
  const fft = createFft(padded);
  const chirpRe = new Float64Array(length);
  const chirpIm = new Float64Array(length);
  const kernelRe = new Float64Array(padded);
  const kernelIm = new Float64Array(padded);
  for (let k = 0; k < length; k++) {
    // k² mod 2N keeps the angle small; BigInt-free as k < 2^26 keeps k² exact
    const [c, s] = unitRoot((k * k) % (2 * length), 2 * length);
    chirpRe[k] = c;
    chirpIm[k] = -s;
    kernelRe[k] = c;
    kernelIm[k] = s;
    if (k > 0) {
      kernelRe[padded - k] = c;
      kernelIm[padded - k] = s;
    }
  }
  fft.forward(kernelRe, kernelIm);
  const re = new Float64Array(padded);
  const im = new Float64Array(padded);
  return (xr, xi) => {
    re.fill(0, length);
    im.fill(0, length);
    for (let k = 0; k < length; k++) {
      re[k] = xr[k] * chirpRe[k] - xi[k] * chirpIm[k];
      im[k] = xr[k] * chirpIm[k] + xi[k] * chirpRe[k];
    }
    fft.forward(re, im);
    for (let k = 0; k < padded; k++) {
      const r = re[k] * kernelRe[k] - im[k] * kernelIm[k];
      im[k] = re[k] * kernelIm[k] + im[k] * kernelRe[k];
      re[k] = r;
    }
    fft.inverse(re, im);
    for (let k = 0; k < length; k++) {
      xr[k] = re[k] * chirpRe[k] - im[k] * chirpIm[k];
      xi[k] = re[k] * chirpIm[k] + im[k] * chirpRe[k];
    }
  };
}
