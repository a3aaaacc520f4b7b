import type { AnalyzerExtension, DataTable, SortingAnalyzer } from "#core/analyzer/index.ts";
import { analyzerOfUnits, selectSparsityUnits } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { selectUnits, type RegroupedSorting } from "#core/sorting/index.ts";
import type { ExtensionData } from "./define.ts";
import { pickArrayRows } from "./pick-rows.ts";

/** What an extension needs to know of a merge or a split to let its results follow. */
export interface UnitChange extends Pick<RegroupedSorting, "sources" | "madeUnits" | "kept"> {
  readonly kind: "merge" | "split";
  /** as computed before */
  readonly extension: AnalyzerExtension;
  readonly before: SortingAnalyzer;
  /** with the results of the extensions that this one depends on */
  readonly after: SortingAnalyzer;
  readonly ctx: ComputeContext;
  /** `after` with nothing but the made units, and every result that is there */
  readonly madeAlone: () => SortingAnalyzer;
}

/** Results per spike: the rows of spikes that stayed. */
export function followSpikes({ extension, kept }: UnitChange): ExtensionData {
  if (kept === undefined) return extension.data;
  const rows: number[] = [];
  for (let i = 0; i < kept.length; i++) if (kept[i] !== 0) rows.push(i);
  return pickArrayRows(extension, rows);
}

/**
 * Results per unit (arrays whose first dimension is units): units that were made take their rows from `made`, the others
 * keep theirs.
 * @param made rows of the units that were made, in their order
 */
export function followUnits(
  { extension, sources, madeUnits }: UnitChange,
  made: ExtensionData,
): ExtensionData {
  const rank = new Map(Array.from(madeUnits, (unit, i) => [unit, i]));
  const old = pickArrayRows(
    extension,
    sources.map(([first]) => first),
  );
  return new Map(
    Array.from(old, ([name, value]) => {
      const fresh = made.get(name);
      if (value.kind !== "array" || fresh?.kind !== "array") return [name, value];
      if ("columns" in value.array || "columns" in fresh.array) return [name, value];
      const out = value.array.data as Float64Array; // a copy made by pickArrayRows; same kind of element in both
      const from = fresh.array.data as Float64Array;
      const width = out.length / Math.max(1, sources.length);
      for (const [unit, i] of rank) {
        for (let k = 0; k < width; k++) out[unit * width + k] = from[i * width + k];
      }
      return [name, value];
    }),
  );
}

/** An analyzer of the made units alone, with those results that are rows per unit. */
export function analyzerOfMadeUnits(
  { after, madeUnits }: UnitChange,
  perUnit: readonly string[],
): SortingAnalyzer {
  const ids = Array.from(madeUnits, (unit) => after.sorting.unitIds[unit]);
  const extensions = new Map<string, AnalyzerExtension>();
  for (const name of perUnit) {
    const extension = after.extensions.get(name);
    if (extension !== undefined) {
      extensions.set(name, { ...extension, data: pickArrayRows(extension, madeUnits) });
    }
  }
  const sparsity = after.sparsity && selectSparsityUnits(after.sparsity, madeUnits);
  return analyzerOfUnits(after, selectUnits(after.sorting, ids), sparsity, extensions);
}

/**
 * A table per unit: rows of made units from a table of all new units or of the made ones, where it has the column, else
 * missing; other rows as they were.
 */
export function followTable(
  { sources, madeUnits, after }: UnitChange,
  before: DataTable,
  fresh: DataTable,
): DataTable {
  const made = new Map(Array.from(madeUnits, (unit, i) => [unit, i]));
  const isOfAll = fresh.index.length === sources.length;
  const rowOf = (unit: number): number => (isOfAll ? unit : (made.get(unit) ?? -1));
  const own = new Map(fresh.columns.map((column) => [column.name, column]));
  return {
    index: after.sorting.unitIds,
    columns: before.columns.map(({ name, dtype, values }) => {
      const now = own.get(name)?.values;
      if (!(values instanceof Float64Array)) {
        const texts = sources.map(([first], unit) =>
          made.has(unit) ? String(now?.[rowOf(unit)] ?? "") : values[first],
        );
        return { name, dtype, values: texts };
      }
      const numbers = Float64Array.from(sources, ([first], unit) =>
        made.has(unit) ? Number(now?.[rowOf(unit)] ?? NaN) : values[first],
      );
      const whole = dtype === "int" && numbers.every((value) => Number.isInteger(value));
      return { name, dtype: whole ? dtype : "float", values: numbers };
    }),
  };
}
