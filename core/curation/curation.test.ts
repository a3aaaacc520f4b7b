import { describe, expect, it } from "vitest";
import { textProperty } from "#core/recording/index.ts";
import { sortingFromUnitDict, spikeTrain, withSortingMetadata } from "#core/sorting/index.ts";
import {
  applyCurationToSorting,
  curationToJson,
  emptyCuration,
  labelProperties,
  parseCuration,
  removeByLabel,
} from "./index.ts";

const UNITS = [1, 2, 3, 6, 10, 14, 20, 31, 42];
const LABELS = {
  quality: { label_options: ["good", "noise", "MUA"], exclusive: true },
  putative: { label_options: ["excitatory", "pyramidal"], exclusive: false },
};
const version2 = {
  format_version: "2",
  unit_ids: UNITS,
  label_definitions: LABELS,
  manual_labels: [
    { unit_id: 1, quality: ["good"] },
    { unit_id: 3, labels: { quality: ["noise"], putative: ["excitatory"] } },
    { unit_id: 6, labels: { quality: ["noise"] } },
  ],
  merges: [{ unit_ids: [3, 6] }, { unit_ids: [10, 14, 20], new_unit_id: 50 }],
  splits: [{ unit_id: 2, mode: "indices", indices: [[0, 2]] }],
  removed: [31, 42],
};
const sorting = withSortingMetadata(
  sortingFromUnitDict([new Map(UNITS.map((id) => [id, [id, id + 100, id + 200]]))], 1000),
  { properties: new Map([["probe", textProperty(UNITS.map(() => "p"))]]) },
);

describe("a curation document", () => {
  it("is read from version 1 and from SortingView's as from version 2", () => {
    const { merges, removed, ...rest } = { ...version2, splits: undefined };
    const old = parseCuration({
      ...rest,
      format_version: "1",
      merge_unit_groups: merges.map(({ unit_ids }) => unit_ids),
      removed_units: removed,
    });
    expect(old.merges).toEqual([{ unitIds: [3, 6] }, { unitIds: [10, 14, 20] }]);
    expect(old.removed).toEqual([31, 42]);
    const viewed = { labelsByUnit: { "2": ["mua"], "5": ["accept"] }, mergeGroups: [[8, 9]] };
    const alone = parseCuration(viewed);
    expect(alone.unitIds).toEqual([2, 5, 8, 9]);
    expect(labelProperties(alone).get("mua")).toMatchObject({ data: Uint8Array.of(1, 0, 0, 0) });
    const texts = parseCuration(viewed, { unitIds: ["2", "5", "8", "9", "11"] });
    expect(texts.unitIds).toHaveLength(5);
    expect(texts.merges).toEqual([{ unitIds: ["8", "9"] }]);
  });

  it("takes the shorthands of version 2", () => {
    const short = parseCuration({
      format_version: "2",
      unit_ids: [1, 2, 3, 4, 5],
      merges: { "9": [1, 2] },
      splits: { "3": [[0], [1, 2]], "4": [0, 0, 1] },
    });
    expect(short.merges).toEqual([{ unitIds: [1, 2], newUnitId: 9 }]);
    expect(short.splits).toEqual([
      { unitId: 3, by: { mode: "indices", indices: [[0], [1, 2]] } },
      { unitId: 4, by: { mode: "labels", labels: [0, 0, 1] } },
    ]);
    expect(parseCuration({ format_version: "2", unit_ids: ["a", "b"], merges: [["a", "b"]] }).merges)
      .toEqual([{ unitIds: ["a", "b"] }]); // prettier-ignore
  });

  it("is the same after writing and reading", () => {
    const curation = parseCuration(version2);
    expect(parseCuration(curationToJson(curation))).toEqual(curation);
    expect(() => curationToJson(curation, "1")).toThrow("cannot hold splits");
    const plain = { ...curation, splits: [], removed: [], merges: [{ unitIds: [3, 6] }] };
    expect(parseCuration(curationToJson(plain, "1"))).toEqual(plain);
    expect(parseCuration(curationToJson(plain, "0"), { unitIds: UNITS }).merges).toEqual(
      plain.merges,
    );
  });

  it.each([
    [{ removed: [3] }, "unit 3 is both merged and removed"],
    [{ removed: [2] }, "unit 2 is both split and removed"],
    [{ removed: [7] }, "removed names unit 7"],
    [{ merges: [[3, 6], [6, 10]] }, "unit 6 is in several merges"],
    [{ merges: [[3]] }, "at least two units"],
    [{ merges: [{ unit_ids: [3, 6], new_unit_id: 1 }] }, "new unit id 1 of a merge exists"],
    [{ merges: [[2, 3]] }, "unit 2 is both merged and split"],
    [{ splits: [{ unit_id: 2, indices: [[0, 1], [1]] }] }, "names a spike twice"],
    [{ splits: [{ unit_id: 2 }] }, "has no indices"],
    [{ splits: [{ unit_id: 2, mode: "labels", labels: [0, 1], new_unit_ids: [7] }] }, "1 new unit ids for 2 parts"],
    [{ manual_labels: [{ unit_id: 1, mood: ["good"] }] }, 'a label "mood" that label_definitions lack'],
    [{ manual_labels: [{ unit_id: 1, quality: "good" }] }, "each kind of label needs a list"],
    [{ manual_labels: [{ unit_id: 1, quality: ["good", "noise"] }] }, '"quality" is exclusive'],
    [{ manual_labels: [{ unit_id: 1, putative: ["x"] }] }, 'no option of "putative"'],
    [{ format_version: "3" }, 'format_version "3" is not known'],
    [{ unit_ids: undefined }, "unit_ids"],
  ])("is refused where it breaks a rule: %j", (change, message) => {
    expect(() => parseCuration({ ...version2, ...change }, { source: "c.json" })).toThrow(
      message,
    );
  }); // prettier-ignore

  it("removes units by their labels, and merges that have one unit left", () => {
    const { removed, merges } = removeByLabel(parseCuration(version2), { exclude: ["noise"] });
    expect(removed).toEqual([31, 42, 3, 6]);
    expect(merges).toEqual([{ unitIds: [10, 14, 20], newUnitId: 50 }]);
    const good = removeByLabel(parseCuration(version2), { include: ["good"] });
    expect(good.unitIds.filter((id) => !good.removed.includes(id))).toEqual([1]);
    expect(good.splits).toEqual([]);
    expect(() => removeByLabel(good, { exclude: ["bad"] })).toThrow('no label is called "bad"');
  });

  it("is refused when it is none", () => {
    expect(() => parseCuration([])).toThrow("a curation is a JSON object");
    expect(() => parseCuration({ units: [] })).toThrow("it has no format_version");
  });
});

