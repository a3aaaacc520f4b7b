import { expect, test } from "vitest";
import type { UnitTable } from "#contract/index.ts";
import { judge } from "./metric-rules.ts";

const column = (name: string): UnitTable["columns"][number] => ({
  name,
  label: name,
  unit: null,
  description: "",
  formula: "",
  citation: "",
  requires: [],
  extension: "quality_metrics",
  dtype: "float",
});
const table: UnitTable = {
  analyzerId: 1,
  unitIds: [1, 2, 3, 4],
  columns: [column("snr"), column("rate")],
  values: [
    [9, 2, null, null],
    [1, 1, 1, 50],
  ],
  labels: [null, null, null, null],
  mainChannels: [0, 0, 0, 0],
  locationsUm: [null, null, null, null],
};

test("a unit keeps all rules, breaks one, or cannot be judged; a broken rule outweighs a missing value", () => {
  const rules = [
    { metric: "snr", low: 5, high: null },
    { metric: "rate", low: null, high: 10 },
  ];
  expect(judge(table, rules)).toEqual([true, false, null, false]);
  expect(judge(table, [])).toEqual([true, true, true, true]);
});
