/*
 * Singular value decomposition with the signs of LAPACK's dgesdd for small matrices (Golub and Kahan 1965; Demmel and
 * Kahan 1990): Householder bidiagonalisation, then implicit QR on the bidiagonal. Noise with a covariance is drawn
 * through the left singular vectors, so their signs decide the samples; libraries that differ in a sign draw other
 * noise. Equal to the reference's up to 25 channels; above, it divides and conquers and signs may differ.
 * Cost O(n³).
 */

/** Row-major matrices n × n; `matrix` = u · diag(s) · vt, s descending. */
export interface Svd {
  readonly u: Float64Array;
  readonly s: Float64Array;
  readonly vt: Float64Array;
}

const EPS = 2 ** -53;
const SAFE_MIN = 2.2250738585072014e-308;
const TOLERANCE = Math.max(10, Math.min(100, EPS ** -0.125)) * EPS;

/** Decomposes a square matrix; `matrix` is not changed. */
export function bidiagonalSvd(matrix: Float64Array, n: number): Svd {
  const { d, e, u, vt } = bidiagonalise(matrix.slice(), n);
  new BidiagonalQr(d, e, u, vt).run();
  return { u, s: d, vt };
}

/** A Householder reflection of `x` from `start` on: x becomes (beta, 0 …); returns v (with v[0] = 1), tau, beta. */
function reflector(x: Float64Array): { v: Float64Array; tau: number; beta: number } {
  const alpha = x[0];
  let squares = 0;
  for (let i = 1; i < x.length; i++) squares += x[i] * x[i];
  const v = x.slice();
  v[0] = 1;
  if (squares === 0) return { v, tau: 0, beta: alpha };
  const beta =
    alpha < 0 || Object.is(alpha, -0)
      ? Math.hypot(alpha, Math.sqrt(squares))
      : -Math.hypot(alpha, Math.sqrt(squares));
  for (let i = 1; i < v.length; i++) v[i] = x[i] / (alpha - beta);
  return { v, tau: (beta - alpha) / beta, beta };
}

/** Rows `first …` of `a`, columns `from …`, times (I − tau v vᵀ) from the left. */
function reflectRows(
  a: Float64Array,
  n: number,
  first: number,
  from: number,
  { v, tau }: { v: Float64Array; tau: number },
): void {
  if (tau === 0) return;
  for (let column = from; column < n; column++) {
    let dot = 0;
    for (let i = 0; i < v.length; i++) dot += v[i] * a[(first + i) * n + column];
    for (let i = 0; i < v.length; i++) a[(first + i) * n + column] -= tau * dot * v[i];
  }
}

/** Columns `first …` of `a`, rows `from …`, times (I − tau v vᵀ) from the right. */
function reflectColumns(
  a: Float64Array,
  n: number,
  first: number,
  from: number,
  { v, tau }: { v: Float64Array; tau: number },
): void {
  if (tau === 0) return;
  for (let row = from; row < n; row++) {
    let dot = 0;
    for (let i = 0; i < v.length; i++) dot += v[i] * a[row * n + first + i];
    for (let i = 0; i < v.length; i++) a[row * n + first + i] -= tau * dot * v[i];
  }
}

function bidiagonalise(
  a: Float64Array,
  n: number,
): { d: Float64Array; e: Float64Array; u: Float64Array; vt: Float64Array } {
  const d = new Float64Array(n);
  const e = new Float64Array(Math.max(0, n - 1));
  const left = [];
  const right = [];
  for (let i = 0; i < n; i++) {
    const column = Float64Array.from({ length: n - i }, (_, k) => a[(i + k) * n + i]);
    const h = reflector(column);
    d[i] = h.beta;
    reflectRows(a, n, i, i + 1, h);
    left.push(h);
    if (i + 1 >= n) continue;
    const g = reflector(a.slice(i * n + i + 1, (i + 1) * n));
    e[i] = g.beta;
    reflectColumns(a, n, i + 1, i + 1, g);
    right.push(g);
  }
  const u = identity(n);
  const vt = identity(n);
  for (let i = n - 1; i >= 0; i--) reflectRows(u, n, i, 0, left[i]);
  for (let i = right.length - 1; i >= 0; i--) reflectColumns(vt, n, i + 1, 0, right[i]);
  return { d, e, u, vt };
}

function identity(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}

const signOf = (x: number): number => (x < 0 || Object.is(x, -0) ? -1 : 1);
const withSign = (size: number, sign: number): number => Math.abs(size) * signOf(sign);

interface Rotation {
  readonly c: number;
  readonly s: number;
  readonly r: number;
}

