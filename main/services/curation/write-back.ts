import { EphysError } from "#core/model/index.ts";
import { writePhyBack } from "#core/curation/index.ts";
import { curatedUnits } from "#core/curation/index.ts";
import type { ServiceContext } from "../context.ts";

/** Phy's files of the folder that the units came from, in a new state; the old ones lie in a dated folder beside them. */
export async function writeBack(
  ctx: ServiceContext,
  analyzerId: number,
): Promise<{ backup: string; files: readonly string[] }> {
  const { analyzers } = ctx.session();
  const desk = analyzers.desk(analyzerId);
  return desk.inTurn(async () => {
    const base = await desk.base();
    const folder = base.sorting.annotations["phy_folder"];
    if (typeof folder !== "string") {
      throw new EphysError(
        "Unsupported",
        "these units did not come from a Phy or Kilosort folder; export to Phy instead",
        { analyzerId },
      );
    }
    const { done } = desk.journal().current;
    const units = curatedUnits(base.sorting.unitIds, done);
    const { sorting } = await desk.curated();
    const asOf = analyzers.since(analyzerId);
    return writePhyBack(
      { folder, base: base.sorting, asOf, sorting, units },
      new Date(),
      ctx.tasks,
    );
  });
}
