import { EphysError } from "#core/model/index.ts";
import { listOf } from "./attributes.ts";
import { ADA_BOOST, adaBoostClassifier } from "./ensemble/ada-boost.ts";
import { GRADIENT_BOOSTING, gradientBoostingClassifier } from "./ensemble/gradient-boosting.ts";
import { RANDOM_FOREST, randomForestClassifier } from "./ensemble/random-forest.ts";
import {
  isSkObject,
  shortType,
  type Classifier,
  type SkObject,
  type SkValue,
  type Transform,
} from "./estimator.ts";
import { LOGISTIC_REGRESSION, logisticRegression } from "./linear/logistic-regression.ts";
import { ITERATIVE_IMPUTER, iterativeImputation } from "./preprocessing/iterative-imputer.ts";
import { KNN_IMPUTER, knnImputation } from "./preprocessing/knn-imputer.ts";
import { SCALERS } from "./preprocessing/scalers.ts";
import { SIMPLE_IMPUTER, simpleImputation } from "./preprocessing/simple-imputer.ts";
import { MLP, neuralNetworkClassifier } from "./neural/mlp.ts";
import { SVC, supportVectorClassifier } from "./svm/svc.ts";
import type { Table } from "./table.ts";
import { DECISION_TREE_CLASSIFIER, decisionTreeClassifier } from "./tree/decision-tree.ts";

const PIPELINE = "sklearn.pipeline.Pipeline";

const TRANSFORMS: Readonly<Record<string, (object: SkObject) => Transform>> = {
  [SIMPLE_IMPUTER]: simpleImputation,
  [KNN_IMPUTER]: knnImputation,
  [ITERATIVE_IMPUTER]: iterativeImputation,
  ...SCALERS,
};

const CLASSIFIERS: Readonly<Record<string, (object: SkObject) => Classifier>> = {
  [LOGISTIC_REGRESSION]: logisticRegression,
  [DECISION_TREE_CLASSIFIER]: decisionTreeClassifier,
  "sklearn.tree._classes.ExtraTreeClassifier": decisionTreeClassifier,
  [RANDOM_FOREST]: randomForestClassifier,
  "sklearn.ensemble._forest.ExtraTreesClassifier": randomForestClassifier,
  [GRADIENT_BOOSTING]: gradientBoostingClassifier,
  [ADA_BOOST]: adaBoostClassifier,
  [SVC]: supportVectorClassifier,
  [MLP]: neuralNetworkClassifier,
};

/** How a fitted imputer or scaler changes a table. @throws Unsupported naming its type */
export function transformOf(object: SkObject): Transform {
  if (Object.hasOwn(TRANSFORMS, object.type)) return TRANSFORMS[object.type](object);
  throw new EphysError("Unsupported", `a model cannot transform with ${object.type}`, {
    type: object.type,
  });
}

/** What a fitted classifier says of a table. @throws Unsupported naming its type */
export function classifierOf(object: SkObject): Classifier {
  if (Object.hasOwn(CLASSIFIERS, object.type)) return CLASSIFIERS[object.type](object);
  throw new EphysError("Unsupported", `a model cannot classify with ${object.type}`, {
    type: object.type,
  });
}

/** A model: transforms, then a classifier. */
export interface FittedPipeline {
  readonly object: SkObject;
  /** name and class of each step */
  readonly steps: readonly (readonly [name: string, type: string])[];
  readonly numFeatures: number;
  /** metrics in the order of the columns; undefined when it was fitted without names */
  readonly featureNames?: readonly string[];
  readonly classifier: Classifier;
  /** The table as the classifier sees it. */
  transform(table: Table): Table;
}

/** A pipeline of steps, as scikit-learn's object. */
export function pipelineObject(steps: readonly (readonly [string, SkObject])[]): SkObject {
  return {
    kind: "object",
    type: PIPELINE,
    state: {
      steps: steps.map(([name, step]): SkValue => ({ kind: "tuple", items: [name, step] })),
      memory: null,
      verbose: false,
    },
  };
}

/** A loaded or trained model ready to predict. @throws Unsupported when it is no pipeline that ends in a classifier */
export function pipelineOf(value: SkValue): FittedPipeline {
  if (!isSkObject(value) || value.type !== PIPELINE) {
    throw new EphysError(
      "Unsupported",
      `the model is ${isSkObject(value) ? `a ${value.type}` : "no estimator"}; a scikit-learn Pipeline is expected`,
    );
  }
  const steps = listOf(value, "steps").map(stepOf);
  const last = steps.at(-1);
  const [first] = steps;
  if (last === undefined || first === undefined) {
    throw new EphysError("CorruptFile", "the pipeline of the model has no steps");
  }
  const transforms = steps.slice(0, -1).flatMap(([, step]) => (step ? [transformOf(step)] : []));
  if (last[1] === undefined) {
    throw new EphysError("Unsupported", "the pipeline of the model does not end in a classifier");
  }
  const classifier = classifierOf(last[1]);
  const source = first[1] ?? last[1];
  const names = source.state["feature_names_in_"];
  const featureNames =
    names === undefined ? undefined : listOf(source, "feature_names_in_").map(String);
  return {
    object: value,
    steps: steps.map(([name, step]) => [name, step ? shortType(step.type) : "passthrough"]),
    numFeatures: Number(source.state["n_features_in_"] ?? featureNames?.length ?? 0),
    ...(featureNames && { featureNames }),
    classifier,
    transform: (table) => transforms.reduce((at, step) => step.apply(at), table),
  };
}

function stepOf(item: SkValue): readonly [string, SkObject | undefined] {
  const parts =
    typeof item === "object" && item !== null && "kind" in item && item.kind === "tuple"
      ? item.items
      : [];
  const [name, step] = parts;
  if (typeof name === "string" && isSkObject(step)) return [name, step];
  if (typeof name === "string" && (step === "passthrough" || step === null))
    return [name, undefined];
  throw new EphysError(
    "CorruptFile",
    "a step of the model's pipeline is no pair of name and estimator",
  );
}
