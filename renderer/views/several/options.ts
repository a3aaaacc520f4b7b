import type { SeveralTable, SortingSummary } from "#contract/index.ts";
import type { Column } from "../../tables/index.ts";

export interface SeveralRow {
  readonly key: number;
  readonly agreed: number;
  readonly meanAgreement: number | null;
  readonly unitIds: readonly (string | number | null)[];
}

/** Units that at least so many sortings have. */
export function severalRows(table: SeveralTable, least: number): readonly SeveralRow[] {
  return table.units.map((unit, key) => ({ ...unit, key })).filter(({ agreed }) => agreed >= least);
}

/** How many units so many sortings agree on: "9 in all 3, 2 in 2, 4 in one alone". */
export function severalSummary(table: SeveralTable): string {
  const most = table.sortingIds.length;
  const counts = Array.from({ length: most }, (_, i) => {
    const agreed = most - i;
    const count = table.units.filter((unit) => unit.agreed === agreed).length;
    if (agreed === most) return `${count} in all ${most}`;
    return agreed === 1 ? `${count} in one alone` : `${count} in ${agreed}`;
  });
  return counts.join(", ");
}

/** One column a sorting. */
export function severalColumns(
  table: SeveralTable,
  sortings: readonly SortingSummary[],
): readonly Column<SeveralRow>[] {
  return [
    {
      key: "agreed",
      label: "Sortings",
      help: "how many have the unit",
      numeric: true,
      width: 64,
      value: (r) => r.agreed,
      format: String,
    },
    {
      key: "meanAgreement",
      label: "agreement",
      help: "mean over the pairs that match",
      numeric: true,
      width: 78,
      value: (row) => row.meanAgreement,
      format: (value) => (value === null ? "–" : Number(value).toFixed(3)),
      whyEmpty: "one sorting alone has it",
    },
    ...table.sortingIds.map((id, at): Column<SeveralRow> => {
      const name = sortings.find((sorting) => sorting.id === id)?.name ?? `sorting ${id}`;
      return {
        key: `s${id}`,
        label: name,
        help: `${name}: ${table.numUnits[at] ?? 0} units`,
        width: 130,
        value: (row) => row.unitIds[at] ?? null,
        format: (value) => (value === null ? "–" : String(value)),
        whyEmpty: "this sorting has no such unit",
      };
    }),
  ];
}
