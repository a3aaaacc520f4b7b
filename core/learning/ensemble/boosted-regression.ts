import type { NdArray, StructuredArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { float64Array } from "../arrays.ts";
import { listOf, numberOf, numbersOf, recordsOf } from "../attributes.ts";
import { isSkObject, type SkObject, type SkValue } from "../estimator.ts";
import { columnOf, type Table } from "../table.ts";
import { percentile } from "../preprocessing/statistics.ts";

/*
 * Boosted regression trees on binned values with squared error: scikit-learn's HistGradientBoostingRegressor with its
 * defaults, for complete tables of less than 10 000 rows (above that it would hold rows back to stop early; here it never
 * does). Trees grow leaf by leaf, the best gain first.
 */

const BOOSTED_REGRESSION =
  "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor";
const TREE_PREDICTOR = "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor";

const NUM_TREES = 100;
const RATE = 0.1;
const MOST_LEAVES = 31;
const LEAST_SAMPLES = 20;
const MOST_BINS = 255;
const LEAST_CURVATURE = 1e-3;

/** One node of a tree; children −1 for a leaf. */
interface Node {
  readonly rows: Int32Array;
  readonly slope: number;
  value: number;
  feature: number;
  threshold: number;
  left: number;
  right: number;
  split?: Border;
}

interface Border {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
}

interface Bins {
  /** per feature: upper edges of all bins but the last */
  readonly edges: readonly Float64Array[];
  /** per feature: [row] */
  readonly codes: readonly Uint8Array[];
}

/** Learns y from a complete table. */
export function fitBoostedRegression(table: Table, y: Float64Array, seed: number): SkObject {
  const n = y.length;
  const baseline = y.reduce((sum, value) => sum + value, 0) / n;
  const bins = binTable(table);
  const raw = new Float64Array(n).fill(baseline);
  const trees: SkValue[] = [];
  for (let t = 0; t < NUM_TREES; t++) {
    const slopes = Float64Array.from(raw, (value, i) => Math.fround(value - y[i]));
    const nodes = growTree(bins, slopes);
    for (const { rows, value, left } of nodes) {
      if (left === -1) for (const row of rows) raw[row] += value;
    }
    trees.push([treeObject(nodes)]);
    if (nodes.length === 1 && Math.abs(nodes[0].value) < 1e-12) break; // nothing is left to learn
  }
  return {
    kind: "object",
    type: BOOSTED_REGRESSION,
    state: {
      loss: "squared_error",
      learning_rate: RATE,
      max_iter: NUM_TREES,
      max_leaf_nodes: MOST_LEAVES,
      min_samples_leaf: LEAST_SAMPLES,
      l2_regularization: 0,
      max_bins: MOST_BINS,
      random_state: seed,
      n_features_in_: table.numColumns,
      _baseline_prediction: float64Array([baseline], [1, 1]),
      _predictors: trees,
    },
  };
}

function binTable(table: Table): Bins {
  const edges: Float64Array[] = [];
  const codes: Uint8Array[] = [];
  for (let j = 0; j < table.numColumns; j++) {
    const column = columnOf(table, j);
    const distinct = Float64Array.from(new Set(column)).sort();
    const middle =
      distinct.length <= MOST_BINS
        ? distinct.subarray(1).map((value, i) => (value + distinct[i]) * 0.5)
        : Float64Array.from({ length: MOST_BINS - 1 }, (_, i) =>
            percentile(column, (100 * (i + 1)) / MOST_BINS),
          );
    edges.push(middle);
    codes.push(Uint8Array.from(column, (value) => binOf(middle, value)));
  }
  return { edges, codes };
}

/** Position of the first edge that is not below a value. */
function binOf(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function growTree(bins: Bins, slopes: Float64Array): Node[] {
  const makeNode = (rows: Int32Array): Node => {
    let slope = 0;
    for (const row of rows) slope += slopes[row];
    return { rows, slope, value: 0, feature: 0, threshold: 0, left: -1, right: -1 };
  };
  const nodes = [makeNode(Int32Array.from(slopes, (_, i) => i))];
  const open: number[] = [];
  const consider = (id: number): void => {
    const split = bestBorder(bins, nodes[id], slopes);
    if (split === undefined) return;
    nodes[id].split = split;
    open.push(id);
  };
  consider(0);
  for (let leaves = 1; open.length > 0 && leaves < MOST_LEAVES; leaves++) {
    let at = 0;
    for (let i = 1; i < open.length; i++) {
      if ((nodes[open[i]].split?.gain ?? 0) > (nodes[open[at]].split?.gain ?? 0)) at = i;
    }
    const [id = 0] = open.splice(at, 1);
    const node = nodes[id];
    const { feature, bin } = node.split ?? { feature: 0, bin: 0 };
    const codes = bins.codes[feature];
    node.feature = feature;
    node.threshold = bins.edges[feature][bin];
    node.left = nodes.push(makeNode(node.rows.filter((row) => codes[row] <= bin))) - 1;
    node.right = nodes.push(makeNode(node.rows.filter((row) => codes[row] > bin))) - 1;
    consider(node.left);
    consider(node.right);
  }
  for (const node of nodes) node.value = (-RATE * node.slope) / node.rows.length;
  return nodes;
}

function bestBorder({ codes, edges }: Bins, node: Node, slopes: Float64Array): Border | undefined {
  const { rows, slope } = node;
  if (rows.length < 2 * LEAST_SAMPLES) return undefined;
  const own = (slope * slope) / rows.length;
  let best: Border | undefined;
  for (let feature = 0; feature < codes.length; feature++) {
    const numEdges = edges[feature].length;
    const sums = new Float64Array(numEdges + 1);
    const counts = new Int32Array(numEdges + 1);
    for (const row of rows) {
      sums[codes[feature][row]] += slopes[row];
      counts[codes[feature][row]]++;
    }
    let [left, numLeft] = [0, 0];
    for (let bin = 0; bin < numEdges; bin++) {
      left += sums[bin];
      numLeft += counts[bin];
      const numRight = rows.length - numLeft;
      if (numLeft < LEAST_SAMPLES || numLeft < LEAST_CURVATURE) continue;
      if (numRight < LEAST_SAMPLES) break;
      const gain = (left * left) / numLeft + (slope - left) ** 2 / numRight - own;
      if (gain > (best?.gain ?? 0)) best = { feature, bin, gain };
    }
  }
  return best;
}

/** scikit-learn's record of nodes. */
function treeObject(nodes: readonly Node[]): SkObject {
  const column = (dtype: NdArray["dtype"], values: readonly number[]): NdArray => ({
    dtype,
    shape: [values.length],
    data: Float64Array.from(values),
  });
  const columns = {
    value: column(
      "float64",
      nodes.map((node) => node.value),
    ),
    feature_idx: column(
      "float64",
      nodes.map((node) => node.feature),
    ),
    num_threshold: column(
      "float64",
      nodes.map((node) => node.threshold),
    ),
    left: column(
      "float64",
      nodes.map((node) => Math.max(0, node.left)),
    ),
    right: column(
      "float64",
      nodes.map((node) => Math.max(0, node.right)),
    ),
    is_leaf: column(
      "float64",
      nodes.map((node) => Number(node.left === -1)),
    ),
  };
  const fields = Object.entries(columns).map(([name, { dtype }]) => ({ name, dtype }));
  const records: StructuredArray = { length: nodes.length, fields, columns };
  return { kind: "object", type: TREE_PREDICTOR, state: { nodes: records } };
}

/** What a fitted regression says of rows. */
export function boostedRegression(object: SkObject): (table: Table) => Float64Array {
  const baseline = numbersOf(object, "_baseline_prediction")[0] ?? 0;
  const trees = listOf(object, "_predictors").flatMap(predictorsOf);
  const numFeatures = numberOf(object, "n_features_in_");
  return (table) => {
    const out = new Float64Array(table.numRows).fill(baseline);
    for (let row = 0; row < table.numRows; row++) {
      const values = table.values.subarray(row * numFeatures, (row + 1) * numFeatures);
      for (const tree of trees) out[row] += tree(values);
    }
    return out;
  };
}

type TreeFunction = (values: Float64Array) => number;

function predictorsOf(item: SkValue): TreeFunction[] {
  const list = listOf({ kind: "object", type: BOOSTED_REGRESSION, state: { item } }, "item");
  return list.map((tree) => {
    if (!isSkObject(tree))
      throw new EphysError("CorruptFile", "a boosted tree of the model is damaged");
    return treeFunction(tree);
  });
}

function treeFunction(tree: SkObject): TreeFunction {
  const records = recordsOf(tree, "nodes");
  const column = (name: string): Float64Array =>
    numbersOf({ ...tree, state: records.columns }, name);
  const [value, feature, threshold] = ["value", "feature_idx", "num_threshold"].map(column);
  const [left, right, isLeaf] = ["left", "right", "is_leaf"].map(column);
  for (let i = 0; i < records.length; i++) {
    const ahead =
      left[i] > i && right[i] > i && left[i] < records.length && right[i] < records.length;
    if (isLeaf[i] !== 0 || ahead) continue;
    throw new EphysError(
      "CorruptFile",
      `node ${String(i)} of a boosted tree of the model leads nowhere`,
    );
  }
  const missingLeft =
    "missing_go_to_left" in records.columns ? column("missing_go_to_left") : undefined;
  return (values) => {
    let node = 0;
    while (isLeaf[node] === 0) {
      const x = values[feature[node]];
      const goesLeft = Number.isNaN(x) ? missingLeft?.[node] === 1 : x <= threshold[node];
      node = goesLeft ? left[node] : right[node];
    }
    return value[node];
  };
}
