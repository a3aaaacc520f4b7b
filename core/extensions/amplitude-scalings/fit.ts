import { nonNegativeLeastSquares } from "#core/linalg/index.ts";

/** A template placed in a waveform. */
export interface PlacedTemplate {
  /** row of the waveform where it begins */
  readonly firstRow: number;
  /** [sample × channel], the waveform's channels */
  readonly values: Float64Array;
}

/**
 * Factors of templates whose sum, with one constant, comes nearest to a waveform; none is negative
 * (sklearn's LinearRegression(positive=True)). A template that is constant gets 0.
 * @param waveform [row × channel]
 */
export function fitScalings(
  waveform: Float64Array,
  numChannels: number,
  templates: readonly PlacedTemplate[],
): Float64Array {
  const n = templates.length;
  const size = waveform.length;
  const mean = sum(waveform) / size;
  const means = templates.map(({ values }) => sum(values) / size);
  const gram = new Float64Array(n * n);
  const right = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    right[i] = against(waveform, numChannels, templates[i]) - size * means[i] * mean;
    for (let j = 0; j <= i; j++) {
      const product = overlap(templates[i], templates[j], numChannels) - size * means[i] * means[j];
      gram[i * n + j] = product;
      gram[j * n + i] = product;
    }
  }
  return nonNegativeLeastSquares(gram, right);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

function against(
  waveform: Float64Array,
  numChannels: number,
  { firstRow, values }: PlacedTemplate,
): number {
  const from = firstRow * numChannels;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] * waveform[from + i];
  return total;
}

function overlap(a: PlacedTemplate, b: PlacedTemplate, numChannels: number): number {
  const startA = a.firstRow * numChannels;
  const startB = b.firstRow * numChannels;
  const first = Math.max(startA, startB);
  const end = Math.min(startA + a.values.length, startB + b.values.length);
  let total = 0;
  for (let i = first; i < end; i++) total += a.values[i - startA] * b.values[i - startB];
  return total;
}
