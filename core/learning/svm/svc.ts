import { EphysError } from "#core/model/index.ts";
import { float64Array, int32Array, int64Array } from "../arrays.ts";
import { arrayOf, classesOf, numberOf, numbersOf } from "../attributes.ts";
import { classWeights } from "../class-weights.ts";
import type { Classifier, SkObject } from "../estimator.ts";
import {
  numberAbove,
  readParameters,
  type ParameterReader,
  type Parameters,
} from "../parameters.ts";
import { RandomState } from "../random-state.ts";
import { checkColumns, checkFinite, takeRows, tableOf, type Table } from "../table.ts";
import type { TrainingSet } from "../training-set.ts";
import { kernelMatrix, kernelOf, KERNELS, type Kernel } from "./kernel.ts";
import { coupleShares, fitSigmoid, sigmoidShare, type Sigmoid } from "./platt.ts";
import { solveDual } from "./smo.ts";

export const SVC = "sklearn.svm._classes.SVC";

const DEFAULTS: Parameters = {
  C: 1,
  kernel: "rbf",
  degree: 3,
  gamma: "scale",
  coef0: 0,
  shrinking: true,
  probability: false,
  tol: 1e-3,
  cache_size: 200,
  class_weight: null,
  verbose: false,
  max_iter: -1,
  decision_function_shape: "ovr",
  break_ties: false,
  random_state: null,
};

interface PairPlan {
  readonly kernel: Kernel;
  /** [row], upper bound of its multiplier */
  readonly bound: Float64Array;
  readonly tolerance: number;
  readonly maxIterations: number;
}

interface PairMachine {
  /** rows of the training table */
  readonly rows: readonly number[];
  /** [row of rows] */
  readonly coefficients: Float64Array;
  readonly rho: number;
}

/** Learns a support vector machine, one against one. @throws InvalidParameter, InvalidValue */
export function fitSvc(set: TrainingSet, given: Parameters, seed: number): SkObject {
  const reader = readParameters("SVC", given, DEFAULTS);
  const { table, y, classes } = set;
  checkFinite(table, "a support vector machine");
  if (classes.length < 2) {
    throw new EphysError("InvalidParameter", "a support vector machine needs at least two classes");
  }
  const kernel = kernelFrom(reader, table);
  const strength = numberAbove(reader, "C", 0);
  const weights = classWeights(y, classes.length, reader.optionalText("class_weight"));
  const plan: PairPlan = {
    kernel,
    bound: weights.map((weight) => weight * strength),
    tolerance: numberAbove(reader, "tol", 0),
    maxIterations: reader.number("max_iter"),
  };
  const rows = Array.from(classes, (_, k) => [...y.keys()].filter((row) => y[row] === k));
  const pairs = pairsOf(classes.length);
  const machines = pairs.map(([a, b]) => fitPair(table, rows[a], rows[b], plan));
  const sigmoids = reader.flag("probability")
    ? pairs.map(([a, b]) => fitPairSigmoid(table, rows[a], rows[b], plan, new RandomState(seed)))
    : [];
  return {
    kind: "object",
    type: SVC,
    state: { ...reader.all, random_state: seed, ...fittedState(set, machines, sigmoids, kernel) },
  };
}

function kernelFrom(reader: ParameterReader, table: Table): Kernel {
  const gamma = reader.value("gamma");
  const auto = gamma === "auto" ? 1 / table.numColumns : undefined;
  return {
    name: reader.text("kernel", KERNELS),
    gamma: gamma === "scale" ? scaleGamma(table) : (auto ?? reader.number("gamma")),
    degree: reader.number("degree"),
    coef0: reader.number("coef0"),
  };
}

function scaleGamma({ numColumns, values }: Table): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return variance === 0 ? 1 : 1 / (numColumns * variance);
}

/** (0, 1), (0, 2) … (1, 2) … */
function pairsOf(numClasses: number): (readonly [number, number])[] {
  const out: (readonly [number, number])[] = [];
  for (let a = 0; a < numClasses; a++) for (let b = a + 1; b < numClasses; b++) out.push([a, b]);
  return out;
}