/** The rotation that turns (f, g) into (r, 0); r has the sign of f. */
function rotation(f: number, g: number): Rotation {
  if (g === 0) return { c: 1, s: 0, r: f };
  if (f === 0) return { c: 0, s: signOf(g), r: Math.abs(g) };
  const size = Math.sqrt(f * f + g * g);
  const r = withSign(size, f);
  return { c: Math.abs(f) / size, s: g / r, r };
}

/** The smaller singular value of [[f, g], [0, h]]. */
function smallerSingularValue(f: number, g: number, h: number): number {
  const [fa, ga, ha] = [Math.abs(f), Math.abs(g), Math.abs(h)];
  const low = Math.min(fa, ha);
  const high = Math.max(fa, ha);
  if (low === 0) return 0;
  const sum = 1 + low / high;
  const difference = (high - low) / high;
  if (ga < high) {
    const square = (ga / high) ** 2;
    return (
      low * (2 / (Math.sqrt(sum * sum + square) + Math.sqrt(difference * difference + square)))
    );
  }
  const ratio = high / ga;
  if (ratio === 0) return (low * high) / ga;
  const c = 1 / (Math.sqrt(1 + (sum * ratio) ** 2) + Math.sqrt(1 + (difference * ratio) ** 2));
  return 2 * (low * c * ratio);
}

interface TriangularSvd {
  readonly smaller: number;
  readonly larger: number;
  readonly right: { readonly c: number; readonly s: number };
  readonly left: { readonly c: number; readonly s: number };
}

/** Decomposition of [[f, g], [0, h]], signs kept in the values. */
function triangularSvd(f: number, g: number, h: number): TriangularSvd {
  const swapped = Math.abs(h) > Math.abs(f);
  const [ft, ht] = swapped ? [h, f] : [f, h];
  const [fa, ha, ga] = [Math.abs(ft), Math.abs(ht), Math.abs(g)];
  let largestPart = swapped ? 3 : 1;
  let [smaller, larger] = [ha, fa];
  let [cl, cr, sl, sr] = [1, 1, 0, 0];
  if (ga !== 0) {
    if (ga > fa) largestPart = 2;
    if (ga > fa && fa / ga < EPS) {
      larger = ga;
      smaller = ha > 1 ? fa / (ga / ha) : (fa / ga) * ha;
      sl = ht / g;
      sr = 1;
      cr = ft / g;
    } else {
      const difference = fa - ha;
      let l = difference === fa ? 1 : difference / fa;
      const m = g / ft;
      let t = 2 - l;
      const s = Math.sqrt(t * t + m * m);
      const r = l === 0 ? Math.abs(m) : Math.sqrt(l * l + m * m);
      const a = 0.5 * (s + r);
      smaller = ha / a;
      larger = fa * a;
      if (m * m !== 0) t = (m / (s + t) + m / (r + l)) * (1 + a);
      else t = l === 0 ? withSign(2, ft) * signOf(g) : g / withSign(difference, ft) + m / t;
      l = Math.sqrt(t * t + 4);
      cr = 2 / l;
      sr = t / l;
      cl = (cr + sr * m) / a;
      sl = ((ht / ft) * sr) / a;
    }
  }
  const left = swapped ? { c: sr, s: cr } : { c: cl, s: sl };
  const right = swapped ? { c: sl, s: cl } : { c: cr, s: sr };
  const sign =
    largestPart === 1
      ? signOf(right.c) * signOf(left.c) * signOf(f)
      : largestPart === 2
        ? signOf(right.s) * signOf(left.c) * signOf(g)
        : signOf(right.s) * signOf(left.s) * signOf(h);
  return {
    larger: withSign(larger, sign),
    smaller: withSign(smaller, sign * signOf(f) * signOf(h)),
    left,
    right,
  };
}

/** Implicit QR on an upper bidiagonal matrix; `u` and `vt` follow, `d` ends as the singular values. */
class BidiagonalQr {
  readonly #d: Float64Array;
  readonly #e: Float64Array;
  readonly #u: Float64Array;
  readonly #vt: Float64Array;
  readonly #n: number;
  #threshold = 0;
  #smallest = 0;
  #largest = 0;

  constructor(d: Float64Array, e: Float64Array, u: Float64Array, vt: Float64Array) {
    this.#d = d;
    this.#e = e;
    this.#u = u;
    this.#vt = vt;
    this.#n = d.length;
  }

