import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import type { DataTable } from "#core/analyzer/index.ts";
import {
  classifierOf,
  classScores,
  fitImputer,
  fitScaler,
  pipelineObject,
  RandomState,
  roundToFloat32,
  searchParameters,
  stratifiedSplit,
  takeRows,
  transformOf,
  type ClassifierName,
  type ClassScores,
  type Parameters,
  type ScalingTechnique,
  type SearchSpace,
  type SkObject,
  type Table,
} from "#core/learning/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { codeLabels, type CodedLabels, type Label } from "./labels.ts";
import { modelTable } from "./metric-table.ts";

export interface TrainOptions {
  /** metrics to learn from */
  readonly metricNames: readonly string[];
  readonly imputation: readonly string[];
  readonly scaling: readonly ScalingTechnique[];
  readonly classifiers: ReadonlyMap<ClassifierName, readonly SearchSpace[]>;
  /** share of units that are kept to test on */
  readonly testSize: number;
  /** whole number from 0 to 2^32 − 1 */
  readonly seed: number;
  readonly search: {
    readonly numFolds: number;
    readonly numIterations: number;
    readonly scoring: string;
    readonly seed: number;
  };
}

/** How well one way to build a model did on the units kept to test on. */
export interface ModelScore extends ClassScores {
  readonly modelId: number;
  readonly classifier: ClassifierName;
  readonly imputation: string;
  /** class of the scaler */
  readonly scaler: string;
  readonly bestParams: Parameters;
}

export interface TrainedModel {
  /** the best, as scikit-learn's pipeline of imputer, scaler and classifier */
  readonly pipeline: SkObject;
  /** best first */
  readonly scores: readonly ModelScore[];
  readonly labels: CodedLabels;
  /** what it learnt from, [unit × metric] */
  readonly table: Table;
  readonly metricNames: readonly string[];
  /** how the metrics were computed */
  readonly metricParams: JsonObject;
}

interface Candidate {
  readonly score: ModelScore;
  readonly steps: readonly (readonly [string, SkObject])[];
}

/**
 * Trains models that tell units' labels from their metrics: every imputation × scaling × classifier, parameters searched
 * by stratified cross-validation, judged on a stratified share of units kept aside. The pipeline holds imputer and scaler
 * as learnt on the training units.
 * @param labels [unit], in the rows' order
 * @throws InvalidParameter, InvalidValue
 */
export function trainModel(
  metrics: DataTable,
  labels: readonly Label[],
  metricParams: JsonObject,
  options: TrainOptions,
  ctx: Pick<ComputeContext, "report" | "cancel">,
): TrainedModel {
  const coded = codeLabels(labels);
  const table = modelTable(metrics, options.metricNames);
  if (labels.length !== table.numRows) {
    throw new EphysError(
      "InvalidParameter",
      `there are ${String(labels.length)} labels for ${String(table.numRows)} units`,
      { labels: labels.length, units: table.numRows },
    );
  }
  if (options.metricNames.length === 0) {
    throw new EphysError("InvalidParameter", "there is no metric to learn from");
  }
  const candidates = tryAll(table, coded.codes, options, ctx);
  const ranked = [...candidates].sort(
    (a, b) => b.score.balancedAccuracy - a.score.balancedAccuracy,
  );
  const [best] = ranked;
  if (best === undefined) {
    throw new EphysError(
      "InvalidParameter",
      "name at least one imputation, one scaling and one classifier to try",
    );
  }
  return {
    pipeline: pipelineObject(best.steps),
    scores: ranked.map(({ score }) => score),
    labels: coded,
    table,
    metricNames: options.metricNames,
    metricParams,
  };
}

function tryAll(
  table: Table,
  codes: Int32Array,
  options: TrainOptions,
  ctx: Pick<ComputeContext, "report" | "cancel">,
): Candidate[] {
  const classes = [...new Set(codes)].sort((a, b) => a - b);
  const positions = Int32Array.from(codes, (code) => classes.indexOf(code));
  const split = stratifiedSplit(
    positions,
    classes.length,
    options.testSize,
    new RandomState(options.seed),
  );
  const take = (rows: Int32Array) => ({
    table: takeRows(table, rows),
    codes: Int32Array.from(rows, (row) => codes[row]),
  });
  const parts = { train: take(split.train), test: take(split.test) };
  const plans = options.imputation.flatMap((imputation) =>
    options.scaling.flatMap((scaling) =>
      [...options.classifiers].map(([name, spaces]) => ({ imputation, scaling, name, spaces })),
    ),
  );
  const imputers = new Map<string, SkObject>();
  return plans.map((plan, modelId) => {
    const { imputation } = plan;
    const imputer =
      imputers.get(imputation) ??
      withNames(fitImputer(imputation, parts.train.table, options.seed), options.metricNames);
    imputers.set(imputation, imputer);
    const report = (fraction: number): void => {
      throwIfCancelled(ctx.cancel);
      ctx.report({ step: "train models", fraction: (modelId + fraction) / plans.length });
    };
    report(0);
    return tryOne({ ...plan, imputer, modelId }, parts, options, report);
  });
}

interface Plan {
  readonly imputation: string;
  readonly scaling: ScalingTechnique;
  readonly name: ClassifierName;
  readonly spaces: readonly SearchSpace[];
  readonly imputer: SkObject;
  readonly modelId: number;
}

interface Part {
  readonly table: Table;
  readonly codes: Int32Array;
}

function tryOne(
  plan: Plan,
  { train, test }: { readonly train: Part; readonly test: Part },
  options: TrainOptions,
  onCandidate: (fraction: number) => void,
): Candidate {
  const impute = transformOf(plan.imputer);
  const imputed = roundToFloat32(impute.apply(train.table));
  const scaler = fitScaler(plan.scaling, imputed);
  const scale = transformOf(scaler);
  const seen = roundToFloat32(scale.apply(imputed));
  const found = searchParameters(plan.name, seen, train.codes, plan.spaces, {
    numFolds: options.search.numFolds,
    numIterations: options.search.numIterations,
    scoring: options.search.scoring,
    seed: options.seed,
    searchSeed: options.search.seed,
    onCandidate,
  });
  const tested = roundToFloat32(scale.apply(roundToFloat32(impute.apply(test.table))));
  const scores = classScores(test.codes, classifierOf(found.classifier).predict(tested));
  return {
    score: {
      ...scores,
      modelId: plan.modelId,
      classifier: plan.name,
      imputation: plan.imputation,
      scaler: scaler.type.slice(scaler.type.lastIndexOf(".") + 1),
      bestParams: found.params,
    },
    steps: [
      ["imputer", plan.imputer],
      ["scaler", scaler],
      ["classifier", found.classifier],
    ],
  };
}

/** The imputer with the names of the metrics, in which tables are given to the model. */
function withNames(imputer: SkObject, names: readonly string[]): SkObject {
  const feature_names_in_ = { kind: "objects", shape: [names.length], items: names } as const;
  return { ...imputer, state: { feature_names_in_, ...imputer.state } };
}
