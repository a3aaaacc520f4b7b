import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { UnitId } from "#core/model/index.ts";

/** Metrics that need the other units too: they are computed once the change is accepted. */
const NEEDS_OTHERS = /^(sync_|nn_|isolation_distance|l_ratio|d_prime|silhouette)/;

/** Metrics of units before and after: those of old units as they are, those of new ones computed anew. */
export function metricsOfUnits(
  before: SortingAnalyzer,
  after: SortingAnalyzer,
): {
  readonly names: readonly string[];
  readonly of: (unitId: UnitId) => Readonly<Record<string, number>>;
} {
  const old = tableOf(before);
  const fresh = tableOf(after);
  const names = [...old.keys()].filter((name) => !NEEDS_OTHERS.test(name));
  return {
    names,
    of(unitId) {
      const known = before.sorting.unitIds.includes(unitId) ? old : fresh;
      return Object.fromEntries(names.map((name) => [name, known.get(name)?.get(unitId) ?? NaN]));
    },
  };
}

/** Every number per unit, by its name. */
function tableOf({ extensions, sorting }: SortingAnalyzer): Map<string, Map<UnitId, number>> {
  const out = new Map<string, Map<UnitId, number>>();
  for (const { data } of extensions.values()) {
    const value = data.get("metrics");
    if (value?.kind !== "table" || value.table.index.length !== sorting.unitIds.length) continue;
    for (const { name, values } of value.table.columns) {
      if (!(values instanceof Float64Array)) continue;
      out.set(name, new Map(sorting.unitIds.map((id, u) => [id, values[u]])));
    }
  }
  return out;
}
