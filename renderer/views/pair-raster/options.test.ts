import { expect, test } from "vitest";
import { firstFrom, lanesOf, within, zoomSpan } from "./options.ts";

test("every spike is in one lane: only in the first, in both, only in the second", () => {
  const lanes = lanesOf(
    {
      timesS1: Float64Array.of(1, 2, 3),
      timesS2: Float64Array.of(2.0001, 5),
      isShared1: Uint8Array.of(0, 1, 0),
      isShared2: Uint8Array.of(1, 0),
      shared: 1,
      total1: 3,
      total2: 2,
    },
    ["missed", "found", "extra"],
  );
  expect(lanes.map(({ timesS }) => [...timesS])).toEqual([[1, 3], [2], [5]]);
});

test("zooming keeps the time under the pointer, within the recording", () => {
  const span = zoomSpan({ startS: 0, endS: 100 }, 25, 4, 100);
  expect(span).toEqual({ startS: 18.75, endS: 43.75 });
  expect(zoomSpan(span, 25, 0.01, 100)).toEqual({ startS: 0, endS: 100 });
  expect(within({ startS: -5, endS: 5 }, 100)).toEqual({ startS: 0, endS: 10 });
  expect(within({ startS: 95, endS: 105 }, 100)).toEqual({ startS: 90, endS: 100 });
});

test("a search finds the first spike at or after a time", () => {
  const times = Float64Array.of(1, 2, 2, 3);
  expect([0, 1, 2, 2.5, 9].map((s) => firstFrom(times, s))).toEqual([0, 0, 1, 3, 4]);
});
