import { EphysError } from "#core/model/index.ts";
import type { SkObject } from "../estimator.ts";
import type { Table } from "../table.ts";
import { fitIterativeImputer } from "./iterative-imputer.ts";
import { fitKnnImputer } from "./knn-imputer.ts";
import { fitSimpleImputer, SIMPLE_STRATEGIES } from "./simple-imputer.ts";

/** What SpikeInterface tries when nothing is asked for. */
export const DEFAULT_IMPUTATION = ["median", "most_frequent", "knn", "iterative"] as const;

/** Learns an imputer by SpikeInterface's name of its strategy. @throws UnknownName listing the known ones */
export function fitImputer(strategy: string, table: Table, seed: number): SkObject {
  if (strategy === "knn") return fitKnnImputer(table);
  if (strategy === "iterative") return fitIterativeImputer(table, seed);
  const simple = SIMPLE_STRATEGIES.find((known) => known === strategy);
  if (simple !== undefined) return fitSimpleImputer(simple, table);
  throw new EphysError(
    "UnknownName",
    `no imputation is called "${strategy}"; there are ${[...SIMPLE_STRATEGIES, "knn", "iterative"].join(", ")}`,
    { imputation: strategy },
  );
}
