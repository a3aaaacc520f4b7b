import type { NdArray, StructuredArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { float64Array, int64Array } from "../arrays.ts";
import { numberOf, numbersOf, objectOf, recordsOf } from "../attributes.ts";
import type { SkObject } from "../estimator.ts";
import { checkColumns, checkFinite, tableOf, type Table } from "../table.ts";
import { leavesOf, type TreeNodes } from "./grow.ts";

/* Grown trees as scikit-learn's objects, and back. */

const TREE = "sklearn.tree._tree.Tree";

/** scikit-learn's `Tree` of grown nodes. */
export function treeObject(nodes: TreeNodes, numFeatures: number, numClasses: number): SkObject {
  const length = nodes.left.length;
  const integers = (values: ArrayLike<number>): NdArray => int64Array(values);
  const columns: Readonly<Record<string, NdArray>> = {
    left_child: integers(nodes.left),
    right_child: integers(nodes.right),
    feature: integers(nodes.feature),
    threshold: float64Array(nodes.threshold),
    impurity: float64Array(nodes.impurity),
    n_node_samples: integers(nodes.numSamples),
    weighted_n_node_samples: float64Array(nodes.weight),
  };
  const fields = Object.entries(columns).map(([name, { dtype }]) => ({ name, dtype }));
  return {
    kind: "object",
    type: TREE,
    args: [numFeatures, int64Array([numClasses]), 1],
    state: {
      max_depth: nodes.maxDepth,
      node_count: length,
      nodes: { length, fields, columns } satisfies StructuredArray,
      values: float64Array(nodes.values, [length, 1, nodes.values.length / Math.max(1, length)]),
    },
  };
}

/** A tree that answers for rows. */
export interface TreeView {
  readonly numFeatures: number;
  /** numbers per node */
  readonly width: number;
  /** [node × width] */
  readonly values: Float64Array;
  leaves(table: Table): Int32Array;
}

/** The tree of a fitted `DecisionTreeClassifier` or `…Regressor`. */
export function treeOf(estimator: SkObject): TreeView {
  const tree = objectOf(estimator, "tree_");
  const nodes = recordsOf(tree, "nodes");
  const column = (name: string): Float64Array => numbersOf({ ...tree, state: nodes.columns }, name);
  const left = Int32Array.from(column("left_child"));
  const right = Int32Array.from(column("right_child"));
  const feature = Int32Array.from(column("feature"));
  const threshold = column("threshold");
  const values = numbersOf(tree, "values");
  const numFeatures = numberOf(estimator, "n_features_in_");
  const width = values.length / nodes.length;
  for (let i = 0; i < nodes.length; i++) {
    if (left[i] === -1) continue;
    // children follow their parent: a walk ends
    const sound =
      left[i] > i &&
      left[i] < nodes.length &&
      right[i] > i &&
      right[i] < nodes.length &&
      feature[i] >= 0 &&
      feature[i] < numFeatures;
    if (sound) continue;
    throw new EphysError("CorruptFile", `node ${String(i)} of a tree of the model leads nowhere`, {
      node: i,
    });
  }
  if (nodes.length === 0 || !Number.isInteger(width)) {
    throw new EphysError("CorruptFile", "a tree of the model has no nodes or no values");
  }
  return {
    numFeatures,
    width,
    values,
    leaves(table) {
      checkColumns(table, numFeatures, "the tree");
      checkFinite(table, "a tree");
      return leavesOf({ left, right, feature, threshold }, table);
    },
  };
}

/** Shares of the classes in the leaf of each row, [row × class]; counts and fractions give the same. */
export function treeProbabilities(tree: TreeView, table: Table): Table {
  const { width, values } = tree;
  const leaves = tree.leaves(table);
  const out = tableOf(table.numRows, width);
  for (let row = 0; row < leaves.length; row++) {
    const at = leaves[row] * width;
    let sum = 0;
    for (let k = 0; k < width; k++) sum += values[at + k];
    for (let k = 0; k < width; k++)
      out.values[row * width + k] = values[at + k] / (sum === 0 ? 1 : sum);
  }
  return out;
}
