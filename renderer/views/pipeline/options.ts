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

/** The step and field that main refused, if it says so. */
export function refusedField(
  error: WireError | undefined,
): { readonly step: string; readonly field: string; readonly message: string } | undefined {
  if (!error) return undefined;
  const { step, field, parameter } = error.details;
  const name = typeof field === "string" ? field : typeof parameter === "string" ? parameter : "";
  return name === ""
    ? undefined
    : { step: typeof step === "string" ? step : "", field: name, message: error.message };
}
