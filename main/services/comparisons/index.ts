import type { AsyncApi, PairTable, SeveralTable } from "#contract/index.ts";
import type { ServiceContext } from "../context.ts";
import { groundTruthTable } from "./ground-truth-table.ts";
import type { PairQuery } from "./pair-table.ts";
import { storedPair, storedSorting } from "./project-sortings.ts";
import { runDifference } from "./run-difference.ts";
import type { SeveralQuery } from "./several-table.ts";
import { openStored } from "./stored-sorting.ts";

export function createComparisonsService(ctx: ServiceContext): AsyncApi["comparisons"] {
  return {
    async getRuns({ sortingId1, sortingId2 }) {
      return runDifference(ctx.session().project, sortingId1, sortingId2);
    },
    async getSeveral({ sortingIds, ...input }) {
      const query: SeveralQuery = {
        sortings: sortingIds.map((sortingId) => storedSorting(ctx, sortingId)),
        ...input,
      };
      const compared = await ctx.pool().query("several_sortings", query);
      // what severalQuery answers
      return { ...(compared as Omit<SeveralTable, "sortingIds">), sortingIds };
    },
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
