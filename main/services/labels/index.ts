import type { AsyncApi } from "#contract/index.ts";
import { DEFAULT_CATEGORIES } from "#core/curation/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ServiceContext } from "../context.ts";
import { act, redo, undo } from "../curation/act.ts";
import { MAIN_CATEGORY } from "../curation/main-category.ts";

/** Labels of the main category, by the journal of curation. */
export function createLabelsService(ctx: ServiceContext): AsyncApi["labels"] {
  return {
    async set({ analyzerId, unitIds, label }) {
      const { analyzers } = ctx.session();
      const desk = analyzers.desk(analyzerId);
      const { unitIds: known, labels } = await desk.units();
      const unknown = unitIds.find((id) => !known.includes(id));
      if (unknown !== undefined) {
        throw new EphysError(
          "UnitNotFound",
          `unit ${JSON.stringify(unknown)} is not in analyzer ${String(analyzerId)} (${String(known.length)} units)`,
          { unitId: unknown, analyzerId },
        );
      }
      const changed = [...new Set(unitIds)].filter(
        (id) => (labels.get(id)?.[MAIN_CATEGORY]?.[0] ?? null) !== label,
      );
      if (changed.length === 0) return { saved: 0 };
      const values = label === null ? [] : [label];
      await act(ctx, { analyzerId, action: { kind: "label", unitIds: changed, category: MAIN_CATEGORY, values } }); // prettier-ignore
      return { saved: changed.length };
    },
    async undo({ analyzerId }) {
      const desk = ctx.session().analyzers.desk(analyzerId);
      const undone = desk.journal().current.done.length > 0;
      await undo(ctx, analyzerId);
      return { undone };
    },
    async redo({ analyzerId }) {
      const desk = ctx.session().analyzers.desk(analyzerId);
      const redone = desk.journal().current.undone.length > 0;
      await redo(ctx, analyzerId);
      return { redone };
    },
    async options() {
      return DEFAULT_CATEGORIES[0]?.options ?? [];
    },
  };
}
