import { join } from "node:path";
import type { AsyncApi } from "#contract/index.ts";
import { DROPPED_FILE, readDroppedUnits } from "#core/sorters/index.ts";
import { findStoredPath } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { sorterCatalog } from "./sorter-catalog.ts";
import { resumeJob, sortJob } from "./sort-job.ts";
import { discardStopped, stoppedSorts } from "./stopped-sorts.ts";

export function createSortersService(ctx: ServiceContext): AsyncApi["sorters"] {
  return {
    async catalog() {
      return sorterCatalog();
    },
    async run(input) {
      return { jobId: ctx.session().queue.enqueue(await sortJob(ctx, input)) };
    },
    async getStopped({ recordingId }) {
      return stoppedSorts(ctx.session().project, recordingId);
    },
    async resume(input) {
      return { jobId: ctx.session().queue.enqueue(await resumeJob(ctx, input)) };
    },
    async discard({ jobId }) {
      discardStopped(ctx.session().project, jobId);
      return null;
    },
    async getDropped({ sortingId }) {
      const { project } = ctx.session();
      const folder = findStoredPath(project.folder, project.sortings.get(sortingId));
      if (folder === undefined) return [];
      for (const inner of [join(folder, "sorter_output"), folder]) {
        const rows = await readDroppedUnits(join(inner, DROPPED_FILE), ctx.tasks);
        if (rows.length > 0) return rows;
      }
      return [];
    },
  };
}
