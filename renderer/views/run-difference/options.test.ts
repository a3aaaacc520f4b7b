import { expect, test } from "vitest";
import type { PairTable } from "#contract/index.ts";
import { fateSummary, unitFates } from "./options.ts";

const TABLE: PairTable = {
  mode: "symmetric",
  sortingId1: 1,
  sortingId2: 2,
  unitIds1: ["a", "b"],
  unitIds2: [7, 8, 9],
  numSpikes1: [10, 20],
  numSpikes2: [11, 12, 13],
  deltaFrames: 12,
  samplingFrequency: 30000,
  durationS: 1,
  agreement: [0.1, 0.9, 0, 0.2, 0, 0],
  matches: [0, 0, 0, 0, 0, 0],
  match12: [1, -1],
  performance: null,
  kinds: null,
};

test("units are matched, lost or gained, with the nearest unit of the other run", () => {
  const fates = unitFates(TABLE);
  expect(fates.map(({ fate, id1, id2 }) => [fate, id1, id2])).toEqual([
    ["matched", "a", 8],
    ["lost", "b", null],
    ["gained", null, 7],
    ["gained", null, 9],
  ]);
  expect(fates.map(({ agreement, nearest }) => [agreement, nearest])).toEqual([
    [0.9, 8],
    [0.2, 7],
    [0.2, "b"],
    [0, null],
  ]);
  expect(fateSummary(fates)).toBe("1 matched, 1 lost, 2 gained");
});

test("a run without units loses or gains them all", () => {
  const none = { ...TABLE, unitIds2: [], numSpikes2: [], agreement: [], match12: [-1, -1] };
  expect(fateSummary(unitFates(none))).toBe("0 matched, 2 lost, 0 gained");
});
