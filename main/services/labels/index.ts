import { userInfo } from "node:os";
import type { AsyncApi } from "#contract/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ServiceContext } from "../context.ts";

/** What a unit can be called; any other text is kept too. */
const OPTIONS = ["good", "MUA", "noise"] as const;

export function createLabelsService(ctx: ServiceContext): AsyncApi["labels"] {
  const batchOf = (analyzerId: number) => {
    ctx.session().project.analyzers.get(analyzerId); // refuses an unknown analyzer
    return { analyzerId, author: userInfo().username, createdAt: new Date().toISOString() };
  };
  const changed = (analyzerId: number, happened: boolean): void => {
    if (happened) ctx.emit("labels", { analyzerId });
  };
  return {
    async set({ analyzerId, unitIds, label }) {
      const batch = batchOf(analyzerId);
      const { project, analyzers } = ctx.session();
      const known = new Set(await analyzers.unitIds(analyzerId));
      const unknown = unitIds.find((id) => !known.has(id));
      if (unknown !== undefined) {
        throw new EphysError(
          "UnitNotFound",
          `unit ${JSON.stringify(unknown)} is not in analyzer ${String(analyzerId)} (${String(known.size)} units)`,
          { unitId: unknown, analyzerId },
        );
      }
      const saved = project.labels.set(batch, unitIds, label);
      changed(analyzerId, saved > 0);
      return { saved };
    },
    async undo({ analyzerId }) {
      const undone = ctx.session().project.labels.undo(batchOf(analyzerId));
      changed(analyzerId, undone);
      return { undone };
    },
    async redo({ analyzerId }) {
      const redone = ctx.session().project.labels.redo(batchOf(analyzerId));
      changed(analyzerId, redone);
      return { redone };
    },
    async options() {
      return OPTIONS;
    },
  };
}
