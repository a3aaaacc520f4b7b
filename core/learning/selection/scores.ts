import { EphysError } from "#core/model/index.ts";

/** How well predicted classes fit the true ones, each 0 to 1. */
export interface ClassScores {
  readonly balancedAccuracy: number;
  /** mean over classes; a class that is never predicted counts 0 */
  readonly precision: number;
  /** mean over the classes that occur in either; a class that never occurs counts 0 */
  readonly recall: number;
}

interface Counts {
  readonly truth: number;
  readonly predicted: number;
  readonly hits: number;
}

function countClasses(truth: Int32Array, predicted: Int32Array): Counts[] {
  const labels = [...new Set([...truth, ...predicted])].sort((a, b) => a - b);
  return labels.map((label) => {
    let [numTrue, numPredicted, hits] = [0, 0, 0];
    for (let i = 0; i < truth.length; i++) {
      if (truth[i] === label) numTrue++;
      if (predicted[i] === label) numPredicted++;
      if (truth[i] === label && predicted[i] === label) hits++;
    }
    return { truth: numTrue, predicted: numPredicted, hits };
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);

/** Balanced accuracy, and precision and recall averaged over classes (scikit-learn's "macro"). */
export function classScores(truth: Int32Array, predicted: Int32Array): ClassScores {
  const counts = countClasses(truth, predicted);
  return {
    balancedAccuracy: mean(counts.filter((c) => c.truth > 0).map((c) => c.hits / c.truth)),
    precision: mean(counts.map((c) => ratio(c.hits, c.predicted))),
    recall: mean(counts.map((c) => ratio(c.hits, c.truth))),
  };
}

type Scorer = (truth: Int32Array, predicted: Int32Array) => number;

const f1 = ({ truth, predicted, hits }: Counts): number => ratio(2 * hits, truth + predicted);

function weighted(value: (counts: Counts) => number): Scorer {
  return (truth, predicted) =>
    countClasses(truth, predicted).reduce((sum, c) => sum + value(c) * c.truth, 0) / truth.length;
}

const accuracy: Scorer = (truth, predicted) => {
  let hits = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === predicted[i]) hits++;
  return hits / truth.length;
};

/** The class of the larger code counts as found. */
function positive(value: (counts: Counts) => number): Scorer {
  return (truth, predicted) => {
    const counts = countClasses(truth, predicted);
    if (counts.length > 2) {
      throw new EphysError(
        "InvalidParameter",
        "this scoring is for two classes: use its _macro or _weighted form",
      );
    }
    return value(counts[counts.length - 1]);
  };
}

const precisionOf = (c: Counts): number => ratio(c.hits, c.predicted);
const recallOf = (c: Counts): number => ratio(c.hits, c.truth);

const SCORERS: Readonly<Record<string, Scorer>> = {
  balanced_accuracy: (t, p) => classScores(t, p).balancedAccuracy,
  accuracy,
  precision: positive(precisionOf),
  precision_macro: (t, p) => classScores(t, p).precision,
  precision_micro: accuracy,
  precision_weighted: weighted(precisionOf),
  recall: positive(recallOf),
  recall_macro: (t, p) => classScores(t, p).recall,
  recall_micro: accuracy,
  recall_weighted: weighted(recallOf),
  f1: positive(f1),
  f1_macro: (t, p) => mean(countClasses(t, p).map(f1)),
  f1_micro: accuracy,
  f1_weighted: weighted(f1),
};

/** A score by scikit-learn's name. @throws UnknownName listing the known ones */
export function scorerByName(name: string): Scorer {
  if (Object.hasOwn(SCORERS, name)) return SCORERS[name];
  throw new EphysError(
    "UnknownName",
    `no scoring is called "${name}"; there are ${Object.keys(SCORERS).join(", ")}`,
    { scoring: name },
  );
}
