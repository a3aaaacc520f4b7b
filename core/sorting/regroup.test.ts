import { describe, expect, it } from "vitest";
import { fc, test } from "@fast-check/vitest";
import { textProperty } from "#core/recording/index.ts";
import {
  applyMerges,
  applySplits,
  chainLineage,
  countSpikes,
  findDuplicatedSpikes,
  removeDuplicatedSpikes,
  removeExcessSpikes,
  sortingFromSpikes,
  selectUnits,
  sortingFromUnitDict,
  spikesByUnit,
  spikeTrain,
  type Sorting,
} from "./index.ts";

const twoSegments = sortingFromSpikes({
  unitIds: ["a", "b", "c"],
  samplingFrequency: 1000,
  spikes: {
    sampleIndex: Float64Array.of(0, 2, 3, 10, 1, 20),
    unitIndex: Int32Array.of(0, 1, 0, 2, 0, 1),
    segmentIndex: Int32Array.of(0, 0, 0, 0, 1, 1),
  },
  properties: new Map([["side", textProperty(["left", "left", "right"])]]),
});

function trains(sorting: Sorting): number[][][] {
  return sorting.unitIds.map((_, unit) =>
    Array.from({ length: sorting.numSegments }, (_s, segment) => [
      ...spikeTrain(sorting, unit, segment),
    ]),
  );
}

describe("splitting units", () => {
  it("gives the spikes, over all segments, to the parts", () => {
    const { sorting, lineage, sources, madeUnits } = applySplits(
      twoSegments,
      new Map([["a", [[0, 2], [1]]]]),
    );
    expect(sorting.unitIds).toEqual(["b", "c", "a-split0", "a-split1"]);
    expect(trains(sorting)).toEqual([
      [[2], [20]],
      [[10], []],
      [[0], [1]],
      [[3], []],
    ]);
    expect(sources).toEqual([[1], [2], [0], [0]]);
    expect([...madeUnits]).toEqual([2, 3]);
    expect(lineage).toEqual([
      { unitId: "a-split0", from: ["a"], by: "split" },
      { unitId: "a-split1", from: ["a"], by: "split" },
    ]);
    expect(sorting.properties.get("side")).toMatchObject({
      data: ["left", "right", "left", "left"],
    });
    expect(sorting.properties.get("is_split")).toMatchObject({ data: Uint8Array.of(0, 0, 1, 1) });
  });

  it("refuses parts that are not the unit's spikes, each once", () => {
    const split = (parts: number[][]) => (): unknown =>
      applySplits(twoSegments, new Map([["a", parts]]));
    expect(split([[0, 1, 2]])).toThrow("at least two parts");
    expect(split([[0], [1]])).toThrow("its parts have 2 spikes, the unit has 3");
    expect(split([[0, 1], [1]])).toThrow("spike 1");
    expect(split([[0, 1], [3]])).toThrow("spike 3");
    const given = { newUnitIds: [["b", "x"]] };
    expect(() => applySplits(twoSegments, new Map([["a", [[0], [1, 2]]]]), given)).toThrow(
      "exists already",
    );
  });
});

describe("merging units", () => {
  it("keeps the order of spikes, says which stayed and where units come from", () => {
    const merged = applyMerges(twoSegments, [["a", "b"]], { censorMs: 3, newIdStrategy: "join" });
    expect(merged.sorting.unitIds).toEqual(["c", "a-b"]);
    expect([...(merged.kept ?? [])]).toEqual([1, 0, 0, 1, 1, 1]);
    expect(merged.lineage).toEqual([{ unitId: "a-b", from: ["a", "b"], by: "merge" }]);
    expect(trains(merged.sorting)[1]).toEqual([[0], [1, 20]]);
  });

  it("drops doubles of other members only when asked for duplicates", () => {
    const merged = applyMerges(twoSegments, [["a", "b"]], { duplicateMs: 2 });
    expect([...(merged.kept ?? [])]).toEqual([1, 0, 0, 1, 1, 1]);
    const sorting = sortingFromUnitDict([new Map([[1, [0, 1]], [2, [50]]])], 1000); // prettier-ignore
    expect(applyMerges(sorting, [[1, 2]], { duplicateMs: 2 }).kept).toEqual(Uint8Array.of(1, 1, 1));
  });

  it("traces units of several rounds back to the first sorting", () => {
    const first = [{ unitId: 9, from: [1, 2], by: "merge" as const }];
    const second = [{ unitId: 10, from: [9, 3], by: "merge" as const }];
    expect(chainLineage(first, second)).toEqual([{ unitId: 10, from: [1, 2, 3], by: "merge" }]);
    expect(chainLineage(first, [])).toEqual(first);
  });

  test.prop([fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 40 })])(
    "undoes a split into parts of the same unit",
    (labels) => {
      const all = Array.from({ length: labels.length }, (_, i) => i * 3);
      const sorting = sortingFromUnitDict([new Map([[7, all], [8, [1]]])], 100); // prettier-ignore
      const parts = [...new Set(labels)].map((label) =>
        labels.flatMap((one, i) => (one === label ? [i] : [])),
      );
      fc.pre(parts.length > 1);
      const split = applySplits(sorting, new Map([[7, parts]]));
      expect([...countSpikes(split.sorting)]).toEqual([1, ...parts.map((p) => p.length)]);
      const back = applyMerges(split.sorting, [split.lineage.map(({ unitId }) => unitId)]);
      expect(trains(back.sorting)).toEqual([[[1]], [all]]);
    },
  );
});

