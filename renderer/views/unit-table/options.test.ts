import { expect, test } from "vitest";
import type { UnitTable } from "#contract/index.ts";
import {
  emptyColumns,
  idsAs,
  lookupOf,
  movedColumn,
  orderedColumns,
  unitColumns,
  unitRows,
  unitsCsv,
} from "./options.ts";

const metric = (
  name: string,
  dtype: "int" | "float",
  unit: string | null = null,
): UnitTable["columns"][number] => ({
  name,
  label: name,
  unit,
  description: "",
  formula: "",
  citation: "",
  requires: [],
  extension: "quality_metrics",
  dtype,
});
const table: UnitTable = {
  analyzerId: 1,
  unitIds: ["a", "b"],
  columns: [
    metric("num_spikes", "int"),
    metric("snr", "float"),
    metric("drift_ptp", "float", "um"),
  ],
  values: [
    [12408, 7],
    [8.123456, null],
    [null, null],
  ],
  labels: ["good", null],
  mainChannels: [1, 0],
  locationsUm: [[1, 20.5], null],
};
const columns = unitColumns(table, ["AP0", "AP1"]);
const [first, second] = unitRows(table);

test("every metric is a column, counts are whole, others have three digits", () => {
  const textOf = (key: string): string | undefined => {
    const column = columns.find((c) => c.key === key);
    return first && column?.format?.(column.value(first), first);
  };
  expect([textOf("num_spikes"), textOf("snr")]).toEqual(["12\u202f408", "8.12"]);
  expect(columns.find(({ key }) => key === "drift_ptp")?.unit).toBe("µm");
});

test("the filter sees labels, channels, depths and metrics", () => {
  const lookup = lookupOf(columns);
  if (!first || !second) throw new Error("two rows");
  expect(["label", "channel", "depth", "snr", "nope"].map(lookup(first))).toEqual([
    "good",
    "AP1",
    20.5,
    8.123456,
    undefined,
  ]);
  expect(["label", "depth"].map(lookup(second))).toEqual([null, null]);
});

test("copies keep full precision and leave nothing where there is nothing", () => {
  const csv = unitsCsv(unitRows(table), columns).split("\n");
  expect(csv[0]).toBe("unit_id,label,channel,depth,num_spikes,snr,drift_ptp");
  expect(csv[1]).toBe("a,good,AP1,20.5,12408,8.123456,");
  expect(csv[2]).toBe("b,,AP0,,7,,");
});

test("columns without any value are known", () => {
  expect([...emptyColumns(table)]).toEqual(["drift_ptp"]);
});

test("columns keep the order that they were dragged to; sticky ones stay in front", () => {
  const columns = [{ key: "id", sticky: true }, { key: "a" }, { key: "b" }, { key: "c" }];
  const order = movedColumn(["id", "a", "b", "c"], "c", "a");
  expect(orderedColumns(columns, order).map(({ key }) => key)).toEqual(["id", "c", "a", "b"]);
  expect(orderedColumns(columns, ["b"]).map(({ key }) => key)).toEqual(["id", "b", "a", "c"]);
});

test("ids are copied as other tools type them", () => {
  expect(idsAs.python([3, "x"])).toBe('[3, "x"]');
  expect(idsAs.matlab([3, 7])).toBe("[3 7]");
  expect(idsAs.matlab([3, "it's"])).toBe("{'3', 'it''s'}");
});
