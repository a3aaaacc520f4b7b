import { int64Array } from "../arrays.ts";
import { classesOf } from "../attributes.ts";
import type { Classifier, SkObject } from "../estimator.ts";
import {
  numberAbove,
  readParameters,
  wholeNumber,
  type ParameterReader,
  type Parameters,
} from "../parameters.ts";
import type { RandomState } from "../random-state.ts";
import { mostProbable, type TrainingSet } from "../training-set.ts";
import { EphysError } from "#core/model/index.ts";
import {
  classCriterion,
  valueCriterion,
  type ClassCriterion,
  type ValueCriterion,
} from "./criterion.ts";
import { growTree, type GrowOptions, type TreeNodes } from "./grow.ts";
import { treeObject, treeOf, treeProbabilities } from "./tree-object.ts";

export const DECISION_TREE_CLASSIFIER = "sklearn.tree._classes.DecisionTreeClassifier";
const DECISION_TREE_REGRESSOR = "sklearn.tree._classes.DecisionTreeRegressor";

/** Parameters that all trees share. */
export const TREE_DEFAULTS: Parameters = {
  max_depth: null,
  min_samples_split: 2,
  min_samples_leaf: 1,
  min_weight_fraction_leaf: 0,
  max_features: null,
  max_leaf_nodes: null,
  min_impurity_decrease: 0,
  ccp_alpha: 0,
};

const CLASSIFIER_DEFAULTS: Parameters = {
  criterion: "gini",
  splitter: "best",
  ...TREE_DEFAULTS,
  class_weight: null,
  random_state: null,
};

/** Limits of growth; shares of samples and features become counts. */
export function growOptions(
  reader: ParameterReader,
  numSamples: number,
  numFeatures: number,
): GrowOptions {
  if (reader.optionalNumber("max_leaf_nodes") !== undefined || reader.number("ccp_alpha") !== 0) {
    throw new EphysError(
      "Unsupported",
      "trees are grown depth first and not pruned: leave max_leaf_nodes null and ccp_alpha 0",
    );
  }
  const depth = reader.optionalNumber("max_depth");
  if (depth !== undefined) wholeNumber(reader, "max_depth", 1);
  return {
    maxDepth: depth ?? Infinity,
    minSamplesSplit: countOrShare(reader, "min_samples_split", 2, numSamples),
    minSamplesLeaf: countOrShare(reader, "min_samples_leaf", 1, numSamples),
    minWeightFractionLeaf: reader.number("min_weight_fraction_leaf"),
    minImpurityDecrease: reader.number("min_impurity_decrease"),
    maxFeatures: featureCount(reader, numFeatures),
  };
}

function countOrShare(
  reader: ParameterReader,
  name: string,
  least: number,
  numSamples: number,
): number {
  const value = numberAbove(reader, name, 0);
  if (value < 1) return Math.max(least, Math.ceil(value * numSamples));
  return wholeNumber(reader, name, least);
}

function featureCount(reader: ParameterReader, numFeatures: number): number {
  const value = reader.value("max_features");
  if (value === null) return numFeatures;
  if (value === "sqrt") return Math.max(1, Math.trunc(Math.sqrt(numFeatures)));
  if (value === "log2") return Math.max(1, Math.trunc(Math.log2(numFeatures)));
  const number = numberAbove(reader, "max_features", 0);
  if (number >= 1 && Number.isInteger(number)) return Math.min(number, numFeatures);
  return Math.max(1, Math.trunc(number * numFeatures));
}

/** How a tree is grown, and what its object says of it. */
export interface TreePlan<Kind> {
  readonly kind: Kind;
  readonly options: GrowOptions;
  readonly params: Parameters;
}

/** A grown classification tree as scikit-learn's object. @param weights [row] */
export function classTree(
  { table, y, classes }: TrainingSet,
  weights: Float64Array,
  { kind, options, params }: TreePlan<ClassCriterion>,
  random: RandomState,
  seed: number,
): SkObject {
  const nodes = growTree(
    table,
    weights,
    classCriterion(kind, y, classes.length, weights),
    options,
    random,
  );
  return {
    kind: "object",
    type: DECISION_TREE_CLASSIFIER,
    state: {
      splitter: "best",
      ...params,
      class_weight: null,
      random_state: seed,
      n_features_in_: table.numColumns,
      n_outputs_: 1,
      classes_: int64Array(classes),
      n_classes_: { kind: "scalar", dtype: "int64", value: classes.length },
      max_features_: options.maxFeatures,
      tree_: treeObject(nodes, table.numColumns, classes.length),
    },
  };
}

/** A grown regression tree; `leafValues` replaces the means of its leaves. */
export function valueTree(
  table: TrainingSet["table"],
  target: Float64Array,
  weights: Float64Array,
  { kind, options, params }: TreePlan<ValueCriterion>,
  random: RandomState,
  leafValues: (nodes: TreeNodes) => void,
): { readonly object: SkObject; readonly nodes: TreeNodes } {
  const nodes = growTree(table, weights, valueCriterion(kind, target, weights), options, random);
  leafValues(nodes);
  const object: SkObject = {
    kind: "object",
    type: DECISION_TREE_REGRESSOR,
    state: {
      splitter: "best",
      ...params,
      n_features_in_: table.numColumns,
      n_outputs_: 1,
      max_features_: options.maxFeatures,
      tree_: treeObject(nodes, table.numColumns, 1),
    },
  };
  return { object, nodes };
}

/** One decision tree. */
export function decisionTreeClassifier(object: SkObject): Classifier {
  const tree = treeOf(object);
  const classes = classesOf(object);
  return {
    classes,
    predict: (table) => mostProbable(treeProbabilities(tree, table), classes),
    probabilities: (table) => treeProbabilities(tree, table),
  };
}

/** Parameters of a single tree over its defaults. */
export function decisionTreeParameters(given: Parameters): ParameterReader {
  return readParameters("DecisionTreeClassifier", given, CLASSIFIER_DEFAULTS);
}
