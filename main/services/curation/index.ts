import type { AsyncApi } from "#contract/index.ts";
import { RULE_SETS } from "#core/curation/index.ts";
import type { ServiceContext } from "../context.ts";
import { act, goToBranch, redo, stateOf, undo } from "./act.ts";
import { applyJob } from "./apply-job.ts";
import { exportJob, exporterCatalog } from "./export-job.ts";
import { compareBranches, journalRows, lineageNode } from "./history.ts";
import { previewAction } from "./preview.ts";
import { findMerges, mergePresets } from "./proposals.ts";
import { recoveryOf, settleRecovery } from "./recovery.ts";
import { saveDocuments } from "./save.ts";
import { applyRules, previewRules, queueOf } from "./triage.ts";
import { writeBack } from "./write-back.ts";

export function createCurationService(ctx: ServiceContext): AsyncApi["curation"] {
  const deskOf = (analyzerId: number) => ctx.session().analyzers.desk(analyzerId);
  return {
    state: async ({ analyzerId }) => stateOf(ctx, analyzerId),
    act: async (input) => act(ctx, input),
    undo: async ({ analyzerId }) => undo(ctx, analyzerId),
    redo: async ({ analyzerId }) => redo(ctx, analyzerId),
    branch: async (input) => goToBranch(ctx, input, "branch"),
    switchBranch: async (input) => goToBranch(ctx, input, "switch"),
    journal: async ({ analyzerId }) => journalRows(deskOf(analyzerId)),
    diff: async ({ analyzerId, a, b }) => compareBranches(deskOf(analyzerId), a, b),
    lineage: async ({ analyzerId, unitId }) => lineageNode(deskOf(analyzerId), unitId),
    preview: async ({ analyzerId, action }) => previewAction(ctx, analyzerId, action),
    presets: async () => mergePresets(),
    findMerges: async (input) => findMerges(ctx, input),
    queue: async ({ analyzerId }) => queueOf(ctx, analyzerId),
    ruleSets: async () => RULE_SETS,
    previewRules: async (input) => previewRules(ctx, input),
    applyRules: async (input) => applyRules(ctx, input),
    async apply(input) {
      return { jobId: ctx.session().queue.enqueue(await applyJob(ctx, input)) };
    },
    save: async ({ analyzerId }) => ({ paths: await saveDocuments(ctx, analyzerId) }),
    exporters: async () => exporterCatalog(),
    async exportTo(input) {
      return { jobId: ctx.session().queue.enqueue(exportJob(ctx, input)) };
    },
    writeBack: async ({ analyzerId }) => writeBack(ctx, analyzerId),
    recovery: async () => recoveryOf(ctx),
    async recover({ keep }) {
      settleRecovery(ctx, keep);
      return null;
    },
  };
}
