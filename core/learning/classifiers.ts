import { EphysError } from "#core/model/index.ts";
import { fitAdaBoost } from "./ensemble/ada-boost.ts";
import { fitGradientBoosting } from "./ensemble/gradient-boosting.ts";
import { fitRandomForest } from "./ensemble/random-forest.ts";
import type { SkObject } from "./estimator.ts";
import { fitLogisticRegression } from "./linear/logistic-regression.ts";
import { fitMlp } from "./neural/mlp.ts";
import type { Parameters } from "./parameters.ts";
import { fitSvc } from "./svm/svc.ts";
import type { TrainingSet } from "./training-set.ts";

type Fit = (set: TrainingSet, params: Parameters, seed: number) => SkObject;

/** Classifiers that can be trained, by scikit-learn's names. */
const TRAINERS = {
  RandomForestClassifier: fitRandomForest,
  AdaBoostClassifier: fitAdaBoost,
  GradientBoostingClassifier: fitGradientBoosting,
  SVC: fitSvc,
  LogisticRegression: fitLogisticRegression,
  MLPClassifier: fitMlp,
} as const satisfies Readonly<Record<string, Fit>>;

export type ClassifierName = keyof typeof TRAINERS;
export const CLASSIFIER_NAMES = Object.keys(TRAINERS) as readonly ClassifierName[];

/** Packages of their own, which SpikeInterface takes when they are installed. */
const FOREIGN = ["XGBClassifier", "CatBoostClassifier", "LGBMClassifier"];

/** A known name. @throws Unsupported for classifiers of other packages, UnknownName listing the known ones */
export function classifierName(name: string): ClassifierName {
  const found = CLASSIFIER_NAMES.find((known) => known === name);
  if (found !== undefined) return found;
  const known = CLASSIFIER_NAMES.join(", ");
  if (FOREIGN.includes(name)) {
    throw new EphysError("Unsupported", `${name} is not trained here; there are ${known}`, {
      name,
    });
  }
  throw new EphysError("UnknownName", `no classifier is called "${name}"; there are ${known}`, {
    name,
  });
}

/** Trains a classifier. */
export function fitClassifier(
  name: ClassifierName,
  set: TrainingSet,
  params: Parameters,
  seed: number,
): SkObject {
  return TRAINERS[name](set, params, seed);
}
