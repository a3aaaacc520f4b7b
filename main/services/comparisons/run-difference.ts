import type { RunDifference } from "#contract/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import type { Project } from "#main/project/index.ts";

/** What differs in how two sortings of a project were made. */
export function runDifference(project: Project, id1: number, id2: number): RunDifference {
  const [first, second] = [madeBy(project, id1), madeBy(project, id2)];
  const names = [...new Set([...first.values.keys(), ...second.values.keys()])];
  const rows = names.map((name) => ({
    name,
    value1: first.values.get(name) ?? null,
    value2: second.values.get(name) ?? null,
  }));
  const parameters = rows.filter(
    ({ value1, value2 }) => JSON.stringify(value1) !== JSON.stringify(value2),
  );
  return {
    parameters,
    numSame: rows.length - parameters.length,
    source1: first.source,
    source2: second.source,
  };
}

/** Parameters by dotted name, and steps of the pipeline as "pipeline.0 bandpass_filter". */
function madeBy(
  project: Project,
  sortingId: number,
): { readonly source: string; readonly values: ReadonlyMap<string, JsonValue> } {
  project.sortings.get(sortingId); // refuses an unknown id
  const row = project.provenance.of("sorting", sortingId).at(-1);
  const values = new Map<string, JsonValue>();
  if (row === undefined) return { source: "", values };
  values.set("sorter", row.name);
  flatten(row.params, "", values);
  const steps = row.inputs["steps"];
  if (Array.isArray(steps)) {
    steps.forEach((step, at) => {
      if (!Array.isArray(step)) return;
      const [name, params] = step as readonly JsonValue[];
      const prefix = `pipeline ${String(at + 1)} ${JSON.stringify(name ?? "")}`;
      values.set(prefix, true);
      if (isObject(params)) flatten(params, `${prefix}.`, values);
    });
  }
  return { source: row.name, values };
}

function flatten(object: JsonObject, prefix: string, into: Map<string, JsonValue>): void {
  for (const [name, value] of Object.entries(object)) {
    const path = prefix + name;
    if (isObject(value) && Object.keys(value).length > 0) flatten(value, `${path}.`, into);
    else into.set(path, short(value ?? null));
  }
}

/** Long lists (a motion, a whitening matrix) are named by their length. */
function short(value: JsonValue): JsonValue {
  if (!Array.isArray(value) || value.length <= 16) return value;
  return `${String(value.length)} values, ${JSON.stringify(value).length.toString()} characters`;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
