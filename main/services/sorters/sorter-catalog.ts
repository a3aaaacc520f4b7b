import type { SorterDescription } from "#contract/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { sorterByName, sorterParams, SORTERS } from "#core/sorters/index.ts";
import { describeDefinition } from "../describe-definition.ts";

/** Sorters that can be named here, with what a missing one needs. */
export function sorterCatalog(): SorterDescription[] {
  return SORTERS.map((sorter) => ({
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
  return sorterParams(sorterByName(name), params);
}
