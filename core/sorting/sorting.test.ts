import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import {
  countSpikes,
  memorySortingFromKwargs,
  mergeUnits,
  removeEmptyUnits,
  selectUnits,
  segmentSlices,
  sliceSortingFrames,
  sortingFromLabels,
  sortingFromSpikes,
  sortingFromUnitDict,
  spikeTrain,
  type Sorting,
} from "./index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { textProperty } from "#core/recording/index.ts";

function trainsOf(sorting: Sorting): number[][] {
  return sorting.unitIds.flatMap((_, unit) =>
    Array.from({ length: sorting.numSegments }, (_s, segment) => [
      ...spikeTrain(sorting, unit, segment),
    ]),
  );
}

const spikes = fc.array(
  fc.record({
    sample: fc.integer({ min: 0, max: 50 }),
    unit: fc.integer({ min: 0, max: 3 }),
    segment: fc.integer({ min: 0, max: 1 }),
  }),
  { maxLength: 60 },
);

function sortingOf(rows: readonly { sample: number; unit: number; segment: number }[]): Sorting {
  return sortingFromSpikes({
    unitIds: ["a", "b", "c", "d"],
    samplingFrequency: 1000,
    numSegments: 2,
    spikes: {
      sampleIndex: Float64Array.from(rows, (row) => row.sample),
      unitIndex: Int32Array.from(rows, (row) => row.unit),
      segmentIndex: Int32Array.from(rows, (row) => row.segment),
    },
  });
}

describe("sortings", () => {
  test.prop([spikes])("are ordered by segment and sample, ties as given", (rows) => {
    const sorting = sortingOf(rows);
    const expected = rows
      .map((row, i) => ({ ...row, i }))
      .sort((a, b) => a.segment - b.segment || a.sample - b.sample || a.i - b.i);
    expect([...sorting.spikes.sampleIndex]).toEqual(expected.map((row) => row.sample));
    expect([...sorting.spikes.unitIndex]).toEqual(expected.map((row) => row.unit));
    const slices = segmentSlices(sorting);
    expect(slices[1]?.end).toBe(rows.length);
    expect(slices[0]?.end).toBe(rows.filter((row) => row.segment === 0).length);
  });

  test.prop([spikes])("give each unit's train and count", (rows) => {
    const sorting = sortingOf(rows);
    const train = rows.filter((r) => r.unit === 2 && r.segment === 1).map((r) => r.sample);
    expect([...spikeTrain(sorting, 2, 1)]).toEqual(train.sort((a, b) => a - b));
    expect([...countSpikes(sorting)]).toEqual(
      [0, 1, 2, 3].map((unit) => rows.filter((row) => row.unit === unit).length),
    );
  });

  test.prop([spikes])("keep the trains of selected units, whatever the order", (rows) => {
    const sorting = sortingOf(rows);
    const selected = selectUnits(sorting, ["d", "a"], [7, 8]);
    expect(selected.unitIds).toEqual([7, 8]);
    expect(trainsOf(selected)).toEqual([
      [...spikeTrain(sorting, 3, 0)],
      [...spikeTrain(sorting, 3, 1)],
      [...spikeTrain(sorting, 0, 0)],
      [...spikeTrain(sorting, 0, 1)],
    ]);
  });

  test.prop([spikes])("come back from the dictionary that carries their spikes", (rows) => {
    const sorting = sortingOf(rows);
    const kwargs = JSON.parse(JSON.stringify(sorting.dict.kwargs)) as typeof sorting.dict.kwargs;
    expect(trainsOf(memorySortingFromKwargs(kwargs))).toEqual(trainsOf(sorting));
  });

  it("are made from unit dictionaries and labels", () => {
    const byUnit = sortingFromUnitDict([new Map([["x", [9, 4]], ["y", [5]]])], 100); // prettier-ignore
    expect(trainsOf(byUnit)).toEqual([[4, 9], [5]]);
    const byLabel = sortingFromLabels([{ samples: [3, 1, 2], labels: [20, 10, 20] }], {
      samplingFrequency: 100,
    });
    expect(byLabel.unitIds).toEqual([10, 20]);
    expect(trainsOf(byLabel)).toEqual([[1], [2, 3]]);
  });

  it("refuse what does not fit", () => {
    const one = { sampleIndex: Float64Array.of(1), segmentIndex: Int32Array.of(0) };
    const make = (unit: number, unitIds: number[]): (() => unknown) => {
      return () =>
        sortingFromSpikes({
          unitIds,
          samplingFrequency: 1,
          spikes: { ...one, unitIndex: Int32Array.of(unit) },
        });
    };
    expect(make(1, [5])).toThrow("unit index 1");
    expect(make(0, [5, 5])).toThrow("must all differ");
    expect(() => selectUnits(sortingOf([]), ["z"])).toThrow('unit "z" is not in the sorting');
    expect(() => spikeTrain(sortingOf([]), 0, 2)).toThrow("segment 2 does not exist");
  });

  it("drop empty units and cut frames", () => {
    const sorting = sortingFromUnitDict([new Map([["a", [1, 5, 9]], ["b", []]])], 100); // prettier-ignore
    expect(removeEmptyUnits(sorting).unitIds).toEqual(["a"]);
    expect(trainsOf(sliceSortingFrames(sorting, 5, 9))).toEqual([[0], []]);
  });
});

