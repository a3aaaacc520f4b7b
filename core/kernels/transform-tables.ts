import { unitRoot } from "#core/signal/index.ts";

/** exp(−2πi…) for a transform of rows · columns points, first along the columns, then along the rows. */
export interface TransformTables {
  /** exp(−2πik/rows): [k × 2] */
  readonly rowRoots: Float64Array;
  /** exp(−2πik/columns): [k × 2] */
  readonly columnRoots: Float64Array;
  /** exp(−2πi·row·column/length): [column × row × 2] */
  readonly twiddles: Float64Array;
}

/** Tables of `length` points, nearly square; undefined where a prime factor is above `largestPrime`. O(length). */
export function createTransformTables(
  length: number,
  largestPrime: number,
): TransformTables | undefined {
  if (largestPrimeOf(length) > largestPrime) return undefined;
  let rows = Math.floor(Math.sqrt(length));
  while (length % rows !== 0) rows--;
  const columns = length / rows;
  const twiddles = new Float64Array(2 * length);
  for (let column = 0, at = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++, at += 2) setRoot(twiddles, at, row * column, length);
  }
  return { rowRoots: rootsOf(rows), columnRoots: rootsOf(columns), twiddles };
}

function largestPrimeOf(length: number): number {
  let largest = 1;
  let rest = length;
  for (let p = 2; rest > 1; p++) {
    if (p * p > rest) p = rest; // what is left is a prime
    for (; rest % p === 0; rest /= p) largest = p;
  }
  return length < 1 ? Infinity : largest;
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
