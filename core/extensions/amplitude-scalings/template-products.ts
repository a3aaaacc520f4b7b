import { columnsOf, type ScalingPlan } from "./gather.ts";

/** Templates cut to the fitted window, and their products at any distance; each product is computed once. */
export interface TemplateProducts {
  /** templates are 0 on channels that their units are not fitted on: columns never have to be left out */
  readonly isClosed: boolean;
  /** times the gain where there is one: [sample × column] */
  scaled(unit: number): Float64Array;
  /** columns of the channels that the unit is fitted on */
  ownColumns(unit: number): Int32Array;
  ownSum(unit: number): number;
  /** sum of squares around the mean, on the unit's own channels */
  ownVariance(unit: number): number;
  /** per unit, the columns on channels that any of the units is fitted on */
  columnsIn(units: Int32Array): readonly Int32Array[];
  sum(unit: number, columns: Int32Array): number;
  /** Σ a[s] · b[s − lag] over the channels of both; lag = where b begins after a, samples */
  product(a: number, b: number, lag: number, ofA: Int32Array, ofB: Int32Array): number;
}

/** Products that are kept at most. */
const MOST_PRODUCTS = 1 << 20;

export function createTemplateProducts(
  plan: ScalingPlan,
  {
    templates,
    numChannels,
    gains,
  }: {
    readonly templates: Float64Array;
    readonly numChannels: number;
    /** [channel] */
    readonly gains: Float64Array | undefined;
  },
  convert: (value: number) => number,
): TemplateProducts {
  const { numSamples, nbefore, before, after, channels, support } = plan;
  const length = before + after;
  const numUnits = support.length;
  const values = support.map((list, unit) => {
    const out = new Float64Array(length * list.length);
    for (let s = 0; s < length; s++) {
      const from = (unit * numSamples + nbefore - before + s) * numChannels;
      for (let k = 0; k < list.length; k++) {
        out[s * list.length + k] = convert(templates[from + list[k]]);
      }
    }
    return out;
  });
  const stride = columnsOf(plan);
  const scaled = values.map((all, unit) => {
    const list = support[unit];
    const out = new Float64Array(length * stride);
    for (let s = 0; s < length; s++) {
      for (let k = 0; k < list.length; k++) {
        out[s * stride + k] = all[s * list.length + k] * (gains?.[list[k]] ?? 1);
      }
    }
    return out;
  });
  const own = channels.map((list, unit) => list.map((channel) => support[unit].indexOf(channel)));
  const isClosed = support.every((list, unit) => list.length === own[unit].length);
  const sum = (unit: number, columns: Int32Array): number => {
    const width = support[unit].length;
    let total = 0;
    for (const k of columns) {
      for (let at = k; at < values[unit].length; at += width) total += values[unit][at];
    }
    return total;
  };
  const ownSums = own.map((columns, unit) => sum(unit, columns));
  const variances = own.map((columns, unit) => {
    const width = support[unit].length;
    const mean = ownSums[unit] / (length * columns.length);
    let total = 0;
    for (const k of columns) {
      for (let at = k; at < values[unit].length; at += width)
        total += (values[unit][at] - mean) ** 2;
    }
    return total;
  });
  const multiply = (
    a: number,
    b: number,
    lag: number,
    ofA: Int32Array,
    ofB: Int32Array,
  ): number => {
    const [widthA, widthB] = [support[a].length, support[b].length];
    const first = Math.max(0, lag);
    const end = Math.min(length, length + lag);
    let total = 0;
    for (const i of ofA) {
      const j = ofB.find((column) => support[b][column] === support[a][i]);
      if (j === undefined) continue;
      let atB = (first - lag) * widthB + j;
      for (let s = first, at = first * widthA + i; s < end; s++, at += widthA, atB += widthB) {
        total += values[a][at] * values[b][atB];
      }
    }
    return total;
  };
  const known = new Map<number, number>();
  const span = 2 * length + 1; // products at larger distances are 0
  return {
    isClosed,
    scaled: (unit) => scaled[unit],
    ownColumns: (unit) => own[unit],
    ownSum: (unit) => ownSums[unit],
    ownVariance: (unit) => variances[unit],
    columnsIn(units) {
      if (isClosed) return Array.from(units, (unit) => own[unit]);
      const fitted = new Set(Array.from(units).flatMap((unit) => Array.from(channels[unit])));
      return Array.from(units, (unit) =>
        support[unit].map((_, k) => k).filter((k) => fitted.has(support[unit][k])),
      );
    },
    sum: (unit, columns) => (isClosed ? ownSums[unit] : sum(unit, columns)),
    product(a, b, lag, ofA, ofB) {
      if (Math.abs(lag) >= length) return 0;
      if (!isClosed) return multiply(a, b, lag, ofA, ofB);
      const key = (a * numUnits + b) * span + lag + length;
      let product = known.get(key);
      if (product === undefined) {
        product = multiply(a, b, lag, ofA, ofB);
        if (known.size >= MOST_PRODUCTS) known.clear();
        known.set(key, product);
      }
      return product;
    },
  };
}
