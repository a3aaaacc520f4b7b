import { EphysError } from "#core/model/index.ts";
import { float64Array, int64Array } from "../arrays.ts";
import { classesOf, listOf, numberOf, numbersOf, objectOf } from "../attributes.ts";
import { isSkObject, type Classifier, type SkObject } from "../estimator.ts";
import { numberAbove, readParameters, wholeNumber, type Parameters } from "../parameters.ts";
import { RandomState } from "../random-state.ts";
import { tableOf, type Table } from "../table.ts";
import { mostProbable, type TrainingSet } from "../training-set.ts";
import { growOptions, TREE_DEFAULTS, valueTree } from "../tree/decision-tree.ts";
import { leavesOf, type TreeNodes } from "../tree/grow.ts";
import { treeOf } from "../tree/tree-object.ts";
import { logistic, softmaxRows } from "./links.ts";

export const GRADIENT_BOOSTING = "sklearn.ensemble._gb.GradientBoostingClassifier";
const SMALLEST_SHARE = 2 ** -23; // shares of classes are kept off 0 and 1 by single precision's epsilon

const DEFAULTS: Parameters = {
  loss: "log_loss",
  learning_rate: 0.1,
  n_estimators: 100,
  subsample: 1,
  criterion: "friedman_mse",
  ...TREE_DEFAULTS,
  max_depth: 3,
  init: null,
  random_state: null,
  verbose: 0,
  warm_start: false,
  validation_fraction: 0.1,
  n_iter_no_change: null,
  tol: 1e-4,
};

/** Learns boosted trees on the log loss; the same seed gives scikit-learn's trees. */
export function fitGradientBoosting(set: TrainingSet, given: Parameters, seed: number): SkObject {
  const reader = readParameters("GradientBoostingClassifier", given, DEFAULTS);
  reader.text("loss", ["log_loss"]);
  if (reader.value("n_iter_no_change") !== null || reader.value("init") !== null) {
    throw new EphysError(
      "Unsupported",
      "gradient boosting runs all its stages from the classes' shares: leave n_iter_no_change and init null",
    );
  }
  const { table, y, classes } = set;
  if (classes.length < 2) {
    throw new EphysError("InvalidParameter", "gradient boosting needs at least two classes");
  }
  const plan = {
    rate: numberAbove(reader, "learning_rate", 0),
    subsample: numberAbove(reader, "subsample", 0),
    kind: reader.text("criterion", ["friedman_mse", "squared_error"]),
    options: growOptions(reader, table.numRows, table.numColumns),
    params: Object.fromEntries(
      ["criterion", ...Object.keys(TREE_DEFAULTS)].map((name) => [name, reader.value(name)]),
    ),
    random: new RandomState(seed),
  };
  const numTrees = classes.length === 2 ? 1 : classes.length;
  const shares = Float64Array.from(
    classes,
    (_, k) => y.filter((label) => label === k).length / y.length,
  );
  const raw = tableOf(table.numRows, numTrees);
  const start = initialScores(shares);
  for (let i = 0; i < raw.values.length; i++) raw.values[i] = start[i % numTrees];
  const numStages = wholeNumber(reader, "n_estimators", 1);
  const estimators: SkObject[] = [];
  for (let stage = 0; stage < numStages; stage++) estimators.push(...fitStage(set, raw, plan));
  return {
    kind: "object",
    type: GRADIENT_BOOSTING,
    state: {
      ...reader.all,
      random_state: seed,
      n_features_in_: table.numColumns,
      classes_: int64Array(classes),
      n_classes_: classes.length,
      _loss: {
        kind: "object",
        type: `sklearn.ensemble._gb_losses.${numTrees === 1 ? "BinomialDeviance" : "MultinomialDeviance"}`,
        state: { K: numTrees },
      },
      max_features_: plan.options.maxFeatures,
      init_: priorObject(classes, shares, table.numColumns),
      n_estimators_: numStages,
      estimators_: { kind: "objects", shape: [numStages, numTrees], items: estimators },
    },
  };
}

/** What is predicted before the first tree. */
function initialScores(shares: Float64Array): Float64Array {
  const kept = shares.map((p) => Math.min(1 - SMALLEST_SHARE, Math.max(SMALLEST_SHARE, p)));
  return kept.length === 2
    ? Float64Array.of(Math.log(kept[1] / (1 - kept[1])))
    : kept.map(Math.log);
}

function priorObject(classes: Int32Array, shares: Float64Array, numFeatures: number): SkObject {
  return {
    kind: "object",
    type: "sklearn.dummy.DummyClassifier",
    state: {
      strategy: "prior",
      random_state: null,
      constant: null,
      _strategy: "prior",
      sparse_output_: false,
      n_features_in_: numFeatures,
      n_outputs_: 1,
      classes_: int64Array(classes.map((_, i) => i)),
      n_classes_: { kind: "scalar", dtype: "int64", value: classes.length },
      class_prior_: float64Array(shares),
    },
  };
}

