import { z } from "zod";
import { tableFromCsv, type DataTable, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array } from "#core/functions/params.ts";
import { pipelineOf, tableOf, type FittedPipeline, type Table } from "#core/learning/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { loadModel } from "./load-model.ts";
import { paramsFromAnalyzers, paramsFromNames } from "./metric-params.ts";
import { metricsOf, stackTables } from "./metric-table.ts";
import { ACCURACY_COLUMNS, saveModel } from "./save-model.ts";
import { trainArguments, trainOptionsFrom } from "./train-arguments.ts";
import { trainModel, type TrainedModel } from "./train-model.ts";

/* SpikeInterface's functions for models that label units. */

/** Accepted and without effect: one job trains in one thread. */
const JOB_ARGUMENTS = Object.fromEntries(
  [
    "pool_engine",
    "n_jobs",
    "chunk_size",
    "chunk_memory",
    "total_memory",
    "chunk_duration",
    "progress_bar",
    "mp_context",
    "max_threads_per_worker",
  ].map((name) => [name, z.unknown().optional()]),
);

const loadModelFunction = defineFunction({
  name: "spikeinterface.curation.model_based_curation.load_model",
  params: z.object({
    model_folder: z.string().nullish(),
    repo_id: z.string().nullish(),
    model_name: z.string().nullish(),
    trust_model: z.boolean().default(false),
    trusted: z.array(z.string()).nullish(),
    predict_of: array()
      .nullish()
      .describe("rows to show predictions of; default: four rows that most models tell apart"),
  }),
  async run({ model_folder, repo_id, model_name, trust_model, trusted, predict_of }, ctx) {
    const folder = chosenFolder(model_folder, repo_id);
    const { pipeline, info } = await loadModel(
      folder,
      {
        trustModel: trust_model,
        ...(trusted && { trusted }),
        ...(model_name && { modelName: model_name }),
      },
      ctx,
    );
    if (info === undefined) {
      // the reference warns and then fails on what is missing
      throw new EphysError(
        "MissingSibling",
        `${folder} has no model_info.json: what the predicted numbers mean is not known`,
        { path: folder },
      );
    }
    return [describeModel(pipeline, predict_of ?? undefined), info];
  },
});

function chosenFolder(folder: string | null | undefined, repo: string | null | undefined): string {
  const hasFolder = folder !== null && folder !== undefined;
  const hasRepo = repo !== null && repo !== undefined;
  if (hasFolder && !hasRepo) return folder;
  if (hasRepo && !hasFolder) {
    throw new EphysError(
      "Unsupported",
      `models are not fetched from a network: download ${repo} and give its folder as model_folder`,
      { repo_id: repo },
    );
  }
  throw new EphysError("InvalidParameter", "give either model_folder or repo_id");
}

/** Rows on which models of any number of features can be compared. */
function exampleRows(numFeatures: number): Table {
  const rows = [
    [4, -4, 0, 0.1],
    [0, 0, 0.3, -0.2],
    [NaN, -3.5, 0, 0],
    [1, 1, 1, 1],
  ];
  const values = rows.flatMap((row) => Array.from({ length: numFeatures }, (_, j) => row[j % 4]));
  return tableOf(rows.length, numFeatures, Float64Array.from(values));
}

function rowsOf(given: NdArray | undefined, numFeatures: number): Table {
  if (given === undefined) return exampleRows(numFeatures);
  const [numRows = 0, numColumns = 0] = given.shape;
  return tableOf(numRows, numColumns, toFloat64(given));
}

function arrayOf({ numRows, numColumns, values }: Table): NdArray {
  return { dtype: "float64", shape: [numRows, numColumns], data: values };
}

/** A model by its steps and by what it says of some rows. */
function describeModel(pipeline: FittedPipeline, given: NdArray | undefined): object {
  const rows = rowsOf(given, pipeline.numFeatures);
  const seen = pipeline.transform(rows);
  const { classifier } = pipeline;
  const codes = classifier.predict(seen);
  const shares = classifier.probabilities?.(seen);
  const predict: NdArray = {
    dtype: "int64",
    shape: [codes.length],
    data: Float64Array.from(codes),
  };
  return {
    steps: pipeline.steps,
    predict_of: arrayOf(rows),
    predict,
    predict_proba: shares === undefined ? null : arrayOf(shares),
  };
}

const label = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const labelList = z.preprocess(
  (value) =>
    typeof value === "object" && value !== null && "data" in value
      ? Array.from(value.data as ArrayLike<unknown>)
      : value,
  z.array(label),
);