function fitPair(
  table: Table,
  first: readonly number[],
  second: readonly number[],
  plan: PairPlan,
): PairMachine {
  const rows = [...first, ...second];
  const solution = solveDual({
    kernel: kernelMatrix(plan.kernel, takeRows(table, rows)),
    sign: Int8Array.from(rows, (_, i) => (i < first.length ? 1 : -1)),
    bound: Float64Array.from(rows, (row) => plan.bound[row]),
    tolerance: plan.tolerance,
    maxIterations: plan.maxIterations,
  });
  return { rows, coefficients: solution.coefficients, rho: solution.rho };
}

function pairDecision(
  machine: PairMachine,
  kernel: Kernel,
  train: Table,
  table: Table,
  row: number,
): number {
  let sum = -machine.rho;
  for (const [i, other] of machine.rows.entries()) {
    const coefficient = machine.coefficients[i];
    if (coefficient !== 0) sum += coefficient * kernelOf(kernel, train, other, table, row);
  }
  return sum;
}

/** The sigmoid of decision values that were made without the row itself, in five folds. */
function fitPairSigmoid(
  table: Table,
  first: readonly number[],
  second: readonly number[],
  plan: PairPlan,
  random: RandomState,
): Sigmoid {
  const rows = [...first, ...second];
  const order = random.permutation(rows.length);
  const decisions = new Float64Array(rows.length);
  for (let fold = 0; fold < 5; fold++) {
    const from = Math.floor((fold * rows.length) / 5);
    const to = Math.floor(((fold + 1) * rows.length) / 5);
    const held = new Set(order.subarray(from, to));
    const kept = (part: readonly number[], offset: number): number[] =>
      part.filter((_, i) => !held.has(i + offset));
    const [a, b] = [kept(first, 0), kept(second, first.length)];
    const machine = a.length > 0 && b.length > 0 ? fitPair(table, a, b, plan) : undefined;
    for (const i of held) {
      decisions[i] = machine
        ? pairDecision(machine, plan.kernel, table, table, rows[i])
        : Math.sign(a.length - b.length);
    }
  }
  return fitSigmoid(
    decisions,
    rows.map((_, i) => i < first.length),
  );
}

/** Attributes in libsvm's layout: support vectors class by class, their coefficients against every other class. */
function fittedState(
  { table, y, classes }: TrainingSet,
  machines: readonly PairMachine[],
  sigmoids: readonly Sigmoid[],
  kernel: Kernel,
): SkObject["state"] {
  const pairs = pairsOf(classes.length);
  const isSupport = new Uint8Array(table.numRows);
  for (const { rows, coefficients } of machines) {
    rows.forEach((row, i) => {
      if (coefficients[i] !== 0) isSupport[row] = 1;
    });
  }
  const support = [...y.keys()]
    .filter((row) => isSupport[row] === 1)
    .sort((a, b) => y[a] - y[b] || a - b);
  const place = new Map(support.map((row, i) => [row, i]));
  const numOthers = classes.length - 1;
  const dual = new Float64Array(numOthers * support.length);
  for (const [m, [a, b]] of pairs.entries()) {
    const { rows, coefficients } = machines[m];
    rows.forEach((row, i) => {
      const at = place.get(row);
      if (at !== undefined)
        dual[(y[row] === a ? b - 1 : a) * support.length + at] = coefficients[i];
    });
  }
  const intercepts = Float64Array.from(machines, ({ rho }) => -rho);
  const flip = classes.length === 2 ? -1 : 1;
  const shape = [numOthers, support.length];
  return {
    _sparse: false,
    _gamma: kernel.gamma,
    n_features_in_: table.numColumns,
    class_weight_: float64Array(new Float64Array(classes.length).fill(1)),
    classes_: int64Array(classes),
    support_: int32Array(support),
    support_vectors_: float64Array(takeRows(table, support).values, [
      support.length,
      table.numColumns,
    ]),
    _n_support: int32Array(
      Array.from(classes, (_, k) => support.filter((row) => y[row] === k).length),
    ),
    dual_coef_: float64Array(
      dual.map((value) => flip * value),
      shape,
    ),
    intercept_: float64Array(intercepts.map((value) => flip * value)),
    _dual_coef_: float64Array(dual, shape),
    _intercept_: float64Array(intercepts),
    _probA: float64Array(sigmoids.map(({ a }) => a)),
    _probB: float64Array(sigmoids.map(({ b }) => b)),
    fit_status_: 0,
    n_iter_: int32Array(machines.map(() => 0)),
    shape_fit_: { kind: "tuple", items: [table.numRows, table.numColumns] },
  };
}