describe("merging units", () => {
  const sorting = sortingFromSpikes({
    unitIds: [1, 2, 5],
    samplingFrequency: 1000,
    spikes: {
      sampleIndex: Float64Array.of(0, 2, 3, 10, 20),
      unitIndex: Int32Array.of(0, 1, 2, 0, 1),
      segmentIndex: new Int32Array(5),
    },
    properties: new Map([["quality", textProperty(["good", "mua", "good"])]]),
  });

  it("puts merged units last under new ids and keeps what agrees", () => {
    const merged = mergeUnits(sorting, [[1, 5]]);
    expect(merged.unitIds).toEqual([2, 6]);
    expect(trainsOf(merged)).toEqual([
      [2, 20],
      [0, 3, 10],
    ]);
    expect(merged.properties.get("quality")).toMatchObject({ data: ["mua", "good"] });
    expect(merged.properties.get("is_merged")).toMatchObject({ data: Uint8Array.of(0, 1) });
    expect(() => mergeUnits(sorting, [[1, 5]], { newUnitIds: [2] })).toThrow("outside its merge");
    const other = mergeUnits(sorting, [[1, 2]]);
    expect(other.properties.get("quality")).toMatchObject({ data: ["good", ""] });
  });

  it("drops spikes that follow another too closely when asked", () => {
    expect(trainsOf(mergeUnits(sorting, [[1, 5]], { censorMs: 4 }))[1]).toEqual([0, 10]);
    expect(trainsOf(mergeUnits(sorting, [[1, 5]], { censorMs: 3 }))[1]).toEqual([0, 3, 10]);
  });

  it("keeps the first member's place and id when asked", () => {
    const merged = mergeUnits(sorting, [[2, 1]], { newIdStrategy: "take_first" });
    expect(merged.unitIds).toEqual([2, 5]);
    expect(() => mergeUnits(sorting, [[1, 2], [2, 5]])).toThrow("may not share"); // prettier-ignore
  });
});

test("the dictionary of spikes in memory says what it is without a text as long as they are", () => {
  const spikes = {
    sampleIndex: Float64Array.of(3, 5),
    unitIndex: Int32Array.of(0, 0),
    segmentIndex: new Int32Array(2),
  };
  const { dict } = sortingFromSpikes({ unitIds: ["a"], samplingFrequency: 1, spikes });
  spikes.sampleIndex[0] = 4; // seen, as the text is made now
  const again = memorySortingFromKwargs(JSON.parse(JSON.stringify(dict.kwargs)) as JsonObject);
  expect([...again.spikes.sampleIndex]).toEqual([4, 5]);
});