interface StagePlan {
  readonly rate: number;
  readonly subsample: number;
  readonly kind: "friedman_mse" | "squared_error";
  readonly options: ReturnType<typeof growOptions>;
  readonly params: Parameters;
  readonly random: RandomState;
}

/** One tree per score; `raw` [row × score] takes their predictions in. */
function fitStage({ table, y }: TrainingSet, raw: Table, plan: StagePlan): SkObject[] {
  const inBag = sampleMask(table.numRows, plan.subsample, plan.random);
  const numTrees = raw.numColumns;
  const shares = numTrees === 1 ? logistic(raw) : softmaxRows(raw);
  const out: SkObject[] = [];
  for (let k = 0; k < numTrees; k++) {
    const target = Float64Array.from(y, (label) =>
      Number(numTrees === 1 ? label === 1 : label === k),
    );
    const residual = target.map((value, row) => value - shares.values[row * numTrees + k]);
    const factor = numTrees === 1 ? 1 : (numTrees - 1) / numTrees;
    let leaves: Int32Array = new Int32Array(0);
    const relabel = (nodes: TreeNodes): void => {
      leaves = leavesOf(nodes, table);
      setLeafValues(nodes, { leaves, target, residual, inBag, factor });
    };
    const { object, nodes } = valueTree(table, residual, inBag, plan, plan.random, relabel);
    for (let row = 0; row < leaves.length; row++) {
      raw.values[row * numTrees + k] += plan.rate * nodes.values[leaves[row]];
    }
    out.push(object);
  }
  return out;
}

/** One Newton step in every leaf. */
function setLeafValues(
  nodes: TreeNodes,
  at: {
    readonly leaves: Int32Array;
    readonly target: Float64Array;
    readonly residual: Float64Array;
    readonly inBag: Float64Array;
    readonly factor: number;
  },
): void {
  const slope = new Float64Array(nodes.values.length);
  const curvature = new Float64Array(nodes.values.length);
  for (let row = 0; row < at.leaves.length; row++) {
    if (at.inBag[row] === 0) continue;
    const residual = at.residual[row];
    slope[at.leaves[row]] += residual;
    curvature[at.leaves[row]] += (at.target[row] - residual) * (1 - at.target[row] + residual);
  }
  for (let node = 0; node < slope.length; node++) {
    if (nodes.left[node] !== -1) continue;
    const flat = Math.abs(curvature[node]) < 1e-150;
    nodes.values[node] = flat ? 0 : (slope[node] * at.factor) / curvature[node];
  }
}

/** [row], 1 for rows that this stage sees. */
function sampleMask(numRows: number, share: number, random: RandomState): Float64Array {
  const mask = new Float64Array(numRows).fill(1);
  if (share >= 1) return mask;
  const wanted = Math.max(1, Math.trunc(share * numRows));
  const draws = mask.map(() => random.random());
  let taken = 0;
  for (let i = 0; i < numRows; i++) {
    mask[i] = Number(draws[i] * (numRows - i) < wanted - taken);
    taken += mask[i];
  }
  return mask;
}

/** The start plus the trees' values, as class shares. */
export function gradientBoostingClassifier(object: SkObject): Classifier {
  const classes = classesOf(object);
  const rate = numberOf(object, "learning_rate");
  const numTrees = classes.length === 2 ? 1 : classes.length;
  const trees = listOf(object, "estimators_").map((item) => {
    if (isSkObject(item)) return treeOf(item);
    throw new EphysError("CorruptFile", "the boosted trees of the model are damaged");
  });
  const exponential = object.state["loss"] === "exponential";
  const fromZero = object.state["init_"] === "zero";
  const shares = fromZero ? undefined : numbersOf(objectOf(object, "init_"), "class_prior_");
  const start = shares === undefined ? new Float64Array(numTrees) : initialScores(shares);
  if (trees.length === 0 || trees.length % numTrees !== 0) {
    throw new EphysError("CorruptFile", "the boosted trees of the model do not fit its classes");
  }
  const probabilities = (table: Table): Table => {
    const raw = tableOf(table.numRows, numTrees);
    for (let i = 0; i < raw.values.length; i++) {
      raw.values[i] = start[i % numTrees] * (exponential ? 0.5 : 1);
    }
    for (const [i, tree] of trees.entries()) {
      const leaves = tree.leaves(table);
      for (let row = 0; row < leaves.length; row++) {
        raw.values[row * numTrees + (i % numTrees)] += rate * tree.values[leaves[row]];
      }
    }
    if (numTrees > 1) return softmaxRows(raw);
    const scores = exponential ? { ...raw, values: raw.values.map((v) => 2 * v) } : raw;
    return twoColumns(logistic(scores));
  };
  return {
    classes,
    probabilities,
    predict: (table) => mostProbable(probabilities(table), classes),
  };
}

/** [1 − p, p] of one column p. */
export function twoColumns({ numRows, values }: Table): Table {
  const out = tableOf(numRows, 2);
  for (let row = 0; row < numRows; row++) {
    out.values[2 * row] = 1 - values[row];
    out.values[2 * row + 1] = values[row];
  }
  return out;
}
