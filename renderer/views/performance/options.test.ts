import { expect, test } from "vitest";
import type { UnitTable } from "#contract/index.ts";
import { smallTable } from "../shared/pairs.fixture.ts";
import { performancePoints, unitAxes } from "./options.ts";

const metrics: UnitTable = {
  analyzerId: 1,
  unitIds: ["x", "y", "z"],
  columns: [
    {
      name: "snr",
      label: "SNR",
      unit: null,
      description: "",
      formula: "",
      citation: "",
      requires: [],
      extension: "quality_metrics",
      dtype: "float",
    },
  ],
  values: [[8, 5, null]],
  labels: [null, null, null],
  mainChannels: [0, 0, 0],
  locationsUm: [null, null, null],
};

test("a true unit has the SNR of the unit that it was found as", () => {
  const axes = unitAxes(smallTable, { first: null, second: metrics });
  expect(axes.map(({ label }) => label)).toEqual([
    "SNR, tested",
    "firing rate, truth (Hz)",
    "spikes, truth",
  ]);
  expect(axes[0]?.values).toEqual([5, NaN, 8]);
  expect(axes[1]?.values).toEqual([10, 5, 20]);
});

test("units without a value on the axis are left out", () => {
  const [snr] = unitAxes(smallTable, { first: null, second: metrics });
  if (!snr) throw new Error("no axis");
  expect(performancePoints(smallTable, "recall", snr)).toEqual([
    { unit1: 0, unit2: 1, x: 5, y: 0.78 },
    { unit1: 2, unit2: 0, x: 8, y: 0.97 },
  ]);
});
