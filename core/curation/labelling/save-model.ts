import type { CoreContext } from "#core/compute/index.ts";
import {
  modelToJson,
  writeSkops,
  type Parameters,
  type SkObject,
  type SkValue,
} from "#core/learning/index.ts";
import { formatJson, SI_VERSION, type UnitId } from "#core/model/index.ts";
import type { ModelScore, TrainedModel } from "./train-model.ts";

/** The scikit-learn whose attributes are written. */
const SKLEARN_VERSION = "1.2.1";

/** The model again, as a document that any program reads. */
export const JSON_MODEL = "best_model.json";

/** Writes the model as one open JSON document into its folder. */
export async function saveModelJson(
  model: TrainedModel,
  folder: string,
  ctx: CoreContext,
): Promise<void> {
  const text = JSON.stringify(modelToJson(stamped(model.pipeline)));
  await ctx.fs.writeFile(ctx.fs.path.join(folder, JSON_MODEL), text);
}

/**
 * Writes SpikeInterface's model folder: best_model.skops, model_info.json, training_data.csv, labels.csv and
 * model_accuracies.csv. Files of the same names are replaced.
 * @param unitIds [unit], the rows of the training table
 * @param listLengths how many labels each analyzer or table had
 */
export async function saveModel(
  model: TrainedModel,
  rows: { readonly unitIds: readonly UnitId[]; readonly listLengths: readonly number[] },
  folder: string,
  ctx: CoreContext,
): Promise<void> {
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    ctx.fs.writeFile(ctx.fs.path.join(folder, name), content);
  await ctx.fs.makeFolder(folder);
  await write("training_data.csv", trainingCsv(model, rows.unitIds));
  await write("labels.csv", labelsCsv(model, rows.listLengths));
  await write("best_model.skops", writeSkops(stamped(model.pipeline)));
  await write("model_accuracies.csv", accuraciesCsv(model.scores));
  const info = {
    metric_params: model.metricParams,
    requirements: { spikeinterface: SI_VERSION, "scikit-learn": SKLEARN_VERSION },
    label_conversion: Object.fromEntries(model.labels.conversion),
  };
  await write("model_info.json", formatJson(info));
}

/** Every scikit-learn estimator says which version its attributes are of. */
function stamped(value: SkObject): SkObject {
  const state = Object.fromEntries(
    Object.entries(value.state).map(([name, item]) => [name, stampedValue(item ?? null)]),
  );
  const isEstimator = !value.type.endsWith("._tree.Tree") && !value.type.includes("._gb_losses.");
  return { ...value, state: isEstimator ? { ...state, _sklearn_version: SKLEARN_VERSION } : state };
}

function stampedValue(value: SkValue): SkValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly SkValue[]).map(stampedValue);
  if (!("kind" in value)) return value;
  if (value.kind === "object") return stamped(value);
  if (value.kind === "tuple" || value.kind === "objects") {
    return { ...value, items: value.items.map(stampedValue) };
  }
  return value;
}

function trainingCsv({ table, metricNames }: TrainedModel, unitIds: readonly UnitId[]): string {
  const lines = [["unit_id", ...metricNames.map(quoted)].join(",")];
  for (const [row, id] of unitIds.entries()) {
    const cells = table.values.subarray(row * table.numColumns, (row + 1) * table.numColumns);
    lines.push([quoted(String(id)), ...Array.from(cells, singleText)].join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** A single-precision number with the fewest digits that give it back; empty for a missing one. */
function singleText(value: number): string {
  if (Number.isNaN(value)) return "";
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return withPoint(short);
  }
  return withPoint(Number(value.toPrecision(9)));
}

function withPoint(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${String(value)}.0` : String(value);
}

function labelsCsv({ labels }: TrainedModel, listLengths: readonly number[]): string {
  const lines = ["unit_index,0"];
  let at = 0;
  for (const length of listLengths) {
    for (let i = 0; i < length; i++) lines.push(`${String(i)},${String(labels.codes[at++])}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Columns of model_accuracies.csv. */
export const ACCURACY_COLUMNS = [
  "classifier name",
  "imputation_strategy",
  "scaling_strategy",
  "balanced_accuracy",
  "precision",
  "recall",
  "model_id",
  "best_params",
] as const;

function accuraciesCsv(scores: readonly ModelScore[]): string {
  const lines = [["", ...ACCURACY_COLUMNS].join(",")];
  for (const score of scores) {
    const cells = [
      String(score.modelId),
      score.classifier,
      score.imputation,
      `${score.scaler}()`,
      score.balancedAccuracy.toFixed(4),
      score.precision.toFixed(4),
      score.recall.toFixed(4),
      String(score.modelId),
      pythonDict(score.bestParams),
    ];
    lines.push(cells.map(quoted).join(","));
  }
  return `${lines.join("\n")}\n`;
}

function pythonDict(params: Parameters): string {
  const parts = Object.entries(params).map(([name, value]) => `'${name}': ${pythonText(value)}`);
  return `{${parts.join(", ")}}`;
}

function pythonText(value: Parameters[string]): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? `'${value}'` : String(value);
}

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
