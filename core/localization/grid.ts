import { EphysError } from "#core/model/index.ts";

/*
 * Localisation against a grid of made-up templates (grid_convolution of SpikeInterface 0.103): each grid position has
 * weights over contacts for several depths (or widths); the location is the mean of positions weighted by how well
 * they fit.
 */

export type GridWeights =
  | {
      readonly mode: "exponential_3d";
      readonly zListUm?: ArrayLike<number>;
      readonly sigma3d?: number;
      readonly sparsityThreshold?: number;
    }
  | {
      readonly mode: "gaussian_2d";
      readonly sigmaListUm?: ArrayLike<number>;
      readonly sparsityThreshold?: number;
    };

export interface GridOptions {
  /** um; 40 */
  readonly radiusUm?: number;
  /** um; 5 */
  readonly upsamplingUm?: number;
  /** um; 50 */
  readonly marginUm?: number;
  readonly weights?: GridWeights;
}

export interface TemplateGrid {
  readonly numContacts: number;
  readonly numPositions: number;
  /** [position × 2], um */
  readonly positions: Float64Array;
  /** [depth × contact × position] */
  readonly weights: Float32Array;
  /** [contact × position], 1 where a position lies within the radius of a contact */
  readonly nearest: Uint8Array;
  /** [depth], um */
  readonly zFactors: Float64Array;
}

const DEFAULT_Z_UM = [0, 30, 60, 90, 120];
const DEFAULT_SIGMA_UM = [5, 10, 15, 20, 25];

/** @param contacts [contact × 2], um */
export function templateGrid(contacts: Float64Array, options: GridOptions = {}): TemplateGrid {
  const { radiusUm = 40, upsamplingUm = 5, marginUm = 50 } = options;
  const weightOptions = options.weights ?? { mode: "exponential_3d" };
  const { sparsityThreshold } = weightOptions;
  if (sparsityThreshold !== undefined && !(sparsityThreshold >= 0 && sparsityThreshold <= 1)) {
    throw new EphysError(
      "InvalidParameter",
      `sparsity_threshold ${String(sparsityThreshold)} is not within 0 and 1`,
      { sparsity_threshold: sparsityThreshold },
    );
  }
  const numContacts = contacts.length / 2;
  const positions = gridPositions(contacts, upsamplingUm, marginUm);
  const numPositions = positions.length / 2;
  const distances = pairwiseDistances(contacts, positions);
  return {
    numContacts,
    numPositions,
    positions,
    nearest: Uint8Array.from(distances, (d) => (d <= radiusUm ? 1 : 0)),
    ...gridWeights(distances, numContacts, weightOptions),
  };
}

function gridPositions(contacts: Float64Array, step: number, margin: number): Float64Array {
  const axis = (offset: number): number[] => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = offset; i < contacts.length; i += 2) {
      low = Math.min(low, contacts[i]);
      high = Math.max(high, contacts[i]);
    }
    low -= margin;
    const length = Math.max(0, Math.ceil((high + margin + step / 10 - low) / step));
    return Array.from({ length }, (_, i) => low + i * step);
  };
  const xs = axis(0);
  return Float64Array.from(axis(1).flatMap((y) => xs.flatMap((x) => [x, y])));
}

/** [contact × position]; by the expanded square, as scikit-learn, so that borders of the radius agree. */
function pairwiseDistances(contacts: Float64Array, positions: Float64Array): Float64Array {
  const n = positions.length / 2;
  return Float64Array.from({ length: (contacts.length / 2) * n }, (_, k) => {
    const c = 2 * Math.floor(k / n);
    const p = 2 * (k % n);
    const own = contacts[c] ** 2 + contacts[c + 1] ** 2;
    const other = positions[p] ** 2 + positions[p + 1] ** 2;
    const product = contacts[c] * positions[p] + contacts[c + 1] * positions[p + 1];
    return Math.sqrt(Math.max(0, -2 * product + own + other));
  });
}

/**
 * Weights of contacts for sources at given distances (SpikeInterface's get_convolution_weights): [depth × contact ×
 * position], unit norm over contacts.
 * @param distances [contact × position], um
 */
