import { EphysError, isEphysError } from "#core/model/index.ts";
import { fitClassifier, type ClassifierName } from "../classifiers.ts";
import type { SkObject } from "../estimator.ts";
import type { Parameters } from "../parameters.ts";
import { classifierOf } from "../pipeline.ts";
import { RandomState } from "../random-state.ts";
import { takeRows, type Table } from "../table.ts";
import { trainingSet } from "../training-set.ts";
import { scorerByName } from "./scores.ts";
import { drawCandidates, type SearchSpace } from "./spaces.ts";
import { stratifiedFolds } from "./split.ts";

export interface SearchOptions {
  readonly numFolds: number;
  /** most candidates */
  readonly numIterations: number;
  /** scikit-learn's name of a score */
  readonly scoring: string;
  /** of the classifier */
  readonly seed: number;
  /** of the draw of candidates */
  readonly searchSeed: number;
  /** called after each candidate with the share that is done */
  readonly onCandidate?: (fraction: number) => void;
}

export interface SearchResult {
  /** trained on all rows with the best parameters */
  readonly classifier: SkObject;
  readonly params: Parameters;
  /** mean over folds */
  readonly score: number;
}

/**
 * Tries parameters by stratified cross-validation and trains with the best (the first of equals). A candidate that cannot
 * be trained loses; when all fail, their reason is thrown.
 * @param codes [row]
 */
export function searchParameters(
  name: ClassifierName,
  table: Table,
  codes: Int32Array,
  spaces: readonly SearchSpace[],
  options: SearchOptions,
): SearchResult {
  const score = scorerByName(options.scoring);
  const folds = stratifiedFolds(codes, options.numFolds).map(({ train, test }) => ({
    train: trainingSet(takeRows(table, train), takeCodes(codes, train)),
    test: takeRows(table, test),
    truth: takeCodes(codes, test),
  }));
  const candidates = drawCandidates(
    spaces,
    options.numIterations,
    new RandomState(options.searchSeed),
  );
  let best: { readonly params: Parameters; readonly score: number } | undefined;
  let failure: EphysError | undefined;
  for (const [i, params] of candidates.entries()) {
    try {
      let sum = 0;
      for (const { train, test, truth } of folds) {
        const classifier = classifierOf(fitClassifier(name, train, params, options.seed));
        sum += score(truth, classifier.predict(test));
      }
      const mean = sum / folds.length;
      if (best === undefined || mean > best.score) best = { params, score: mean };
    } catch (error) {
      if (!isEphysError(error)) throw error;
      failure = error;
    }
    options.onCandidate?.((i + 1) / candidates.length);
  }
  if (best === undefined) {
    throw (
      failure ??
      new EphysError("InvalidParameter", "there are no candidates to search: n_iter is 0")
    );
  }
  const all = trainingSet(table, codes);
  return { ...best, classifier: fitClassifier(name, all, best.params, options.seed) };
}

function takeCodes(codes: Int32Array, rows: Int32Array): Int32Array {
  return Int32Array.from(rows, (row) => codes[row]);
}
