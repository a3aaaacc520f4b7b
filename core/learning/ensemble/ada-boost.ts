import { EphysError } from "#core/model/index.ts";
import { float64Array, int64Array } from "../arrays.ts";
import { classesOf, numbersOf, objectsOf } from "../attributes.ts";
import type { Classifier, SkObject } from "../estimator.ts";
import { numberAbove, readParameters, wholeNumber, type Parameters } from "../parameters.ts";
import { RandomState } from "../random-state.ts";
import { tableOf, type Table } from "../table.ts";
import { argmaxRows, mostProbable, type TrainingSet } from "../training-set.ts";
import { classTree, decisionTreeParameters, growOptions } from "../tree/decision-tree.ts";
import { treeOf, treeProbabilities } from "../tree/tree-object.ts";
import { softmaxRows } from "./links.ts";

export const ADA_BOOST = "sklearn.ensemble._weight_boosting.AdaBoostClassifier";

const DEFAULTS: Parameters = {
  n_estimators: 50,
  learning_rate: 1,
  algorithm: "SAMME.R",
  random_state: null,
};

type Algorithm = "SAMME" | "SAMME.R";

/** Learns boosted stumps; the same seed gives scikit-learn's. */
export function fitAdaBoost(set: TrainingSet, given: Parameters, seed: number): SkObject {
  const reader = readParameters("AdaBoostClassifier", given, DEFAULTS);
  const count = wholeNumber(reader, "n_estimators", 1);
  const rate = numberAbove(reader, "learning_rate", 0);
  const algorithm = reader.text("algorithm", ["SAMME", "SAMME.R"]);
  const stump = decisionTreeParameters({ max_depth: 1 });
  const options = growOptions(stump, set.table.numRows, set.table.numColumns);
  const plan = { kind: "gini", options, params: stump.all } as const;
  const random = new RandomState(seed);
  const n = set.table.numRows;
  let weights: Float64Array = new Float64Array(n).fill(1 / n);
  const estimators: SkObject[] = [];
  const estimatorWeights = new Float64Array(count);
  const errors = new Float64Array(count).fill(1);
  for (let i = 0; i < count; i++) {
    weights = weights.map((w) => Math.max(w, Number.EPSILON));
    const own = random.randint(0, 2 ** 31 - 1);
    const tree = classTree(set, weights, plan, new RandomState(own), own);
    const boosted = boost(set, tree, weights, { algorithm, rate, isLast: i === count - 1 });
    if (boosted === undefined) {
      if (estimators.length > 0) break;
      throw new EphysError(
        "InvalidValue",
        "AdaBoost cannot start: its first stump is no better than chance",
      );
    }
    estimators.push(tree);
    estimatorWeights[i] = boosted.weight;
    errors[i] = boosted.error;
    if (boosted.error === 0) break;
    const sum = boosted.weights.reduce((a, b) => a + b, 0);
    if (!Number.isFinite(sum) || sum <= 0) break;
    weights = i < count - 1 ? boosted.weights.map((w) => w / sum) : boosted.weights;
  }
  return {
    kind: "object",
    type: ADA_BOOST,
    state: {
      estimator: null,
      ...reader.all,
      base_estimator: "deprecated",
      random_state: seed,
      n_features_in_: set.table.numColumns,
      estimator_: {
        kind: "object",
        type: "sklearn.tree._classes.DecisionTreeClassifier",
        state: stump.all,
      },
      estimators_: estimators,
      estimator_weights_: float64Array(estimatorWeights),
      estimator_errors_: float64Array(errors),
      classes_: int64Array(set.classes),
      n_classes_: set.classes.length,
    },
  };
}

interface Boosted {
  readonly weights: Float64Array;
  readonly weight: number;
  readonly error: number;
}

