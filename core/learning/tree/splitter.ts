import type { RandomState } from "../random-state.ts";
import type { Table } from "../table.ts";
import type { Criterion } from "./criterion.ts";

/** Values nearer than this are one value; single precision, as scikit-learn's. */
const SAME_VALUE = Math.fround(1e-7);
const RAND_MAX = 0x7fffffff;

export interface SplitLimits {
  readonly maxFeatures: number;
  readonly minSamplesLeaf: number;
  readonly minWeightLeaf: number;
}

/** Where a node is split. `position` equal to the node's end: nowhere. */
export interface NodeSplit {
  readonly feature: number;
  readonly threshold: number;
  readonly position: number;
  readonly improvement: number;
  readonly impurityLeft: number;
  readonly impurityRight: number;
  readonly numConstant: number;
}

/**
 * Finds the best split of a node among randomly drawn features (sklearn/tree/_splitter BestSplitter, 1.2). Features known
 * to be constant in a node are not tried again below it, and the draws come in the same order, so that the same seed gives
 * the same tree.
 */
export class BestSplitter {
  /** sample positions; a node's samples are a range of it */
  readonly samples: Int32Array;
  readonly #columns: readonly Float32Array[];
  readonly #criterion: Criterion;
  readonly #limits: SplitLimits;
  readonly #features: Int32Array;
  readonly #constant: Int32Array;
  readonly #totalWeight: number;
  #random: number;

  constructor(
    table: Table,
    weights: Float64Array,
    criterion: Criterion,
    limits: SplitLimits,
    random: RandomState,
  ) {
    this.#columns = Array.from({ length: table.numColumns }, (_, j) => {
      const column = new Float32Array(table.numRows);
      for (let i = 0; i < table.numRows; i++) column[i] = table.values[i * table.numColumns + j];
      return column;
    });
    const used: number[] = [];
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] !== 0) used.push(i);
      total += weights[i];
    }
    this.samples = Int32Array.from(used);
    this.#totalWeight = total;
    this.#criterion = criterion;
    this.#limits = limits;
    this.#features = Int32Array.from({ length: table.numColumns }, (_, j) => j);
    this.#constant = new Int32Array(table.numColumns);
    this.#random = random.randint(0, RAND_MAX);
  }

  get totalWeight(): number {
    return this.#totalWeight;
  }

  #draw(low: number, high: number): number {
    let seed = this.#random === 0 ? 1 : this.#random;
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    this.#random = seed >>> 0;
    return low + (((this.#random & RAND_MAX) >>> 0) % (high - low));
  }

  split(start: number, end: number, impurity: number, numKnownConstant: number): NodeSplit {
    const features = this.#features;
    const border = { feature: -1, threshold: 0, position: end, proxy: -Infinity };
    const sorted = { values: new Float32Array(end - start), order: new Int32Array(end - start) };
    let remaining = features.length;
    let [numVisited, numFound, numDrawn, numConstant] = [0, 0, 0, numKnownConstant];
    while (
      remaining > numConstant &&
      (numVisited < this.#limits.maxFeatures || numVisited <= numFound + numDrawn)
    ) {
      numVisited++;
      let j = this.#draw(numDrawn, remaining - numFound);
      if (j < numKnownConstant) {
        swap(features, numDrawn++, j);
        continue;
      }
      j += numFound;
      const column = this.#columns[features[j]];
      sortNode(column, this.samples, start, end, sorted);
      const { values } = sorted;
      if (values[values.length - 1] <= Math.fround(values[0] + SAME_VALUE)) {
        swap(features, j, numConstant++);
        numFound++;
        continue;
      }
      swap(features, --remaining, j);
      this.#scan(features[remaining], start, end, values, border);
    }
    features.set(this.#constant.subarray(0, numKnownConstant));
    this.#constant.set(
      features.subarray(numKnownConstant, numKnownConstant + numFound),
      numKnownConstant,
    );
    return this.#apply(border, start, end, impurity, numConstant);
  }

  /** Every border between different values of a sorted feature. */
  #scan(
    feature: number,
    start: number,
    end: number,
    values: Float32Array,
    border: { feature: number; threshold: number; position: number; proxy: number },
  ): void {
    const criterion = this.#criterion;
    const { minSamplesLeaf, minWeightLeaf } = this.#limits;
    criterion.reset();
    for (let p = start; p < end;) {
      while (p + 1 < end && values[p + 1 - start] <= Math.fround(values[p - start] + SAME_VALUE))
        p++;
      p++;
      if (p >= end) break;
      if (p - start < minSamplesLeaf || end - p < minSamplesLeaf) continue;
      criterion.update(p);
      if (criterion.weightLeft < minWeightLeaf || criterion.weightRight < minWeightLeaf) continue;
      const proxy = criterion.proxyImprovement();
      if (!(proxy > border.proxy)) continue;
      const [below, above] = [values[p - 1 - start], values[p - start]];
      const middle = below / 2 + above / 2;
      border.proxy = proxy;
      border.feature = feature;
      border.position = p;
      border.threshold = middle === above || !Number.isFinite(middle) ? below : middle;
    }
  }

  /** Orders the samples by the chosen border. */
  #apply(
    border: { readonly feature: number; readonly threshold: number; readonly position: number },
    start: number,
    end: number,
    impurity: number,
    numConstant: number,
  ): NodeSplit {
    const { feature, threshold, position } = border;
    if (position >= end) {
      return {
        feature,
        threshold,
        position: end,
        improvement: -Infinity,
        impurityLeft: 0,
        impurityRight: 0,
        numConstant,
      };
    }
    const { samples } = this;
    const column = this.#columns[feature];
    for (let p = start, last = end; p < last;) {
      if (column[samples[p]] <= threshold) p++;
      else swap(samples, p, --last);
    }
    const criterion = this.#criterion;
    criterion.reset();
    criterion.update(position);
    const [impurityLeft, impurityRight] = criterion.childrenImpurity();
    const improvement = criterion.improvement(
      impurity,
      impurityLeft,
      impurityRight,
      this.#totalWeight,
    );
    return { feature, threshold, position, improvement, impurityLeft, impurityRight, numConstant };
  }
}

function swap(values: Int32Array, a: number, b: number): void {
  const value = values[a];
  values[a] = values[b];
  values[b] = value;
}

/** Sorts the samples of a node by a feature. */
function sortNode(
  column: Float32Array,
  samples: Int32Array,
  start: number,
  end: number,
  out: { readonly values: Float32Array; readonly order: Int32Array },
): void {
  const { values, order } = out;
  order.set(samples.subarray(start, end));
  order.sort((a, b) => column[a] - column[b]);
  for (let i = 0; i < order.length; i++) values[i] = column[order[i]];
  samples.set(order, start);
}
