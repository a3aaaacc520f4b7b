import type { PairTable } from "#contract/index.ts";
import { formatCount } from "../../app/index.ts";
import type { CellValue, Column } from "../../tables/index.ts";
import { sideNames, type PairRow } from "../shared/pairs.ts";

const text = (value: CellValue): string => (value === null ? "–" : String(value));
const count = (value: CellValue): string => (value === null ? "–" : formatCount(Number(value)));

const share = (
  key: "agreement" | "accuracy" | "recall" | "precision",
  help: string,
): Column<PairRow> => ({
  key,
  label: key,
  help,
  numeric: true,
  width: 96,
  value: (row) => row[key],
  format: (value) => (value === null ? "–" : Number(value).toFixed(3)),
  whyEmpty: "no unit matches",
});

/** Columns that are drawn as bars. */
export const SHARES: ReadonlySet<string> = new Set([
  "agreement",
  "accuracy",
  "recall",
  "precision",
]);

/** What the table shows depends on whether the first sorting is true. */
export function pairColumns(mode: PairTable["mode"]): readonly Column<PairRow>[] {
  const names = sideNames(mode);
  const ids: readonly Column<PairRow>[] = [
    { key: "id1", label: names.first, width: 54, value: ({ id1 }) => id1, format: text },
    { key: "id2", label: names.second, width: 54, value: ({ id2 }) => id2, format: text },
  ];
  const spikes: readonly Column<PairRow>[] = [
    {
      key: "numSpikes1",
      label: `spikes ${names.first}`,
      numeric: true,
      width: 84,
      value: (row) => row.numSpikes1,
      format: count,
    },
    {
      key: "numSpikes2",
      label: `spikes ${names.second}`,
      numeric: true,
      width: 90,
      value: (row) => row.numSpikes2,
      format: count,
    },
    {
      key: "shared",
      label: "both",
      help: "spikes that both have within the window",
      numeric: true,
      width: 64,
      value: (row) => row.shared,
      format: count,
      whyEmpty: "no unit matches",
    },
  ];
  if (mode === "symmetric")
    return [...ids, share("agreement", "both / (only A + both + only B)"), ...spikes];
  return [
    ...ids,
    share("accuracy", "found / (found + missed + extra)"),
    share("recall", "found / true spikes"),
    share("precision", "found / spikes of the tested unit"),
    {
      key: "kind",
      label: "is",
      help: "by agreement: well detected from 0.8, redundant from 0.2, overmerged above 0.2 with two",
      width: 98,
      value: ({ kind }) => kind,
      format: (value) => (value === null ? "" : String(value)),
    },
    ...spikes,
  ];
}