export function gridWeights(
  distances: Float64Array,
  numContacts: number,
  options: GridWeights,
): Pick<TemplateGrid, "weights" | "zFactors"> {
  const zFactors = Float64Array.from(
    options.mode === "exponential_3d"
      ? (options.zListUm ?? DEFAULT_Z_UM)
      : (options.sigmaListUm ?? DEFAULT_SIGMA_UM),
  );
  const size = distances.length;
  const weights = new Float32Array(zFactors.length * size);
  for (const [depth, factor] of zFactors.entries()) {
    for (let k = 0; k < size; k++) {
      const d = distances[k];
      weights[depth * size + k] =
        options.mode === "exponential_3d"
          ? Math.exp(-Math.sqrt(d * d + factor * factor) / (options.sigma3d ?? 2.5))
          : Math.exp(-(d * d) / (2 * factor * factor));
    }
  }
  const threshold = options.sparsityThreshold ?? 0.5 / Math.sqrt(numContacts);
  normalise(weights, numContacts, size / numContacts);
  for (let k = 0; k < weights.length; k++) if (weights[k] < threshold) weights[k] = 0;
  normalise(weights, numContacts, size / numContacts);
  return { weights, zFactors };
}

/** Unit norm over contacts for every depth and position; 0 where there is nothing. */
function normalise(weights: Float32Array, numContacts: number, numPositions: number): void {
  const block = numContacts * numPositions;
  for (let start = 0; start < weights.length; start += block) {
    for (let p = 0; p < numPositions; p++) {
      let sum = 0;
      for (let at = start + p; at < start + block; at += numPositions) {
        sum = Math.fround(sum + Math.fround(weights[at] * weights[at]));
      }
      const norm = Math.fround(Math.sqrt(sum));
      for (let at = start + p; at < start + block; at += numPositions) {
        const value = Math.fround(weights[at] / norm);
        weights[at] = Number.isFinite(value) ? value : 0;
      }
    }
  }
}

/**
 * Where a waveform fits the grid best.
 * @param products [contact], waveform times the prototype summed over samples
 * @param mainContact positions near this contact are compared
 * @param keepPercent share of the best products that counts
 */
export function locateOnGrid(
  grid: TemplateGrid,
  products: Float64Array,
  mainContact: number,
  keepPercent: number,
): { readonly x: number; readonly y: number; readonly z: number } {
  const { numContacts, numPositions, weights, nearest, positions, zFactors } = grid;
  const near: number[] = [];
  for (let p = 0; p < numPositions; p++) {
    if (nearest[mainContact * numPositions + p] !== 0) near.push(p);
  }
  const fits = new Float32Array(zFactors.length * near.length);
  for (let depth = 0; depth < zFactors.length; depth++) {
    for (const [k, p] of near.entries()) {
      // one contact after the other in single precision, as BLAS multiplies and adds
      let sum = 0;
      for (let c = 0; c < numContacts; c++) {
        sum = Math.fround(
          sum + products[c] * weights[(depth * numContacts + c) * numPositions + p],
        );
      }
      fits[depth * near.length + k] = sum;
    }
  }
  const threshold = keepPercent < 100 ? positiveQuantile(fits, 1 - keepPercent / 100) : -Infinity;
  let total = 0;
  let x = 0;
  let y = 0;
  let z = 0;
  for (let depth = 0; depth < zFactors.length; depth++) {
    let sum = 0;
    for (const [k, p] of near.entries()) {
      const fit = fits[depth * near.length + k];
      if (fit < 0 || fit < threshold) continue;
      x += fit * positions[2 * p];
      y += fit * positions[2 * p + 1];
      sum += fit;
    }
    z += sum * zFactors[depth];
    total += sum;
  }
  const finite = (value: number): number => (Number.isNaN(value / total) ? 0 : value / total);
  return { x: finite(x), y: finite(y), z: finite(z) };
}

/** Quantile (linear) of the values that are not negative; 0 when there are none. */
function positiveQuantile(values: Float32Array, fraction: number): number {
  const kept = values.filter((value) => value >= 0).sort();
  if (kept.length === 0) return 0;
  const position = fraction * (kept.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, kept.length - 1);
  return kept[below] + (kept[above] - kept[below]) * (position - below);
}
