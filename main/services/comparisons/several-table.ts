import type { SeveralTable } from "#contract/index.ts";
import { compareMultipleSorters } from "#core/comparison/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { openStored, type StoredSorting } from "./stored-sorting.ts";

export interface SeveralQuery {
  readonly sortings: readonly StoredSorting[];
  readonly deltaMs?: number;
  readonly matchScore?: number;
}

/** Units on which several sortings agree, most agreed first; for a pool thread. */
export async function severalQuery(
  { sortings: stored, deltaMs, matchScore }: SeveralQuery,
  ctx: TaskContext,
): Promise<Omit<SeveralTable, "sortingIds">> {
  const sortings: Sorting[] = [];
  for (const one of stored) sortings.push(await openStored(one, ctx));
  const { units, unitIds } = compareMultipleSorters(sortings, {
    names: sortings.map((_, i) => String(i)),
    ...(deltaMs === undefined ? {} : { deltaMs }),
    ...(matchScore === undefined ? {} : { matchScore }),
  });
  const rows = units.map(({ agreementNumber, averageAgreement, members }) => ({
    agreed: agreementNumber,
    meanAgreement: agreementNumber > 1 ? averageAgreement : null,
    unitIds: sortings.map((_, source) => unitIds[source]?.[members[source] ?? -1] ?? null),
  }));
  return {
    numUnits: sortings.map(({ unitIds: ids }) => ids.length),
    units: rows.sort(
      (a, b) => b.agreed - a.agreed || (b.meanAgreement ?? 0) - (a.meanAgreement ?? 0),
    ),
  };
}
