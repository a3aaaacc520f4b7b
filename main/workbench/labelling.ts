import { resolve } from "node:path";
import { loadAnalyzer } from "#core/analyzer/index.ts";
import {
  labelUnits,
  metricsOf,
  paramsFromAnalyzers,
  saveModel,
  saveModelJson,
  stackTables,
  trainArguments,
  trainModel,
  trainOptionsFrom,
  type Label,
} from "#core/curation/labelling/index.ts";
import { EphysError, parseJson, type JsonValue, type UnitId } from "#core/model/index.ts";
import type { Workbench } from "./workbench.ts";

/** What a model said of units. */
export interface LabelRows {
  readonly unit_ids: readonly UnitId[];
  readonly labels: readonly JsonValue[];
  readonly probabilities: readonly number[];
}

export interface LabelPathOptions {
  readonly model: string;
  readonly modelName?: string;
  readonly trust?: boolean;
  readonly csv?: string;
}

/** Labels an analyzer's units by a model folder; `csv` gets unit, label and probability. */
export async function labelAnalyzer(
  path: string,
  { model, modelName, trust, csv }: LabelPathOptions,
  { ctx }: Workbench,
): Promise<LabelRows> {
  const analyzer = await loadAnalyzer(resolve(path), ctx);
  const options = {
    trustModel: trust === true,
    log: logOf(ctx),
    ...(modelName !== undefined && { modelName }),
  };
  const { unitIds, labels, probabilities } = await labelUnits(
    analyzer,
    resolve(model),
    options,
    ctx,
  );
  const rows = { unit_ids: unitIds, labels, probabilities: [...probabilities] };
  if (csv !== undefined) {
    const lines = unitIds.map((id, i) =>
      [String(id), textOf(labels[i] ?? null), String(probabilities[i])].map(quoted).join(","),
    );
    const text = `${["cluster_id,prediction,probability", ...lines].join("\n")}\n`;
    await ctx.fs.writeFile(resolve(csv), text);
  }
  return rows;
}

/** What was learnt, and how well it did on units kept aside. */
export interface TrainedSummary {
  readonly path: string;
  readonly classifier: string;
  readonly balanced_accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly num_units: number;
}

/**
 * Trains a model on analyzers and their labels.
 * @param labelFiles one JSON list of labels for each analyzer, in the order of its units
 */
export async function trainModelTo(
  analyzers: readonly string[],
  options: { readonly labels: readonly string[]; readonly out: string; readonly params?: string },
  { ctx }: Workbench,
): Promise<TrainedSummary> {
  const out = resolve(options.out);
  if ((await ctx.fs.stat(out)) !== undefined) {
    throw new EphysError("AlreadyExists", `${out} exists: choose another folder`, { path: out });
  }
  const loaded = [];
  for (const path of analyzers) loaded.push(await loadAnalyzer(resolve(path), ctx));
  const lists: Label[][] = [];
  for (const file of options.labels) lists.push(await readLabels(resolve(file), ctx));
  const given = options.params === undefined ? {} : await readJson(resolve(options.params), ctx);
  const args = checkedArguments(given, options.params);
  const metrics = stackTables(loaded.map(metricsOf));
  const names = metrics.columns.filter(({ dtype }) => dtype !== "str").map(({ name }) => name);
  const seed = Math.trunc(ctx.nowMs?.() ?? 0) % 2 ** 31;
  const model = trainModel(
    metrics,
    lists.flat(),
    paramsFromAnalyzers(loaded, false, logOf(ctx)),
    trainOptionsFrom(args, names, seed),
    ctx,
  );
  const rows = { unitIds: metrics.index, listLengths: lists.map((list) => list.length) };
  await saveModel(model, rows, out, ctx);
  await saveModelJson(model, out, ctx);
  const [best] = model.scores;
  return {
    path: out,
    classifier: best?.classifier ?? "",
    balanced_accuracy: best?.balancedAccuracy ?? NaN,
    precision: best?.precision ?? NaN,
    recall: best?.recall ?? NaN,
    num_units: metrics.index.length,
  };
}

/** @throws InvalidParameter naming the file and the argument */
function checkedArguments(
  given: JsonValue,
  source = "the arguments",
): ReturnType<typeof trainArguments.parse> {
  const parsed = trainArguments.strict().safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new EphysError(
      "InvalidParameter",
      `${source}: ${issue?.path.map(String).join(".") ?? ""} ${issue?.message ?? "is wrong"}`,
    );
  }
  return parsed.data;
}

type Context = Workbench["ctx"];

function logOf(ctx: Context): (message: string) => void {
  return (message) => {
    ctx.log(message);
  };
}

async function readJson(path: string, { fs }: Context): Promise<JsonValue> {
  return parseJson(await fs.readText(path), path);
}

async function readLabels(path: string, ctx: Context): Promise<Label[]> {
  const value = await readJson(path, ctx);
  const isLabel = (item: JsonValue): item is Label => typeof item !== "object" || item === null;
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    if (items.every(isLabel)) return [...items];
  }
  throw new EphysError(
    "InvalidParameter",
    `${path} must hold a JSON list of labels, one per unit`,
    { path },
  );
}

function textOf(label: JsonValue): string {
  return typeof label === "string" ? label : JSON.stringify(label);
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
