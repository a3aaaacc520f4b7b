import { EphysError } from "#core/model/index.ts";
import { float64Array, int32Array, int64Array } from "../arrays.ts";
import { arrayOf, classesOf, numbersOf } from "../attributes.ts";
import { classWeights } from "../class-weights.ts";
import { logistic, softmaxRows } from "../ensemble/links.ts";
import { twoColumns } from "../ensemble/gradient-boosting.ts";
import type { Classifier, SkObject } from "../estimator.ts";
import { numberAbove, readParameters, wholeNumber, type Parameters } from "../parameters.ts";
import { checkColumns, checkFinite, tableOf, type Table } from "../table.ts";
import { mostProbable, type TrainingSet } from "../training-set.ts";
import { minimiseLogLoss, type LogLossProblem } from "./log-loss.ts";

export const LOGISTIC_REGRESSION = "sklearn.linear_model._logistic.LogisticRegression";

const DEFAULTS: Parameters = {
  penalty: "l2",
  dual: false,
  tol: 1e-4,
  C: 1,
  fit_intercept: true,
  intercept_scaling: 1,
  class_weight: null,
  random_state: null,
  solver: "lbfgs",
  max_iter: 100,
  multi_class: "auto",
  verbose: 0,
  warm_start: false,
  n_jobs: null,
  l1_ratio: null,
};

const SOLVERS = ["lbfgs", "newton-cg", "newton-cholesky", "liblinear", "sag", "saga"] as const;

/**
 * Learns a logistic regression with an L2 penalty. The optimum is unique, so one Newton iteration stands for scikit-learn's
 * solvers; what they disagree on stays: `liblinear` penalises the intercept and takes one class against the rest.
 */
export function fitLogisticRegression(set: TrainingSet, given: Parameters, seed: number): SkObject {
  const reader = readParameters("LogisticRegression", given, DEFAULTS);
  const { table, classes, y } = set;
  checkFinite(table, "logistic regression");
  if (classes.length < 2) {
    throw new EphysError(
      "InvalidParameter",
      "logistic regression needs at least two classes in what it learns from",
    );
  }
  const solver = reader.text("solver", SOLVERS);
  const penalty = reader.value("penalty") === "none" ? null : reader.value("penalty");
  if (penalty !== null && penalty !== "l2") {
    throw new EphysError(
      "Unsupported",
      `penalty must be "l2" or null, not ${JSON.stringify(penalty)}`,
      {
        penalty,
      },
    );
  }
  const oneVsRest =
    classes.length === 2 ||
    solver === "liblinear" ||
    reader.text("multi_class", ["auto", "ovr", "multinomial"]) === "ovr";
  const fitIntercept = reader.flag("fit_intercept");
  const problem: Omit<LogLossProblem, "target" | "numScores"> = {
    table,
    weights: classWeights(y, classes.length, reader.optionalText("class_weight")),
    strength: penalty === null ? 0 : 1 / numberAbove(reader, "C", 0),
    fitIntercept,
    interceptPenalty: solver === "liblinear" ? 1 / reader.number("intercept_scaling") ** 2 : 0,
    tolerance: Math.min(1e-8, numberAbove(reader, "tol", 0)),
    maxIterations: Math.max(100, wholeNumber(reader, "max_iter", 0)),
  };
  const fits = oneVsRest
    ? oneVsRestTargets(y, classes.length).map((target) =>
        minimiseLogLoss({ ...problem, target, numScores: 1 }),
      )
    : [minimiseLogLoss({ ...problem, target: y, numScores: classes.length })];
  const weights = fits.flatMap((fit) => [...fit.weights]);
  const intercepts = fits.flatMap((fit) => [...fit.intercepts]);
  return {
    kind: "object",
    type: LOGISTIC_REGRESSION,
    state: {
      ...reader.all,
      random_state: seed,
      n_features_in_: table.numColumns,
      classes_: int64Array(classes),
      coef_: float64Array(weights, [intercepts.length, table.numColumns]),
      intercept_: float64Array(intercepts),
      n_iter_: int32Array(fits.map((fit) => fit.numIterations)),
    },
  };
}

/** For each score the rows of its class; two classes have one score, for the second. */
function oneVsRestTargets(y: Int32Array, numClasses: number): Int32Array[] {
  const codes = numClasses === 2 ? [1] : Array.from({ length: numClasses }, (_, k) => k);
  return codes.map((code) => y.map((label) => Number(label === code)));
}

/** A fitted logistic regression. */
export function logisticRegression(object: SkObject): Classifier {
  const classes = classesOf(object);
  const [numScores = 0, numFeatures = 0] = arrayOf(object, "coef_").shape;
  const weights = numbersOf(object, "coef_");
  const intercepts = numbersOf(object, "intercept_");
  const isOneVsRest =
    object.state["multi_class"] === "ovr" ||
    ((object.state["multi_class"] ?? "auto") === "auto" &&
      (classes.length <= 2 || object.state["solver"] === "liblinear")) ||
    (object.state["multi_class"] === "deprecated" && classes.length <= 2);
  const scores = (table: Table): Table => {
    checkColumns(table, numFeatures, "the logistic regression");
    checkFinite(table, "logistic regression");
    const out = tableOf(table.numRows, numScores);
    for (let row = 0; row < table.numRows; row++) {
      for (let k = 0; k < numScores; k++) {
        let sum = 0;
        for (let j = 0; j < numFeatures; j++) {
          sum += table.values[row * numFeatures + j] * weights[k * numFeatures + j];
        }
        out.values[row * numScores + k] = sum + intercepts[k % intercepts.length];
      }
    }
    return out;
  };
  const probabilities = (table: Table): Table => {
    const found = scores(table);
    if (numScores === 1) {
      if (isOneVsRest) return twoColumns(logistic(found));
      // multinomial with two classes: scores −s and s
      return twoColumns(logistic({ ...found, values: found.values.map((v) => 2 * v) }));
    }
    return isOneVsRest ? normalisedRows(logistic(found)) : softmaxRows(found);
  };
  const predict = (table: Table): Int32Array => {
    const found = scores(table);
    if (numScores > 1) return mostProbable(found, classes);
    return Int32Array.from(found.values, (score) => classes[score > 0 ? 1 : 0]);
  };
  return { classes, probabilities, predict };
}

function normalisedRows({ numRows, numColumns, values }: Table): Table {
  const out = new Float64Array(values.length);
  for (let row = 0; row < numRows; row++) {
    const at = row * numColumns;
    let sum = 0;
    for (let k = 0; k < numColumns; k++) sum += values[at + k];
    for (let k = 0; k < numColumns; k++) out[at + k] = values[at + k] / sum;
  }
  return { numRows, numColumns, values: out };
}
