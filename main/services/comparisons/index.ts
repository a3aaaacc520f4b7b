import type { AsyncApi } from "#contract/index.ts";
import { sortingFromDict } from "#core/open/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { findStoredPath } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { openedSorting } from "../files/open-path.ts";
import { groundTruthTable } from "./ground-truth-table.ts";

export function createComparisonsService(ctx: ServiceContext): AsyncApi["comparisons"] {
  /** From where it lies now: a project that was moved keeps its sortings. */
  const open = async (sortingId: number): Promise<Sorting> => {
    const { project } = ctx.session();
    const row = project.sortings.get(sortingId);
    const path = findStoredPath(project.folder, row);
    if (path === undefined || path === row.path) return sortingFromDict(row.dict, ctx.tasks);
    return (await openedSorting(path, {}, ctx.tasks)).sorting;
  };
  return {
    async groundTruth({ truthSortingId, testedSortingId, deltaMs }) {
      const [truth, tested] = await Promise.all([open(truthSortingId), open(testedSortingId)]);
      return groundTruthTable(truth, tested, deltaMs);
    },
  };
}
