import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject, type JsonValue, type UnitId } from "#core/model/index.ts";
import { withSortingMetadata, type Sorting } from "#core/sorting/index.ts";
import type { NdArray } from "#core/array/index.ts";
import { loadModel, type LoadedModel, type LoadModelOptions } from "./load-model.ts";
import {
  equalJson,
  METRIC_EXTENSIONS,
  metricNamesOf,
  metricParamsOf,
  metricsOf,
  modelTable,
} from "./metric-table.ts";
import { labelConversion } from "./model-info.ts";

export interface LabelOptions {
  /** code → label; default: what the model says */
  readonly conversion?: ReadonlyMap<number, JsonValue>;
  /** refuse metrics that were computed with other parameters than the model's */
  readonly enforceMetricParams?: boolean;
  readonly log?: (message: string) => void;
}

/** What a model says of the units. */
export interface UnitLabels {
  readonly unitIds: readonly UnitId[];
  /** [unit] */
  readonly labels: readonly JsonValue[];
  /** [unit], of the predicted label */
  readonly probabilities: Float64Array;
  /** the sorting with the properties classifier_label and classifier_probability */
  readonly sorting: Sorting;
}

/**
 * Labels an analyzer's units by a model in a folder (SpikeInterface's auto_label_units).
 * @throws MissingExtension, InvalidParameter (metrics that are absent or were computed differently) and what loading throws
 */
export async function labelUnits(
  analyzer: SortingAnalyzer,
  modelFolder: string,
  options: LabelOptions & LoadModelOptions,
  ctx: CoreContext,
): Promise<UnitLabels> {
  return labelUnitsBy(analyzer, await loadModel(modelFolder, options, ctx), options);
}

/** As `labelUnits`, by a model that is loaded. */
export function labelUnitsBy(
  analyzer: SortingAnalyzer,
  { pipeline, info }: LoadedModel,
  options: LabelOptions = {},
): UnitLabels {
  const { featureNames, classifier } = pipeline;
  if (featureNames === undefined) {
    throw new EphysError(
      "InvalidParameter",
      "the model does not name the metrics it was trained on: train it on a table with column names",
    );
  }
  if (info?.metric_params !== undefined) checkMetricParams(analyzer, info.metric_params, options);
  const metrics = metricsOf(analyzer);
  const seen = pipeline.transform(modelTable(metrics, featureNames));
  const codes = classifier.predict(seen);
  const shares = classifier.probabilities?.(seen);
  if (shares === undefined) {
    throw new EphysError(
      "Unsupported",
      "the model's classifier gives no probabilities: train it with probability switched on",
    );
  }
  const conversion = options.conversion ?? labelConversion(info);
  const labels = Array.from(codes, (code) => labelOf(code, conversion));
  const probabilities = Float64Array.from(codes, (_, row) =>
    shares.values
      .subarray(row * shares.numColumns, (row + 1) * shares.numColumns)
      .reduce((most, share) => Math.max(most, share), 0),
  );
  const order = analyzer.sorting.unitIds.map((id) => metrics.index.map(String).indexOf(String(id)));
  if (order.includes(-1)) {
    throw new EphysError(
      "InvalidValue",
      `unit ${String(analyzer.sorting.unitIds[order.indexOf(-1)])} has no metrics; compute them for all units`,
    );
  }
  const own = order.map((row) => labels[row]);
  const ownShares = Float64Array.from(order, (row) => probabilities[row]);
  const properties = new Map<string, NdArray>([
    ["classifier_label", propertyOf(own)],
    ["classifier_probability", { dtype: "float64", shape: [own.length], data: ownShares }],
  ]);
  return {
    unitIds: analyzer.sorting.unitIds,
    labels: own,
    probabilities: ownShares,
    sorting: withSortingMetadata(analyzer.sorting, { properties }),
  };
}

function labelOf(code: number, conversion: ReadonlyMap<number, JsonValue> | undefined): JsonValue {
  if (conversion === undefined) return code;
  const label = conversion.get(code);
  if (label !== undefined) return label;
  throw new EphysError(
    "InvalidParameter",
    `the model predicts ${String(code)}, for which there is no label; there are ${[...conversion.keys()].join(", ")}`,
    { code },
  );
}

function propertyOf(labels: readonly JsonValue[]): NdArray {
  const shape = [labels.length];
  if (labels.every((label) => typeof label === "number")) {
    return { dtype: "int64", shape, data: Float64Array.from(labels) };
  }
  const texts = labels.map((label) => (typeof label === "string" ? label : JSON.stringify(label)));
  return { dtype: "str", shape, data: texts };
}

function objectAt(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** Says which metrics were computed with other parameters than those that the model learnt from. */
function checkMetricParams(
  analyzer: SortingAnalyzer,
  trainedWith: JsonValue,
  { enforceMetricParams, log }: LabelOptions,
): void {
  for (const name of METRIC_EXTENSIONS) {
    const extension = analyzer.extensions.get(name);
    const trained = objectAt(objectAt(trainedWith)?.[`${name.slice(0, -1)}_params`]);
    if (extension === undefined || trained === undefined) continue;
    const known = objectAt(trained["metric_params"]) ?? {};
    const own = metricParamsOf(extension);
    const names = metricNamesOf(trained);
    const unknown = names.filter((metric) => known[metric] === undefined);
    const different = names.filter(
      (metric) => known[metric] !== undefined && !equalJson(known[metric], own[metric]),
    );
    const problems = [
      ...(different.length > 0
        ? [`computed with other parameters than the model's: ${different.join(", ")}`]
        : []),
      ...(unknown.length > 0
        ? [`the model does not say how it had computed: ${unknown.join(", ")}`]
        : []),
    ];
    for (const problem of problems) {
      if (enforceMetricParams === true) {
        throw new EphysError("InvalidParameter", `${name}: ${problem}`, { extension: name });
      }
      log?.(`${name}: ${problem}`);
    }
  }
}
