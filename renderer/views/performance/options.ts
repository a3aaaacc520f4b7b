import type { UnitId } from "#core/model/index.ts";
import type { ComparisonTable } from "#contract/index.ts";
import type { Column } from "../../tables/index.ts";

export interface PerformanceRow {
  readonly id: UnitId;
  readonly match: UnitId | null;
  readonly accuracy: number;
  readonly recall: number;
  readonly precision: number;
}

export function performanceRows({
  truthIds,
  match,
  performance,
}: ComparisonTable): readonly PerformanceRow[] {
  const byId = new Map(performance.map((row) => [row.unitId, row]));
  return truthIds.map((id, at) => {
    const found = byId.get(id);
    return {
      id,
      match: match[at] ?? null,
      accuracy: found?.accuracy ?? 0,
      recall: found?.recall ?? 0,
      precision: found?.precision ?? 0,
    };
  });
}

const share = (key: "accuracy" | "recall" | "precision", help: string): Column<PerformanceRow> => ({
  key,
  label: key,
  help,
  numeric: true,
  width: 130,
  value: (row) => row[key],
  format: (value) => Number(value).toFixed(3),
});

export const PERFORMANCE_COLUMNS: readonly Column<PerformanceRow>[] = [
  { key: "id", label: "truth", width: 70, value: ({ id }) => id, format: String },
  {
    key: "match",
    label: "found as",
    width: 76,
    value: ({ match }) => match,
    format: (v) => (v === null ? "–" : String(v)),
    whyEmpty: "no tested unit matches",
  },
  share("accuracy", "hits / (hits + misses + false positives)"),
  share("recall", "hits / true spikes"),
  share("precision", "hits / found spikes"),
];

/** "18 of 20 well detected (accuracy ≥ 0.8), 0 false positive, mean accuracy 0.973" */
export function comparisonSummary(table: ComparisonTable): string {
  return `${table.wellDetected.length} of ${table.truthIds.length} well detected · ${table.falsePositive.length} false positive · mean accuracy ${table.meanAccuracy.toFixed(3)}`;
}
