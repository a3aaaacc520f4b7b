import { EphysError } from "#core/model/index.ts";
import { eighSymmetric, svd } from "./decompose.ts";

/**
 * ZCA whitening matrix U·diag(1/√(S + eps))·Vᵀ of a covariance [n × n] with singular values S: [n × n] row-major.
 * `eps` keeps directions without variance finite. Reference: SpikeInterface 0.103.2 compute_whitening_from_covariance.
 */
export function whiteningFromCovariance(
  covariance: Float64Array,
  n: number,
  eps: number,
): Float64Array {
  if (covariance.length !== n * n) {
    throw new EphysError("InvalidParameter", "a covariance matrix must be square", {
      length: covariance.length,
    });
  }
  const { left, values, right } = isSymmetric(covariance, n)
    ? symmetricFactors(covariance, n)
    : generalFactors(covariance, n);
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const weight = 1 / Math.sqrt(values[k] + eps);
    for (let i = 0; i < n; i++) {
      const factor = left[i * n + k] * weight;
      for (let j = 0; j < n; j++) out[i * n + j] += factor * right[j * n + k];
    }
  }
  return out;
}

/** Factors with columns k: a = Σ_k left[:, k]·values[k]·right[:, k]ᵀ. */
interface Factors {
  readonly left: Float64Array;
  readonly values: Float64Array;
  readonly right: Float64Array;
}

/** Singular values are the sizes of the eigenvalues; a negative one turns its left vector round. */
function symmetricFactors(a: Float64Array, n: number): Factors {
  const { values, vectors } = eighSymmetric(a, n);
  const left = vectors.slice();
  for (let k = 0; k < n; k++) {
    if (values[k] < 0) for (let i = 0; i < n; i++) left[i * n + k] = -left[i * n + k];
  }
  return { left, values: values.map(Math.abs), right: vectors };
}

function generalFactors(a: Float64Array, n: number): Factors {
  const { u, s, vt } = svd(a, n, n);
  const right = new Float64Array(n * n);
  for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) right[j * n + k] = vt[k * n + j];
  return { left: u, values: s, right };
}

function isSymmetric(a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) if (a[i * n + j] !== a[j * n + i]) return false;
  }
  return true;
}
