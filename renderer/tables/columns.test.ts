import { describe, expect, test } from "vitest";
import type { Column } from "./columns.ts";
import { nextSort, rangeOfKeys, sortRows } from "./columns.ts";

interface Row {
  readonly id: string;
  readonly snr: number | null;
}
const columns: readonly Column<Row>[] = [
  { key: "id", label: "id", width: 10, value: ({ id }) => id },
  { key: "snr", label: "snr", width: 10, numeric: true, value: ({ snr }) => snr },
];
const rows: readonly Row[] = [
  { id: "u10", snr: 3 },
  { id: "u2", snr: null },
  { id: "u1", snr: 7 },
  { id: "u3", snr: 3 },
];
const ids = (sorted: readonly Row[]): string[] => sorted.map(({ id }) => id);

describe("sorting", () => {
  test("nothing goes last in both directions, equals keep their order", () => {
    expect(ids(sortRows(rows, columns, { key: "snr", descending: false }))).toEqual([
      "u10",
      "u3",
      "u1",
      "u2",
    ]);
    expect(ids(sortRows(rows, columns, { key: "snr", descending: true }))).toEqual([
      "u1",
      "u10",
      "u3",
      "u2",
    ]);
  });
  test("names count", () => {
    expect(ids(sortRows(rows, columns, { key: "id", descending: false }))).toEqual([
      "u1",
      "u2",
      "u3",
      "u10",
    ]);
  });
  test("no sort is the order given, and the input is never touched", () => {
    expect(sortRows(rows, columns, null)).toBe(rows);
    sortRows(rows, columns, { key: "id", descending: true });
    expect(ids(rows)).toEqual(["u10", "u2", "u1", "u3"]);
  });
  test("a header cycles: numbers largest first, names from A, then the other way, then none", () => {
    const snr = { key: "snr", numeric: true };
    const first = nextSort(null, snr);
    const second = nextSort(first, snr);
    expect([first, second, nextSort(second, snr)]).toEqual([
      { key: "snr", descending: true },
      { key: "snr", descending: false },
      null,
    ]);
    expect(nextSort(first, { key: "id" })).toEqual({ key: "id", descending: false });
  });
});

test("a range goes from the anchor in the order shown", () => {
  expect(rangeOfKeys([5, 3, 9, 1], 9, 5)).toEqual([5, 3, 9]);
  expect(rangeOfKeys([5, 3, 9, 1], undefined, 3)).toEqual([3]);
  expect(rangeOfKeys([5, 3], 77, 3)).toEqual([3]);
});
