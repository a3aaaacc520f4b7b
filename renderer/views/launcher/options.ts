import type { JobSummary, SorterDescription, SorterStage } from "#contract/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { formatLeft, formatThroughput } from "../../app/index.ts";

/** "62 %, clustering, 31.4 M samples/s, 00:41 left" */
export function progressText(job: JobSummary): string {
  if (job.state === "queued") return "waiting for its turn";
  return [
    `${Math.round(job.percent)} %`,
    job.step,
    job.throughput === null ? "" : formatThroughput(job.throughput),
    job.secondsLeft === null ? "" : `${formatLeft(job.secondsLeft)} left`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** Sorters that run here first; otherwise in the catalog's order, whose first is the one to begin with. */
export const sortersInOrder = (
  sorters: readonly SorterDescription[],
): readonly SorterDescription[] =>
  [...sorters].sort((a, b) => Number(b.runnable) - Number(a.runnable));

const propertiesOf = (schema: JsonObject): JsonObject => (schema["properties"] ?? {}) as JsonObject; // of the JSON Schema of an object

/** A sorter's chain; parameters that no stage names come last, so that none is out of reach. */
export function stagesOf(sorter: SorterDescription): readonly SorterStage[] {
  const named = new Set(sorter.stages.flatMap(({ params }) => params));
  const rest = Object.keys(propertiesOf(sorter.paramsSchema)).filter((name) => !named.has(name));
  if (rest.length === 0) return sorter.stages;
  const title = sorter.stages.length === 0 ? "Parameters" : "More";
  return [...sorter.stages, { title, about: "All other parameters.", steps: [], params: rest }];
}

/** The part of a sorter's schema that belongs to a stage. */
export function schemaOfStage(schema: JsonObject, params: readonly string[]): JsonObject {
  const all = propertiesOf(schema);
  const own = params.flatMap((name) => (Object.hasOwn(all, name) ? [[name, all[name]]] : []));
  return { ...schema, properties: Object.fromEntries(own) as JsonObject, required: [] };
}