/** A fitted support vector machine. */
export function supportVectorClassifier(object: SkObject): Classifier {
  const classes = classesOf(object);
  const [numSupport = 0, numFeatures = 0] = arrayOf(object, "support_vectors_").shape;
  const vectors = tableOf(numSupport, numFeatures, numbersOf(object, "support_vectors_"));
  const name = KERNELS.find((known) => known === object.state["kernel"]);
  if (name === undefined) {
    throw new EphysError(
      "Unsupported",
      "the kernel of the model's support vector machine is not known",
    );
  }
  const gamma = numberOf(object, "_gamma");
  const kernel = {
    name,
    gamma,
    degree: numberOf(object, "degree"),
    coef0: numberOf(object, "coef0"),
  };
  const dual = numbersOf(object, "_dual_coef_");
  const intercepts = numbersOf(object, "_intercept_");
  const starts = [0];
  for (const count of numbersOf(object, "_n_support"))
    starts.push(starts[starts.length - 1] + count);
  const pairs = pairsOf(classes.length);
  const decide = (table: Table): Table => {
    checkColumns(table, numFeatures, "the support vector machine");
    checkFinite(table, "a support vector machine");
    const out = tableOf(table.numRows, pairs.length);
    const values = new Float64Array(numSupport);
    for (let row = 0; row < table.numRows; row++) {
      for (let s = 0; s < numSupport; s++) values[s] = kernelOf(kernel, vectors, s, table, row);
      for (const [m, [a, b]] of pairs.entries()) {
        let sum = intercepts[m];
        for (let s = starts[a]; s < starts[a + 1]; s++)
          sum += dual[(b - 1) * numSupport + s] * values[s];
        for (let s = starts[b]; s < starts[b + 1]; s++) sum += dual[a * numSupport + s] * values[s];
        out.values[row * pairs.length + m] = sum;
      }
    }
    return out;
  };
  const sigmoids = sigmoidsOf(object);
  const predict = (table: Table): Int32Array => votesOf(decide(table), pairs, classes);
  if (sigmoids.length !== pairs.length) return { classes, predict };
  const probabilities = (table: Table): Table =>
    sharesOf(decide(table), pairs, sigmoids, classes.length);
  return { classes, predict, probabilities };
}

function sigmoidsOf(object: SkObject): Sigmoid[] {
  if (object.state["probability"] !== true) return [];
  const b = numbersOf(object, "_probB");
  return [...numbersOf(object, "_probA")].map((a, i) => ({ a, b: b[i] }));
}

function votesOf(
  decisions: Table,
  pairs: readonly (readonly [number, number])[],
  classes: Int32Array,
): Int32Array {
  const out = new Int32Array(decisions.numRows);
  for (let row = 0; row < out.length; row++) {
    const votes = new Int32Array(classes.length);
    for (const [m, [a, b]] of pairs.entries())
      votes[decisions.values[row * pairs.length + m] > 0 ? a : b]++;
    out[row] = classes[votes.indexOf(Math.max(...votes))];
  }
  return out;
}

/** Pairs are kept off 0 and 1 by this. */
const LEAST_SHARE = 1e-7;

function sharesOf(
  decisions: Table,
  pairs: readonly (readonly [number, number])[],
  sigmoids: readonly Sigmoid[],
  numClasses: number,
): Table {
  const out = tableOf(decisions.numRows, numClasses);
  for (let row = 0; row < decisions.numRows; row++) {
    const shares = Array.from({ length: numClasses }, () => new Float64Array(numClasses));
    for (const [m, [a, b]] of pairs.entries()) {
      const share = sigmoidShare(decisions.values[row * pairs.length + m], sigmoids[m]);
      shares[a][b] = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share));
      shares[b][a] = 1 - shares[a][b];
    }
    out.values.set(coupleShares(shares), row * numClasses);
  }
  return out;
}
