import type { JsonObject } from "#core/model/index.ts";
import type { Pipeline, PipelineStep, StepDescription, WireError } from "#contract/index.ts";

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

/** What was changed in a step, as one line: "freq_min 400, btype highpass". */
export function stepSummary(params: JsonObject): string {
  const parts = Object.entries(params).map(
    ([name, value]) =>
      `${name} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`,
  );
  return parts.length === 0 ? "defaults" : parts.join(", ");
}

/** Steps whose name, label or summary holds the text. */
export function findSteps(
  catalog: readonly StepDescription[],
  text: string,
): readonly StepDescription[] {
  const typed = text.trim().toLowerCase();
  if (typed === "") return catalog;
  return catalog.filter(({ name, label, summary }) =>
    `${name} ${label} ${summary}`.toLowerCase().includes(typed),
  );
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
