import type { AsyncApi, PairTable } from "#contract/index.ts";
import type { ServiceContext } from "../context.ts";
import { groundTruthTable } from "./ground-truth-table.ts";
import type { PairQuery } from "./pair-table.ts";
import { storedPair, storedSorting } from "./project-sortings.ts";
import { openStored } from "./stored-sorting.ts";

export function createComparisonsService(ctx: ServiceContext): AsyncApi["comparisons"] {
  return {
    async groundTruth({ truthSortingId, testedSortingId, deltaMs }) {
      const [truth, tested] = await Promise.all([
        openStored(storedSorting(ctx, truthSortingId), ctx.tasks),
        openStored(storedSorting(ctx, testedSortingId), ctx.tasks),
      ]);
      return groundTruthTable(truth, tested, deltaMs);
    },
    async pair({ sortingId1, sortingId2, ...input }) {
      const query: PairQuery = { ...storedPair(ctx, sortingId1, sortingId2), input };
      const compared = await ctx.pool().query("pair_table", query);
      // what pairTableQuery answers
      return {
        ...(compared as Omit<PairTable, "sortingId1" | "sortingId2">),
        sortingId1,
        sortingId2,
      };
    },
  };
}
