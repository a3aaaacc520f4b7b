import type { AsyncApi } from "#contract/index.ts";
import type { ServiceContext } from "../context.ts";

export function createJobsService(ctx: ServiceContext): AsyncApi["jobs"] {
  return {
    async list() {
      return ctx.currentSession()?.queue.list() ?? [];
    },
    async get({ jobId }) {
      return ctx.session().queue.get(jobId);
    },
    async cancel({ jobId }) {
      ctx.session().queue.cancel(jobId);
      return null;
    },
  };
}
