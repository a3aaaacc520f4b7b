import type { SorterDescription } from "#contract/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { SORTERS, type SorterDefinition } from "#core/sorters/index.ts";
import { describeDefinition } from "../describe-definition.ts";

/** Sorters that can be named here, with what a missing one needs. */
export function sorterCatalog(): SorterDescription[] {
  return allSorters().map((sorter) => ({
    ...describeDefinition(sorter),
    version: sorter.version,
    internal: true,
    runnable: true,
    whyNot: null,
    stages: sorter.stages ?? [],
  }));
}

/** Parameters with the sorter's defaults; a wrong or unknown one is refused by name. */
export function parseSorterParams(name: string, params: JsonObject): JsonObject {
  const sorter = allSorters().find((candidate) => candidate.name === name);
  if (sorter === undefined) {
    const known = allSorters().map((candidate) => candidate.name);
    throw new EphysError(
      "UnknownName",
      `no sorter is called "${name}"; there are ${known.join(", ")}`,
      { sorter: name },
    );
  }
  const parsed = sorter.params.safeParse(params);
  if (parsed.success) return parsed.data as JsonObject; // parameters are written to disk as JSON
  const [issue] = parsed.error.issues;
  const parameter = issue?.path.map(String).join(".") ?? "";
  throw new EphysError("InvalidParameter", `${name}: ${parameter}: ${issue?.message ?? "wrong"}`, {
    sorter: name,
    parameter,
  });
}

function allSorters(): readonly SorterDefinition[] {
  return SORTERS;
}