function boost(
  { table, y, classes }: TrainingSet,
  tree: SkObject,
  weights: Float64Array,
  how: { readonly algorithm: Algorithm; readonly rate: number; readonly isLast: boolean },
): Boosted | undefined {
  const shares = treeProbabilities(treeOf(tree), table);
  const predicted = argmaxRows(shares);
  const total = weights.reduce((a, b) => a + b, 0);
  const numClasses = classes.length;
  let wrong = 0;
  for (let i = 0; i < y.length; i++) if (predicted[i] !== y[i]) wrong += weights[i];
  const error = wrong / total;
  if (error <= 0) return { weights, weight: 1, error: 0 };
  if (how.algorithm === "SAMME.R") {
    const next = how.isLast
      ? weights
      : weights.map((w, i) => w * Math.exp(realWeight(shares, i, y[i], how.rate)));
    return { weights: next, weight: 1, error };
  }
  if (error >= 1 - 1 / numClasses) return undefined;
  const weight = how.rate * (Math.log((1 - error) / error) + Math.log(numClasses - 1));
  const next = how.isLast
    ? weights
    : weights.map((w, i) => (predicted[i] === y[i] ? w : Math.exp(Math.log(w) + weight)));
  return { weights: next, weight, error };
}

/** The exponent by which SAMME.R changes the weight of a row. */
function realWeight(
  { numColumns, values }: Table,
  row: number,
  label: number,
  rate: number,
): number {
  let sum = 0;
  for (let k = 0; k < numColumns; k++) {
    const coding = k === label ? 1 : -1 / (numColumns - 1);
    sum += coding * Math.log(Math.max(values[row * numColumns + k], Number.EPSILON));
  }
  return -rate * ((numColumns - 1) / numColumns) * sum;
}

/** The stumps' votes as class shares. */
export function adaBoostClassifier(object: SkObject): Classifier {
  const classes = classesOf(object);
  const trees = objectsOf(object, "estimators_").map(treeOf);
  const weights = numbersOf(object, "estimator_weights_");
  const real = object.state["algorithm"] === "SAMME.R";
  const decision = (table: Table): Table => votes(trees, table, { classes, weights, real });
  const probabilities = (table: Table): Table => {
    const { values } = decision(table);
    const numClasses = classes.length;
    if (numClasses === 1) return { ...tableOf(table.numRows, 1), values: values.map(() => 1) };
    const scaled = tableOf(
      table.numRows,
      numClasses,
      values.map((v) => v / (numClasses - 1)),
    );
    if (numClasses > 2) return softmaxRows(scaled);
    // two classes: one score, half for and half against
    const pairs = tableOf(table.numRows, 2);
    for (let row = 0; row < table.numRows; row++) {
      const score = values[2 * row + 1] - values[2 * row];
      pairs.values[2 * row] = -score / 2;
      pairs.values[2 * row + 1] = score / 2;
    }
    return softmaxRows(pairs);
  };
  return { classes, probabilities, predict: (table) => mostProbable(decision(table), classes) };
}

function votes(
  trees: readonly ReturnType<typeof treeOf>[],
  table: Table,
  how: { readonly classes: Int32Array; readonly weights: Float64Array; readonly real: boolean },
): Table {
  const numClasses = how.classes.length;
  const sum = tableOf(table.numRows, numClasses);
  for (const [t, tree] of trees.entries()) {
    const shares = treeProbabilities(tree, table);
    const best = argmaxRows(shares);
    for (let row = 0; row < table.numRows; row++) {
      const at = row * numClasses;
      if (!how.real) {
        sum.values[at + best[row]] += how.weights[t];
        continue;
      }
      const logs = shares.values
        .slice(at, at + numClasses)
        .map((p) => Math.log(Math.max(p, Number.EPSILON)));
      const mean = logs.reduce((a, b) => a + b, 0) / numClasses;
      for (let k = 0; k < numClasses; k++)
        sum.values[at + k] += (numClasses - 1) * (logs[k] - mean);
    }
  }
  const total = how.weights.reduce((a, b) => a + b, 0);
  return { ...sum, values: sum.values.map((v) => v / total) };
}