describe("applying a curation to a sorting", () => {
  it("removes, merges, splits and labels, and says where new units come from", () => {
    const before = sorting.unitIds.length;
    const { value, lineage, removed } = applyCurationToSorting(sorting, parseCuration(version2));
    expect(value.unitIds).toEqual([1, 51, 50, 52, 53]);
    expect(removed).toEqual([31, 42]);
    expect(lineage).toEqual([
      { unitId: 51, from: [3, 6], by: "merge" },
      { unitId: 50, from: [10, 14, 20], by: "merge" },
      { unitId: 52, from: [2], by: "split" },
      { unitId: 53, from: [2], by: "split" },
    ]);
    expect([...spikeTrain(value, 1)]).toEqual([3, 6, 103, 106, 203, 206]);
    expect([...spikeTrain(value, 4)]).toEqual([102]);
    // an exclusive label stays where all agree, any other one where one unit has it
    expect(value.properties.get("quality")).toMatchObject({ data: ["good", "noise", "", "", ""] });
    expect(value.properties.get("excitatory")).toMatchObject({
      data: Uint8Array.of(0, 1, 0, 0, 0),
    });
    expect(sorting.unitIds).toHaveLength(before);
    expect(sorting.properties.has("quality")).toBe(false);
  });

  it("refuses one about other units, and labels that are not one per spike", () => {
    expect(() => applyCurationToSorting(sorting, emptyCuration([1, 2]))).toThrow(
      "it lacks unit 3 of the sorting",
    );
    expect(() => applyCurationToSorting(sorting, emptyCuration([...UNITS, 99]))).toThrow(
      "the sorting lacks unit 99",
    );
    const split = { ...version2, splits: [{ unit_id: 2, mode: "labels", labels: [0, 1] }] };
    expect(() => applyCurationToSorting(sorting, parseCuration(split))).toThrow(
      "2 labels for 3 spikes",
    );
  });

  it("changes nothing when there is nothing to do", () => {
    expect(applyCurationToSorting(sorting, emptyCuration(UNITS)).value).toBe(sorting);
  });
});
