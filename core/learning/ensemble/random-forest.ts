import { EphysError } from "#core/model/index.ts";
import { int64Array } from "../arrays.ts";
import { classesOf, objectsOf } from "../attributes.ts";
import { classWeights } from "../class-weights.ts";
import type { Classifier, SkObject } from "../estimator.ts";
import { readParameters, wholeNumber, type Parameters } from "../parameters.ts";
import { RandomState } from "../random-state.ts";
import { tableOf, type Table } from "../table.ts";
import { mostProbable, type TrainingSet } from "../training-set.ts";
import { classTree, growOptions, TREE_DEFAULTS } from "../tree/decision-tree.ts";
import { treeOf, treeProbabilities } from "../tree/tree-object.ts";

export const RANDOM_FOREST = "sklearn.ensemble._forest.RandomForestClassifier";

/** Seeds of single trees lie below this. */
const SEED_END = 2 ** 31 - 1;

const DEFAULTS: Parameters = {
  n_estimators: 100,
  criterion: "gini",
  ...TREE_DEFAULTS,
  max_features: "sqrt",
  bootstrap: true,
  oob_score: false,
  n_jobs: null,
  random_state: null,
  verbose: 0,
  warm_start: false,
  class_weight: null,
  max_samples: null,
};

/** Learns a forest; the same seed gives scikit-learn's trees. */
export function fitRandomForest(set: TrainingSet, given: Parameters, seed: number): SkObject {
  const reader = readParameters("RandomForestClassifier", given, DEFAULTS);
  const numTrees = wholeNumber(reader, "n_estimators", 1);
  const criterion = reader.text("criterion", ["gini", "entropy", "log_loss"]);
  const bootstrap = reader.flag("bootstrap");
  const { numRows, numColumns } = set.table;
  const numDrawn = bootstrap ? drawCount(reader.optionalNumber("max_samples"), numRows) : numRows;
  const weighting = reader.optionalText("class_weight");
  const perTree = weighting === "balanced_subsample" && bootstrap;
  const numClasses = set.classes.length;
  const common = classWeights(
    set.y,
    numClasses,
    perTree ? undefined : weighting === "balanced_subsample" ? "balanced" : weighting,
  );
  const options = growOptions(reader, numRows, numColumns);
  const random = new RandomState(seed);
  const seeds = Array.from({ length: numTrees }, () => random.randint(0, SEED_END));
  const own = ownParameters(reader.all);
  const plan = { kind: criterion, options, params: own };
  const encoded = { ...set, classes: Int32Array.from(set.classes, (_, i) => i) };
  const estimators = seeds.map((treeSeed) => {
    let weights = common;
    if (bootstrap) {
      const drawn = drawRows(treeSeed, numRows, numDrawn);
      const balance = perTree ? classWeights(set.y, numClasses, "balanced", drawn) : undefined;
      weights = bootstrapWeights(common, drawn, balance);
    }
    return classTree(encoded, weights, plan, new RandomState(treeSeed), treeSeed);
  });
  return {
    kind: "object",
    type: RANDOM_FOREST,
    state: {
      estimator: {
        kind: "object",
        type: "sklearn.tree._classes.DecisionTreeClassifier",
        state: templateState(reader.all),
      },
      ...reader.all,
      random_state: seed,
      base_estimator: "deprecated",
      estimator_params: { kind: "tuple", items: Object.keys(own).concat("random_state") },
      n_features_in_: numColumns,
      n_outputs_: 1,
      classes_: int64Array(set.classes),
      n_classes_: numClasses,
      estimators_: estimators,
    },
  };
}

/** Parameters that a forest hands to its trees. */
function ownParameters(all: Parameters): Parameters {
  const names = ["criterion", ...Object.keys(TREE_DEFAULTS)];
  return Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
}

function templateState(all: Parameters): Parameters {
  return {
    ...ownParameters(all),
    ...TREE_DEFAULTS,
    criterion: "gini",
    splitter: "best",
    class_weight: null,
    random_state: null,
  };
}

function drawCount(asked: number | undefined, numRows: number): number {
  if (asked === undefined) return numRows;
  if (Number.isInteger(asked) && asked >= 1 && asked <= numRows) return asked;
  if (asked > 0 && asked <= 1) return Math.max(1, Math.round(numRows * asked));
  throw new EphysError(
    "InvalidParameter",
    `max_samples must be a share or a count up to ${String(numRows)}, not ${String(asked)}`,
    { max_samples: asked },
  );
}

function drawRows(seed: number, numRows: number, count: number): Int32Array {
  const random = new RandomState(seed);
  return Int32Array.from({ length: count }, () => random.randint(0, numRows));
}

/** How often each row was drawn, times its weight. */
function bootstrapWeights(
  common: Float64Array,
  drawn: Int32Array,
  balance: Float64Array | undefined,
): Float64Array {
  const counts = new Float64Array(common.length);
  for (const row of drawn) counts[row]++;
  return counts.map((count, row) => common[row] * count * (balance?.[row] ?? 1));
}

/** The mean of the trees' class shares. */
export function randomForestClassifier(object: SkObject): Classifier {
  const trees = objectsOf(object, "estimators_").map(treeOf);
  const classes = classesOf(object);
  if (trees.length === 0) {
    throw new EphysError("CorruptFile", "the forest of the model has no trees");
  }
  const probabilities = (table: Table): Table => {
    const sum = tableOf(table.numRows, classes.length);
    for (const tree of trees) {
      const { values } = treeProbabilities(tree, table);
      for (let i = 0; i < values.length; i++) sum.values[i] += values[i];
    }
    for (let i = 0; i < sum.values.length; i++) sum.values[i] /= trees.length;
    return sum;
  };
  return {
    classes,
    probabilities,
    predict: (table) => mostProbable(probabilities(table), classes),
  };
}
