import type { AsyncApi } from "#contract/index.ts";
import type { ServiceContext } from "../context.ts";
import { sorterCatalog } from "./sorter-catalog.ts";
import { sortJob } from "./sort-job.ts";

export function createSortersService(ctx: ServiceContext): AsyncApi["sorters"] {
  return {
    async catalog() {
      return sorterCatalog();
    },
    async run(input) {
      return { jobId: ctx.session().queue.enqueue(await sortJob(ctx, input)) };
    },
  };
}