  run(): void {
    this.#setThreshold();
    let last = this.#n - 1;
    let downwards = true;
    let [oldFirst, oldLast] = [-1, -1];
    const limit = 6 * this.#n * this.#n;
    for (let steps = 0; last > 0 && steps <= limit;) {
      const first = this.#blockStart(last);
      if (first === last) {
        last--;
        continue;
      }
      if (first === last - 1) {
        this.#solvePair(last);
        last -= 2;
        continue;
      }
      if (first > oldLast || last < oldFirst) {
        downwards = Math.abs(this.#d[first]) >= Math.abs(this.#d[last]);
      }
      if (this.#splits(first, last, downwards)) continue;
      [oldFirst, oldLast] = [first, last];
      steps += last - first;
      const shift = this.#shift(first, last, downwards);
      if (downwards) this.#sweepDown(first, last, shift);
      else this.#sweepUp(first, last, shift);
    }
    this.#makePositive();
    this.#sort();
  }

  #setThreshold(): void {
    let smallest = Math.abs(this.#d[0]);
    let mu = smallest;
    for (let i = 1; i < this.#n && smallest !== 0; i++) {
      mu = Math.abs(this.#d[i]) * (mu / (mu + Math.abs(this.#e[i - 1])));
      smallest = Math.min(smallest, mu);
    }
    smallest /= Math.sqrt(this.#n);
    this.#threshold = Math.max(TOLERANCE * smallest, 6 * this.#n * this.#n * SAFE_MIN);
  }

  /** The first index of the unsplit block that ends at `last`. */
  #blockStart(last: number): number {
    this.#largest = Math.abs(this.#d[last]);
    for (let i = last - 1; i >= 0; i--) {
      const off = Math.abs(this.#e[i]);
      if (off <= this.#threshold) {
        this.#e[i] = 0;
        return i + 1;
      }
      this.#largest = Math.max(this.#largest, Math.abs(this.#d[i]), off);
    }
    return 0;
  }

  #solvePair(last: number): void {
    const { larger, smaller, left, right } = triangularSvd(
      this.#d[last - 1],
      this.#e[last - 1],
      this.#d[last],
    );
    this.#d[last - 1] = larger;
    this.#e[last - 1] = 0;
    this.#d[last] = smaller;
    this.#turnRows(last - 1, right);
    this.#turnColumns(last - 1, left);
  }

  /** Whether an off-diagonal entry is negligible; it is set to zero. */
  #splits(first: number, last: number, downwards: boolean): boolean {
    const [d, e] = [this.#d, this.#e];
    const edge = downwards ? last - 1 : first;
    if (Math.abs(e[edge]) <= TOLERANCE * Math.abs(d[downwards ? last : first])) {
      e[edge] = 0;
      return true;
    }
    let mu = Math.abs(d[downwards ? first : last]);
    this.#smallest = mu;
    for (let step = 0; step < last - first; step++) {
      const i = downwards ? first + step : last - 1 - step;
      if (Math.abs(e[i]) <= TOLERANCE * mu) {
        e[i] = 0;
        return true;
      }
      mu = Math.abs(d[downwards ? i + 1 : i]) * (mu / (mu + Math.abs(e[i])));
      this.#smallest = Math.min(this.#smallest, mu);
    }
    return false;
  }

  #shift(first: number, last: number, downwards: boolean): number {
    const [d, e] = [this.#d, this.#e];
    const relative = this.#n * TOLERANCE * (this.#smallest / this.#largest);
    if (relative <= Math.max(EPS, 0.01 * TOLERANCE)) return 0;
    const start = Math.abs(d[downwards ? first : last]);
    const shift = downwards
      ? smallerSingularValue(d[last - 1], e[last - 1], d[last])
      : smallerSingularValue(d[first], e[first], d[first + 1]);
    return start > 0 && (shift / start) ** 2 < EPS ? 0 : shift;
  }

  #sweepDown(first: number, last: number, shift: number): void {
    const [d, e] = [this.#d, this.#e];
    if (shift === 0) {
      let right: Rotation = { c: 1, s: 0, r: 0 };
      let left: Rotation = { c: 1, s: 0, r: 0 };
      for (let i = first; i < last; i++) {
        right = rotation(d[i] * right.c, e[i]);
        if (i > first) e[i - 1] = left.s * right.r;
        left = rotation(left.c * right.r, d[i + 1] * right.s);
        d[i] = left.r;
        this.#turnRows(i, right);
        this.#turnColumns(i, left);
      }
      const h = d[last] * right.c;
      d[last] = h * left.c;
      e[last - 1] = h * left.s;
    } else {
      let f = (Math.abs(d[first]) - shift) * (signOf(d[first]) + shift / d[first]);
      let g = e[first];
      for (let i = first; i < last; i++) {
        const right = rotation(f, g);
        if (i > first) e[i - 1] = right.r;
        f = right.c * d[i] + right.s * e[i];
        e[i] = right.c * e[i] - right.s * d[i];
        g = right.s * d[i + 1];
        d[i + 1] = right.c * d[i + 1];
        const left = rotation(f, g);
        d[i] = left.r;
        f = left.c * e[i] + left.s * d[i + 1];
        d[i + 1] = left.c * d[i + 1] - left.s * e[i];
        if (i < last - 1) {
          g = left.s * e[i + 1];
          e[i + 1] = left.c * e[i + 1];
        }
        this.#turnRows(i, right);
        this.#turnColumns(i, left);
      }
      e[last - 1] = f;
    }
    if (Math.abs(e[last - 1]) <= this.#threshold) e[last - 1] = 0;
  }

  #sweepUp(first: number, last: number, shift: number): void {
    const [d, e] = [this.#d, this.#e];
    const opposite = ({ c, s, r }: Rotation): Rotation => ({ c, s: -s, r });
    if (shift === 0) {
      let left: Rotation = { c: 1, s: 0, r: 0 };
      let right: Rotation = { c: 1, s: 0, r: 0 };
      for (let i = last; i > first; i--) {
        left = rotation(d[i] * left.c, e[i - 1]);
        if (i < last) e[i] = right.s * left.r;
        right = rotation(right.c * left.r, d[i - 1] * left.s);
        d[i] = right.r;
        this.#turnRows(i - 1, opposite(right));
        this.#turnColumns(i - 1, opposite(left));
      }
      const h = d[first] * left.c;
      d[first] = h * right.c;
      e[first] = h * right.s;
    } else {
      let f = (Math.abs(d[last]) - shift) * (signOf(d[last]) + shift / d[last]);
      let g = e[last - 1];
      for (let i = last; i > first; i--) {
        const left = rotation(f, g);
        if (i < last) e[i] = left.r;
        f = left.c * d[i] + left.s * e[i - 1];
        e[i - 1] = left.c * e[i - 1] - left.s * d[i];
        g = left.s * d[i - 1];
        d[i - 1] = left.c * d[i - 1];
        const right = rotation(f, g);
        d[i] = right.r;
        f = right.c * e[i - 1] + right.s * d[i - 1];
        d[i - 1] = right.c * d[i - 1] - right.s * e[i - 1];
        if (i > first + 1) {
          g = right.s * e[i - 2];
          e[i - 2] = right.c * e[i - 2];
        }
        this.#turnRows(i - 1, opposite(right));
        this.#turnColumns(i - 1, opposite(left));
      }
      e[first] = f;
    }
    if (Math.abs(e[first]) <= this.#threshold) e[first] = 0;
  }

  /** Rotates rows i and i + 1 of vt. */
  #turnRows(i: number, { c, s }: { readonly c: number; readonly s: number }): void {
    const n = this.#n;
    for (let k = 0; k < n; k++) {
      const [x, y] = [this.#vt[i * n + k], this.#vt[(i + 1) * n + k]];
      this.#vt[i * n + k] = c * x + s * y;
      this.#vt[(i + 1) * n + k] = c * y - s * x;
    }
  }

  /** Rotates columns i and i + 1 of u. */
  #turnColumns(i: number, { c, s }: { readonly c: number; readonly s: number }): void {
    const n = this.#n;
    for (let k = 0; k < n; k++) {
      const [x, y] = [this.#u[k * n + i], this.#u[k * n + i + 1]];
      this.#u[k * n + i] = c * x + s * y;
      this.#u[k * n + i + 1] = c * y - s * x;
    }
  }

  #makePositive(): void {
    const n = this.#n;
    for (let i = 0; i < n; i++) {
      if (!(this.#d[i] < 0)) continue;
      this.#d[i] = -this.#d[i];
      for (let k = 0; k < n; k++) this.#vt[i * n + k] = -this.#vt[i * n + k];
    }
  }

  #sort(): void {
    const n = this.#n;
    const order = [...this.#d.keys()].sort((a, b) => this.#d[b] - this.#d[a] || a - b);
    const [d, u, vt] = [this.#d.slice(), this.#u.slice(), this.#vt.slice()];
    for (const [to, from] of order.entries()) {
      this.#d[to] = d[from];
      for (let k = 0; k < n; k++) {
        this.#u[k * n + to] = u[k * n + from];
        this.#vt[to * n + k] = vt[from * n + k];
      }
    }
  }
}
