import type { AsyncApi } from "#contract/index.ts";
import type { ServiceContext } from "../context.ts";
import { groundTruthTable } from "./ground-truth-table.ts";
import { pairTable } from "./pair-table.ts";
import { segmentStartsS, sortingOfProject } from "./project-sortings.ts";

export function createComparisonsService(ctx: ServiceContext): AsyncApi["comparisons"] {
  return {
    async groundTruth({ truthSortingId, testedSortingId, deltaMs }) {
      const [truth, tested] = await Promise.all([
        sortingOfProject(ctx, truthSortingId),
        sortingOfProject(ctx, testedSortingId),
      ]);
      return groundTruthTable(truth, tested, deltaMs);
    },
    async pair({ sortingId1, sortingId2, ...input }) {
      const [sorting1, sorting2] = await Promise.all([
        sortingOfProject(ctx, sortingId1),
        sortingOfProject(ctx, sortingId2),
      ]);
      const compared = pairTable(sorting1, sorting2, input);
      const durationS = segmentStartsS(ctx, sortingId1, [sorting1, sorting2]).at(-1) ?? 0;
      return { ...compared, sortingId1, sortingId2, durationS };
    },
  };
}
