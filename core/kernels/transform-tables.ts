import { createFft, unitRoot } from "#core/signal/index.ts";

/** exp(−2πi…) for a transform of rows · columns points, first along the columns, then along the rows. */
export interface TransformTables {
  /** exp(−2πik/rows): [k × 2] */
  readonly rowRoots: Float64Array;
  /** exp(−2πik/columns): [k × 2] */
  readonly columnRoots: Float64Array;
  /** exp(−2πi·row·column/length): [column × row × 2] */
  readonly twiddles: Float64Array;
  /** exp(−πik²/columns) for rows by Bluestein's chirp: [k × 2]; this and the others empty without */
  readonly chirp: Float64Array;
  /** transform of its conjugate, wrapped, over as many points as `paddedRoots`, divided by their number: [k × 2] */
  readonly chirpSpectrum: Float64Array;
  /** exp(−2πik/padded), padded ≥ 2 · columns − 1: [k × 2] */
  readonly paddedRoots: Float64Array;
}

/**
 * Tables of `length` ≥ 1 points, nearly square; rows with a prime factor above `largestPrime` by a chirp.
 * O(length log length).
 */
export function createTransformTables(length: number, largestPrime: number): TransformTables {
  let rows = Math.floor(Math.sqrt(length));
  while (length % rows !== 0) rows--;
  const columns = length / rows;
  const twiddles = new Float64Array(2 * length);
  for (let column = 0, at = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++, at += 2) setRoot(twiddles, at, row * column, length);
  }
  const direct = { rowRoots: rootsOf(rows), columnRoots: rootsOf(columns), twiddles };
  const none = new Float64Array();
  return largestPrimeOf(columns) > largestPrime
    ? { ...direct, ...chirpOf(columns) }
    : { ...direct, chirp: none, chirpSpectrum: none, paddedRoots: none };
}

function largestPrimeOf(length: number): number {
  let largest = 1;
  let rest = length;
  for (let p = 2; rest > 1; p++) {
    if (p * p > rest) p = rest; // what is left is a prime
    for (; rest % p === 0; rest /= p) largest = p;
  }
  return largest;
}

function chirpOf(n: number): Pick<TransformTables, "chirp" | "chirpSpectrum" | "paddedRoots"> {
  let padded = 1;
  while (padded < 2 * n - 1) padded *= 2;
  if ((3 * padded) / 4 >= 2 * n - 1) padded = (3 * padded) / 4;
  const chirp = new Float64Array(2 * n);
  const re = new Float64Array(padded);
  const im = new Float64Array(padded);
  for (let k = 0; k < n; k++) {
    // k² modulo 2n keeps the angle exact
    setRoot(chirp, 2 * k, (k * k) % (2 * n), 2 * n);
    for (const at of [k, (padded - k) % padded]) {
      re[at] = chirp[2 * k] / padded;
      im[at] = -chirp[2 * k + 1] / padded;
    }
  }
  createFft(padded).forward(re, im);
  const chirpSpectrum = new Float64Array(2 * padded);
  for (let k = 0; k < padded; k++) {
    chirpSpectrum[2 * k] = re[k];
    chirpSpectrum[2 * k + 1] = im[k];
  }
  return { chirp, chirpSpectrum, paddedRoots: rootsOf(padded) };
}

function rootsOf(n: number): Float64Array {
  const out = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) setRoot(out, 2 * k, k, n);
  return out;
}

function setRoot(out: Float64Array, at: number, k: number, n: number): void {
  const [cos, sin] = unitRoot(k, n);
  out[at] = cos;
  out[at + 1] = -sin;
}
