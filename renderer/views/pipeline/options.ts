import type { JsonObject, JsonValue } from "#core/model/index.ts";
import type {
  Pipeline,
  PipelineStep,
  PreprocessorDescription,
  WireError,
} from "#contract/index.ts";

/** Moves a step; out of range = unchanged. */
export function moveStep(pipeline: Pipeline, from: number, to: number): Pipeline {
  const step = pipeline[from];
  if (!step || to < 0 || to >= pipeline.length) return pipeline;
  const others = pipeline.filter((_, at) => at !== from);
  return [...others.slice(0, to), step, ...others.slice(to)];
}

export const changeStep = (
  pipeline: Pipeline,
  at: number,
  patch: Partial<PipelineStep>,
): Pipeline => pipeline.map((step, i) => (i === at ? { ...step, ...patch } : step));

/** Where a step ends up that is dropped into the gap before step `gap`. */
export const dropPlace = (from: number, gap: number): number => (gap > from ? gap - 1 : gap);

/** The same step once more, below itself. */
export function duplicateStep(pipeline: Pipeline, at: number): Pipeline {
  const step = pipeline[at];
  return step ? [...pipeline.slice(0, at + 1), step, ...pipeline.slice(at + 1)] : pipeline;
}

/** What was changed in a step, as one line: "freq_min 400, btype highpass". */
export function stepSummary(params: JsonObject): string {
  const parts = Object.entries(params).map(
    ([name, value]) =>
      `${name} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`,
  );
  return parts.length === 0 ? "defaults" : parts.join(", ");
}

export interface StepGroup {
  readonly family: string;
  readonly steps: readonly PreprocessorDescription[];
}

/** Steps whose name, label, family or summary holds every word, by family in the catalog's order. */
export function findSteps(
  catalog: readonly PreprocessorDescription[],
  text: string,
): readonly StepGroup[] {
  const words = text.trim().toLowerCase().split(/\s+/);
  const groups = new Map<string, PreprocessorDescription[]>(FAMILIES.map((name) => [name, []]));
  for (const step of catalog) {
    const { name, label, family, summary } = step;
    const all = `${name} ${label} ${family} ${summary}`.toLowerCase();
    if (!words.every((word) => all.includes(word))) continue;
    const group = groups.get(family);
    if (group) group.push(step);
    else groups.set(family, [step]);
  }
  return [...groups].flatMap(([family, steps]) => (steps.length > 0 ? [{ family, steps }] : []));
}

/** In the order in which a chain usually has them; one that is not named comes last. */
const FAMILIES = [
  "filter",
  "reference",
  "whitening",
  "scaling",
  "artifacts",
  "channels",
  "geometry",
  "resampling",
];

/**
 * The steps that are on, as `spikedesk preprocess --pipeline` and SpikeInterface take them: an object, or a list of
 * pairs where a step comes twice.
 */
export function pipelineJson(pipeline: Pipeline): JsonValue {
  const on = pipeline.filter(({ enabled }) => enabled);
  const names = new Set(on.map(({ name }) => name));
  return names.size === on.length
    ? Object.fromEntries(on.map(({ name, params }) => [name, params]))
    : on.map(({ name, params }) => [name, params]);
}

/** The step and field that main refused, if it says so; `index` is the step's place in the pipeline. */
export function refusedField(error: WireError | undefined):
  | {
      readonly step: string;
      readonly index: number | undefined;
      readonly field: string;
      readonly message: string;
    }
  | undefined {
  if (!error) return undefined;
  const { step, index, field, parameter } = error.details;
  const path = typeof field === "string" ? field : typeof parameter === "string" ? parameter : "";
  if (path === "") return undefined;
  return {
    step: typeof step === "string" ? step : "",
    index: typeof index === "number" ? index : undefined,
    // a form has one field per parameter: "local_radius.0" is said beside local_radius
    field: path.split(".", 1)[0] ?? path,
    message: error.message,
  };
}

/** A step that main refused. */
export interface RefusedStep {
  readonly index: number;
  readonly message: string;
}

/** Which step of the chain an error is about; undefined = of none that is there. */
export function refusedStep(
  error: WireError | undefined,
  pipeline: Pipeline,
): RefusedStep | undefined {
  if (!error) return undefined;
  const { step, index } = error.details;
  const found = typeof index === "number" ? index : pipeline.findIndex(({ name }) => name === step);
  return found >= 0 && pipeline[found]?.name === step
    ? { index: found, message: error.message }
    : undefined;
}