const trainModelFunction = defineFunction({
  name: "spikeinterface.curation.train_manual_curation.train_model",
  params: z.strictObject({
    mode: z.enum(["analyzers", "csv"]).default("analyzers"),
    labels: z.array(labelList),
    analyzers: z.array(z.custom<SortingAnalyzer>(isAnalyzer, "must be an analyzer")).nullish(),
    metrics_paths: z.array(z.string()).nullish(),
    folder: z.string(),
    metric_names: z.array(z.string()).nullish(),
    ...trainArguments.shape,
    overwrite: z.boolean().default(false),
    verbose: z.boolean().default(true),
    enforce_metric_params: z.boolean().default(false),
    ...JOB_ARGUMENTS,
  }),
  async run(args, ctx) {
    if (!args.overwrite && (await ctx.fs.stat(args.folder))?.kind === "folder") {
      throw new EphysError(
        "AlreadyExists",
        `folder ${args.folder} exists; choose another or set overwrite`,
        { path: args.folder },
      );
    }
    const input = await trainingInput(args, ctx);
    const seed = Math.trunc(ctx.nowMs?.() ?? 0) % 2 ** 31;
    const options = trainOptionsFrom(args, input.metricNames, seed);
    const model = trainModel(input.metrics, args.labels.flat(), input.metricParams, options, ctx);
    const rows = {
      unitIds: input.metrics.index,
      listLengths: args.labels.map((list) => list.length),
    };
    await saveModel(model, rows, args.folder, ctx);
    return describeTraining(model, input.metrics, await ctx.fs.list(args.folder));
  },
});

function isAnalyzer(value: unknown): value is SortingAnalyzer {
  return typeof value === "object" && value !== null && "extensions" in value;
}

interface TrainingInput {
  readonly metrics: DataTable;
  readonly metricNames: readonly string[];
  readonly metricParams: JsonObject;
}

async function trainingInput(
  args: {
    readonly mode: "analyzers" | "csv";
    readonly analyzers?: readonly SortingAnalyzer[] | null | undefined;
    readonly metrics_paths?: readonly string[] | null | undefined;
    readonly metric_names?: readonly string[] | null | undefined;
    readonly enforce_metric_params: boolean;
  },
  ctx: ComputeContext,
): Promise<TrainingInput> {
  const given = args.mode === "csv" ? args.metrics_paths : args.analyzers;
  if (!given || given.length === 0) {
    throw new EphysError(
      "InvalidParameter",
      args.mode === "csv"
        ? "give the tables of metrics as metrics_paths"
        : "give analyzers to learn from",
    );
  }
  if (args.mode === "csv") return tablesInput(args.metrics_paths ?? [], args.metric_names, ctx);
  const analyzers = args.analyzers ?? [];
  const tables = analyzers.map(metricsOf);
  checkSameMetrics(tables);
  const metrics = stackTables(tables);
  const metricNames = args.metric_names ?? metrics.columns.map(({ name }) => name);
  const metricParams = paramsFromAnalyzers(analyzers, args.enforce_metric_params, (message) => {
    ctx.log(message);
  });
  return { metrics, metricNames, metricParams };
}

async function tablesInput(
  paths: readonly string[],
  names: readonly string[] | null | undefined,
  ctx: ComputeContext,
): Promise<TrainingInput> {
  const tables: DataTable[] = [];
  for (const path of paths) {
    if ((await ctx.fs.stat(path))?.kind !== "file") {
      throw new EphysError("FileNotFound", `there is no table of metrics ${path}`, { path });
    }
    tables.push(tableFromCsv(await ctx.fs.readText(path), [], path));
  }
  if (!names) {
    throw new EphysError("InvalidParameter", "name the metrics to learn from as metric_names");
  }
  return { metrics: stackTables(tables), metricNames: names, metricParams: paramsFromNames(names) };
}

function checkSameMetrics(tables: readonly DataTable[]): void {
  const [first, ...rest] = tables.map(({ columns }) => new Set(columns.map(({ name }) => name)));
  for (const [i, names] of rest.entries()) {
    const missing = [...(first ?? []), ...names].filter(
      (name) => !(first?.has(name) && names.has(name)),
    );
    if (missing.length === 0) continue;
    throw new EphysError(
      "InvalidParameter",
      `analyzers 0 and ${String(i + 1)} do not have the same metrics: only one has ${missing.join(", ")}`,
      { metrics: missing },
    );
  }
}

/** What was trained, as SpikeInterface's trainer shows it. */
function describeTraining(
  model: TrainedModel,
  metrics: DataTable,
  written: readonly string[],
): object {
  const { scores, labels, table, metricNames, metricParams } = model;
  const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
  const rows = metrics.index.map((_, row) =>
    Array.from(table.values.subarray(row * table.numColumns, (row + 1) * table.numColumns)),
  );
  return {
    written,
    metric_names: metricNames,
    label_conversion: labels.conversion,
    num_models: scores.length,
    accuracy_columns: ACCURACY_COLUMNS,
    best_balanced_accuracy: scores[0]?.balancedAccuracy ?? null,
    classifiers: distinct(scores.map(({ classifier }) => classifier)),
    imputation: distinct(scores.map(({ imputation }) => imputation)),
    scaling: distinct(scores.map(({ scaler }) => scaler)),
    training_data_shape: [table.numRows, table.numColumns],
    training_data: { $frame: { index: metrics.index, columns: metricNames, data: rows } },
    metric_params: metricParams,
    model_info: {
      metric_params: metricParams,
      label_conversion: Object.fromEntries(labels.conversion),
    },
    pipeline: pipelineOf(model.pipeline).steps,
  };
}

/** This folder's functions for `call`. */
export const LABELLING_FUNCTIONS = [loadModelFunction, trainModelFunction] as const;
