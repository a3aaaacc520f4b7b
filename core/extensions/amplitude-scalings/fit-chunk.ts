import { nonNegativeLeastSquares } from "#core/linalg/index.ts";
import { columnsOf, type ChunkSamples, type ScalingPlan } from "./gather.ts";
import { createTemplateProducts, type TemplateProducts } from "./template-products.ts";

export interface ChunkScalings {
  readonly firstRow: number;
  readonly scalings: Float64Array;
  /** 1 = fitted together with other spikes */
  readonly collided: Uint8Array;
}

export interface ScalingFitOptions {
  /** [unit × sample × channel] */
  readonly templates: Float64Array;
  readonly numChannels: number;
  /** µV per unit of each channel; undefined = raw units */
  readonly gains: Float64Array | undefined;
  /** how templates that are fitted together take the traces' type */
  readonly convert: (value: number) => number;
}

/** Fits the factors of templates to what was gathered; products of templates are kept from chunk to chunk. */
export function createScalingFit(
  plan: ScalingPlan,
  options: ScalingFitOptions,
): (chunk: ChunkSamples) => ChunkScalings {
  const alone = createTemplateProducts(plan, options, (value) => value);
  const together =
    options.gains === undefined ? createTemplateProducts(plan, options, options.convert) : alone;
  const width = columnsOf(plan);
  return (chunk) => {
    const { starts, members, firstRow, lastRow } = chunk;
    const scalings = new Float64Array(lastRow - firstRow);
    const collided = new Uint8Array(lastRow - firstRow);
    // what a spike's samples give with its template is the same in every group, unless groups cut channels off
    const known = new Float64Array(chunk.offsets.length).fill(NaN);
    for (let i = 0; i < scalings.length; i++) {
      const group = members.subarray(starts[i], starts[i + 1]);
      const fitted = { chunk, plan, width, gains: options.gains, known, i };
      if (group.length === 1) scalings[i] = fitAlone(alone, fitted, group[0]);
      else {
        scalings[i] = fitTogether(together, fitted, group);
        collided[i] = 1;
      }
    }
    return { firstRow, scalings, collided };
  };
}

interface Fitted {
  readonly chunk: ChunkSamples;
  readonly plan: ScalingPlan;
  /** columns of the samples and of scaled templates */
  readonly width: number;
  readonly gains: Float64Array | undefined;
  readonly known: Float64Array;
  readonly i: number;
}

/** Slope of the regression of a spike's samples on its template; it may be negative, NaN where the template is constant. */
function fitAlone(products: TemplateProducts, fitted: Fitted, row: number): number {
  const { chunk, plan, i } = fitted;
  const unit = plan.unitIndex[chunk.aroundFirst + row];
  const variance = products.ownVariance(unit);
  if (variance === 0) return NaN;
  const crossed = against(products, fitted, row, unit, products.ownColumns(unit));
  return (crossed - (products.ownSum(unit) * chunk.sums[i]) / chunk.sizes[i]) / variance;
}

/** The factor of the first of some colliding spikes; none is negative (sklearn's LinearRegression(positive=True)). */
function fitTogether(products: TemplateProducts, fitted: Fitted, group: Int32Array): number {
  const { chunk, plan, i, known } = fitted;
  const n = group.length;
  const units = group.map((row) => plan.unitIndex[chunk.aroundFirst + row]);
  const columns = products.columnsIn(units);
  const size = chunk.sizes[i];
  const gram = new Float64Array(n * n);
  const right = new Float64Array(n);
  const sums = columns.map((own, k) => products.sum(units[k], own));
  for (let a = 0; a < n; a++) {
    let crossed = known[group[a]];
    if (Number.isNaN(crossed)) {
      crossed = against(products, fitted, group[a], units[a], columns[a]);
      if (products.isClosed) known[group[a]] = crossed;
    }
    right[a] = crossed - (sums[a] * chunk.sums[i]) / size;
    for (let b = 0; b <= a; b++) {
      const lag =
        plan.sampleIndex[chunk.aroundFirst + group[b]] -
        plan.sampleIndex[chunk.aroundFirst + group[a]];
      const product = products.product(units[a], units[b], lag, columns[a], columns[b]);
      gram[a * n + b] = product - (sums[a] * sums[b]) / size;
      gram[b * n + a] = gram[a * n + b];
    }
  }
  return nonNegativeLeastSquares(gram, right)[0];
}

/** Product of a spike's samples with its template on some of its columns. */
function against(
  products: TemplateProducts,
  { chunk, plan, gains, width }: Fitted,
  row: number,
  unit: number,
  columns: Int32Array,
): number {
  const { samples } = chunk;
  const first = chunk.inside[2 * row] * width;
  const end = chunk.inside[2 * row + 1] * width;
  const from = chunk.offsets[row];
  const template = products.scaled(unit);
  // the gain stands for both factor and offset
  const offset = gains === undefined ? 0 : 1;
  let total = 0;
  // the template is 0 in columns that its unit does not have
  if (columns.length === plan.support[unit].length) {
    for (let at = first; at < end; at++) total += template[at] * (samples[from + at] + offset);
    return total;
  }
  for (let at = first; at < end; at += width) {
    for (const k of columns) total += template[at + k] * (samples[from + at + k] + offset);
  }
  return total;
}
