import type { UnitId } from "#core/model/index.ts";
import type { ComparisonTable } from "#contract/index.ts";
import type { MatrixInput } from "../../charts/index.ts";

/** Rows and columns so that matches lie on the diagonal, the best first; the unmatched follow. */
export function orderedAgreement(table: ComparisonTable): MatrixInput {
  const columnOf = new Map(table.testedIds.map((id, at) => [id, at]));
  const scoreOf = (row: number): number => {
    const match = table.match[row];
    return match == null ? -1 : (table.agreement[row]?.[columnOf.get(match) ?? -1] ?? 0);
  };
  const rows = table.truthIds.map((_, at) => at).sort((a, b) => scoreOf(b) - scoreOf(a) || a - b);
  const matched = rows.flatMap((row) => {
    const match = table.match[row];
    return match == null ? [] : (columnOf.get(match) ?? []);
  });
  const rest = table.testedIds.map((_, at) => at).filter((at) => !matched.includes(at));
  const columns = [...matched, ...rest];
  const name = (ids: readonly UnitId[], at: number): string => String(ids[at] ?? at);
  return {
    rows: rows.map((at) => name(table.truthIds, at)),
    columns: columns.map((at) => name(table.testedIds, at)),
    values: rows.flatMap((r) => columns.map((c) => table.agreement[r]?.[c] ?? 0)),
    rowName: "truth",
    columnName: "tested",
    valueName: "agreement",
    showText: true,
    marked: matched.map((_, at) => [at, at] as const),
  };
}
