import type { UnitId } from "#core/model/index.ts";
import type { UnitTable } from "#contract/index.ts";

/** Spikes of all units in a window, or their counts where they are too many. */
export interface RasterData {
  readonly start: number;
  readonly stop: number;
  readonly timesS: Float64Array;
  readonly unitIndex: Int32Array;
  /** [unit × width]; empty where each spike came */
  readonly counts: Float32Array;
  readonly width: number;
  readonly total: number;
}

/** Units from top to bottom, as positions in the table. */
export function rasterRows(
  table: UnitTable,
  order: string,
  only: ReadonlySet<UnitId> | undefined,
): readonly number[] {
  const all = table.unitIds.flatMap((id, at) => (!only || only.has(id) ? [at] : []));
  if (order === "table") return all;
  const column = table.columns.findIndex(({ name }) => name === "num_spikes");
  const of = (at: number): number =>
    order === "depth"
      ? (table.locationsUm[at]?.[1] ?? -Infinity)
      : Number(table.values[column]?.[at] ?? 0);
  return all.sort((a, b) => of(b) - of(a) || a - b);
}
