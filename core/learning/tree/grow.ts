import type { RandomState } from "../random-state.ts";
import type { Table } from "../table.ts";
import type { Criterion } from "./criterion.ts";
import { BestSplitter } from "./splitter.ts";

/** Columns of a tree's nodes, the root first, a node's left child right after it. */
export interface TreeNodes {
  /** [node], −1 for leaves */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** [node], −2 for leaves */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly impurity: Float64Array;
  readonly numSamples: Int32Array;
  readonly weight: Float64Array;
  /** [node × width]: weight per class, or the mean value */
  readonly values: Float64Array;
  readonly maxDepth: number;
}

export interface GrowOptions {
  /** Infinity: until leaves are pure */
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  /** share of all weight that a leaf must have */
  readonly minWeightFractionLeaf: number;
  readonly minImpurityDecrease: number;
  readonly maxFeatures: number;
}

interface Pending {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly parent: number;
  readonly isLeft: boolean;
  readonly impurity: number;
  readonly numConstant: number;
}

/** Grows a tree depth first (sklearn/tree/_tree DepthFirstTreeBuilder, 1.2). @param weights [sample] */
export function growTree(
  table: Table,
  weights: Float64Array,
  criterion: Criterion,
  options: GrowOptions,
  random: RandomState,
): TreeNodes {
  const minWeightLeaf = options.minWeightFractionLeaf * weights.reduce((sum, w) => sum + w, 0);
  const minSamplesSplit = Math.max(2, options.minSamplesSplit, 2 * options.minSamplesLeaf);
  const splitter = new BestSplitter(
    table,
    weights,
    criterion,
    { maxFeatures: options.maxFeatures, minSamplesLeaf: options.minSamplesLeaf, minWeightLeaf },
    random,
  );
  const nodes = createNodeLists();
  const root = { start: 0, end: splitter.samples.length, depth: 0, parent: -1, isLeft: false };
  const open: Pending[] = [{ ...root, impurity: Infinity, numConstant: 0 }];
  let maxDepth = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { start, end, depth } = node;
    criterion.init(splitter.samples, start, end);
    const impurity = node.parent < 0 ? criterion.nodeImpurity() : node.impurity;
    const count = end - start;
    const small =
      depth >= options.maxDepth ||
      count < minSamplesSplit ||
      count < 2 * options.minSamplesLeaf ||
      criterion.weightNode < 2 * minWeightLeaf ||
      impurity <= Number.EPSILON;
    const value = new Float64Array(criterion.width);
    criterion.nodeValue(value, 0);
    const found = small ? undefined : splitter.split(start, end, impurity, node.numConstant);
    const split =
      found !== undefined &&
      found.position < end &&
      found.improvement + Number.EPSILON >= options.minImpurityDecrease
        ? found
        : undefined;
    const id = nodes.add(node, { impurity, count, weight: criterion.weightNode, value }, split);
    maxDepth = Math.max(maxDepth, depth);
    if (split === undefined) continue;
    const child = { depth: depth + 1, parent: id, numConstant: split.numConstant };
    open.push({
      ...child,
      start: split.position,
      end,
      isLeft: false,
      impurity: split.impurityRight,
    });
    open.push({ ...child, start, end: split.position, isLeft: true, impurity: split.impurityLeft });
  }
  return nodes.finish(maxDepth);
}

interface NodeFacts {
  readonly impurity: number;
  readonly count: number;
  readonly weight: number;
  readonly value: Float64Array;
}

function createNodeLists(): {
  add(
    node: Pending,
    facts: NodeFacts,
    split: { readonly feature: number; readonly threshold: number } | undefined,
  ): number;
  finish(maxDepth: number): TreeNodes;
} {
  const left: number[] = [];
  const right: number[] = [];
  const feature: number[] = [];
  const threshold: number[] = [];
  const facts: NodeFacts[] = [];
  return {
    add(node, fact, split) {
      const id = left.length;
      left.push(-1);
      right.push(-1);
      feature.push(split?.feature ?? -2);
      threshold.push(split?.threshold ?? -2);
      facts.push(fact);
      if (node.parent >= 0) (node.isLeft ? left : right)[node.parent] = id;
      return id;
    },
    finish(maxDepth) {
      const width = facts[0]?.value.length ?? 1;
      const values = new Float64Array(facts.length * width);
      facts.forEach(({ value }, i) => {
        values.set(value, i * width);
      });
      return {
        left: Int32Array.from(left),
        right: Int32Array.from(right),
        feature: Int32Array.from(feature),
        threshold: Float64Array.from(threshold),
        impurity: Float64Array.from(facts, (fact) => fact.impurity),
        numSamples: Int32Array.from(facts, (fact) => fact.count),
        weight: Float64Array.from(facts, (fact) => fact.weight),
        values,
        maxDepth,
      };
    },
  };
}

/** The leaf that each row ends in. Values are compared in single precision, as scikit-learn does. */
export function leavesOf(
  nodes: Pick<TreeNodes, "left" | "right" | "feature" | "threshold">,
  { numRows, numColumns, values }: Table,
): Int32Array {
  const leaves = new Int32Array(numRows);
  for (let row = 0; row < numRows; row++) {
    let node = 0;
    while (nodes.left[node] !== -1) {
      const value = Math.fround(values[row * numColumns + nodes.feature[node]]);
      node = value <= nodes.threshold[node] ? nodes.left[node] : nodes.right[node];
    }
    leaves[row] = node;
  }
  return leaves;
}