describe("duplicated and excess spikes", () => {
  // A and B, B and C are close, A and C are not
  const triplet = [10, 13, 16, 100];

  it.each([
    ["keep_first", [1, 2]],
    ["keep_last", [0, 1]],
    ["keep_first_iterative", [1]],
    ["keep_last_iterative", [1]],
  ] as const)("%s of a triplet", (method, gone) => {
    expect([...findDuplicatedSpikes(triplet, 4, method)]).toEqual(gone);
  });

  it("draws the same with the same seed and leaves no close pair", () => {
    const train = Array.from({ length: 60 }, (_, i) => Math.floor(i / 3) * 20 + (i % 3));
    const gone = findDuplicatedSpikes(train, 5, "random", 3);
    expect(findDuplicatedSpikes(train, 5, "random", 3)).toEqual(gone);
    const set = new Set(gone);
    const rest = train.filter((_, i) => !set.has(i));
    expect(rest.every((t, i) => i === 0 || t - rest[i - 1] > 5)).toBe(true);
  });

  it("go unit by unit; a sorting without any is returned as it is", () => {
    const sorting = sortingFromUnitDict([new Map([[1, [0, 2, 50]], [2, [1]]])], 10_000); // prettier-ignore
    expect(trains(removeDuplicatedSpikes(sorting))).toEqual([[[0, 50]], [[1]]]);
    expect(removeDuplicatedSpikes(sorting, { censoredPeriodMs: 0.1 })).toBe(sorting);
    expect(trains(removeExcessSpikes(sorting, [50]))).toEqual([[[0, 2]], [[1]]]);
    expect(removeExcessSpikes(sorting, [51])).toBe(sorting);
    expect(() => removeExcessSpikes(sorting, [1, 2])).toThrow("1 segments, the recording 2");
  });
});

describe("the index of spikes after a merge or split", () => {
  const fresh = ({ spikes, ...rest }: Sorting): Sorting => ({ ...rest, spikes: { ...spikes } });

  test.prop([
    fc.array(fc.tuple(fc.nat(60), fc.nat(3), fc.nat(1)), { minLength: 12, maxLength: 60 }),
  ])("is the one that would be made anew", (spikes) => {
    spikes.sort((a, b) => a[2] - b[2] || a[0] - b[0]);
    const sorting = sortingFromSpikes({
      unitIds: ["a", "b", "c", "d"],
      samplingFrequency: 1000,
      numSegments: 2,
      spikes: {
        sampleIndex: Float64Array.from(spikes, ([sample]) => sample),
        unitIndex: Int32Array.from(spikes, ([, unit]) => unit),
        segmentIndex: Int32Array.from(spikes, ([, , segment]) => segment),
      },
    });
    spikesByUnit(sorting);
    const merged = applyMerges(sorting, [["c", "a"]]).sorting;
    expect(spikesByUnit(merged)).toEqual(spikesByUnit(fresh(merged)));
    const [n] = countSpikes(merged);
    fc.pre(n > 1);
    const odd = Array.from({ length: n }, (_, i) => i).filter((i) => i % 2 === 1);
    const even = Array.from({ length: n }, (_, i) => i).filter((i) => i % 2 === 0);
    const split = applySplits(merged, new Map([[merged.unitIds[0], [odd, even]]])).sorting;
    expect(spikesByUnit(split)).toEqual(spikesByUnit(fresh(split)));
    expect(selectUnits(split, [split.unitIds[1]]).spikes).toEqual(
      selectUnits(fresh(split), [split.unitIds[1]]).spikes,
    );
  });
});
