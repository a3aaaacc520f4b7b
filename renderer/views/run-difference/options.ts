import type { JsonValue, UnitId } from "#core/model/index.ts";
import type { PairTable, RunDifference } from "#contract/index.ts";
import { formatCount } from "../../app/index.ts";
import type { CellValue, Column } from "../../tables/index.ts";

/** What became of a unit from the first run to the second. */
export interface UnitFate {
  readonly key: string;
  readonly fate: "matched" | "lost" | "gained";
  readonly id1: UnitId | null;
  readonly id2: UnitId | null;
  readonly spikes1: number | null;
  readonly spikes2: number | null;
  /** with its match; for a lost or gained unit with the nearest of the other run */
  readonly agreement: number;
  readonly nearest: UnitId | null;
}

/** Matched, lost and gained units, in this order. */
export function unitFates(table: PairTable): readonly UnitFate[] {
  const { unitIds1, unitIds2, numSpikes1, numSpikes2, match12, agreement } = table;
  const width = unitIds2.length;
  const at = (i: number, j: number): number => agreement[i * width + j] ?? 0;
  const best = (values: readonly number[]): number =>
    values.reduce((found, value, i) => (value > (values[found] ?? -1) ? i : found), 0);
  const rows = unitIds1.map((id1, i): UnitFate => {
    const match = match12[i] ?? -1;
    const near = match >= 0 ? match : best(unitIds2.map((_, j) => at(i, j)));
    const value = width > 0 ? at(i, near) : 0;
    return {
      key: `1:${String(id1)}`,
      fate: match >= 0 ? "matched" : "lost",
      id1,
      id2: match >= 0 ? (unitIds2[match] ?? null) : null,
      spikes1: numSpikes1[i] ?? null,
      spikes2: match >= 0 ? (numSpikes2[match] ?? null) : null,
      agreement: value,
      nearest: value > 0 ? (unitIds2[near] ?? null) : null,
    };
  });
  const gained = unitIds2.flatMap((id2, j): readonly UnitFate[] => {
    if (match12.includes(j)) return [];
    const near = best(unitIds1.map((_, i) => at(i, j)));
    const value = unitIds1.length > 0 ? at(near, j) : 0;
    const nearest = value > 0 ? (unitIds1[near] ?? null) : null;
    const none = { id1: null, spikes1: null };
    const spikes2 = numSpikes2[j] ?? null;
    return [
      { key: `2:${String(id2)}`, fate: "gained", ...none, id2, spikes2, agreement: value, nearest },
    ];
  });
  const order = { matched: 0, lost: 1, gained: 2 } as const;
  return [...rows, ...gained].sort(
    (a, b) => order[a.fate] - order[b.fate] || b.agreement - a.agreement,
  );
}

/** "11 matched, 2 lost, 0 gained" */
export function fateSummary(fates: readonly UnitFate[]): string {
  const count = (fate: UnitFate["fate"]): number => fates.filter((row) => row.fate === fate).length;
  return `${count("matched")} matched, ${count("lost")} lost, ${count("gained")} gained`;
}

const orDash = (value: CellValue): string => (value === null ? "–" : String(value));
const countOrDash = (value: CellValue): string =>
  value === null ? "–" : formatCount(Number(value));

export const FATE_COLUMNS: readonly Column<UnitFate>[] = [
  { key: "fate", label: "Unit", width: 70, value: ({ fate }) => fate },
  { key: "id1", label: "first run", width: 70, value: ({ id1 }) => id1, format: orDash },
  { key: "id2", label: "second run", width: 78, value: ({ id2 }) => id2, format: orDash },
  {
    key: "agreement",
    label: "agreement",
    help: "of a lost or gained unit: with the nearest of the other run",
    numeric: true,
    width: 78,
    value: (row) => row.agreement,
    format: (value) => Number(value).toFixed(3),
  },
  {
    key: "nearest",
    label: "nearest",
    help: "the unit of the other run that shares most spikes",
    width: 62,
    value: ({ nearest }) => nearest,
    format: orDash,
  },
  {
    key: "spikes1",
    label: "spikes first",
    numeric: true,
    width: 84,
    value: (row) => row.spikes1,
    format: countOrDash,
  },
  {
    key: "spikes2",
    label: "spikes second",
    numeric: true,
    width: 92,
    value: (row) => row.spikes2,
    format: countOrDash,
  },
];

type Parameter = RunDifference["parameters"][number];

const valueText = (value: JsonValue): string =>
  value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value);

export const PARAMETER_COLUMNS: readonly Column<Parameter>[] = [
  { key: "name", label: "Parameter", width: 220, grow: true, value: ({ name }) => name },
  { key: "value1", label: "first run", width: 120, value: ({ value1 }) => valueText(value1) },
  { key: "value2", label: "second run", width: 120, value: ({ value2 }) => valueText(value2) },
];
