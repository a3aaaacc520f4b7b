import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { JsonObject, UnitId } from "#core/model/index.ts";
import {
  applyMerges,
  applySplits,
  sortingFromSpikes,
  spikesByUnit,
  type Sorting,
} from "#core/sorting/index.ts";
import { applyCurationToSorting, curationToJson, parseCuration } from "../index.ts";
import {
  actionFromStored,
  curatedUnits,
  curationDocuments,
  diffBranches,
  lineageOf,
  mergedLabels,
  mergedUnitId,
  partUnitIds,
  replayJournal,
  storedAction,
  usedUnitIds,
  type ActEntry,
  type CurationAction,
  type JournalEntry,
} from "./index.ts";
import { partPositions } from "./analyzer.ts";

const head = { branch: "main", author: "me", createdAt: "2026-01-01T00:00:00.000Z", reason: "" };
const act = (id: number, action: CurationAction, branch = "main"): ActEntry => ({ ...head, branch, id, kind: "act", action }); // prettier-ignore
const merge = (unitIds: UnitId[], newUnitId: UnitId, labels = {}): CurationAction => ({ kind: "merge", unitIds, newUnitId, labels }); // prettier-ignore
const label = (unitId: UnitId, value: string): CurationAction => ({ kind: "label", changes: [{ unitId, category: "quality", values: [value] }] }); // prettier-ignore

/** `counts` spikes per unit, in turn. */
function sortingOf(counts: readonly number[], unitIds: readonly UnitId[]): Sorting {
  const units: number[] = [];
  for (let round = 0; round < Math.max(...counts); round++) {
    counts.forEach((n, u) => {
      if (round < n) units.push(u);
    });
  }
  return sortingFromSpikes({
    unitIds,
    samplingFrequency: 1000,
    numSegments: 1,
    spikes: {
      sampleIndex: Float64Array.from(units, (_, i) => 7 * i),
      unitIndex: Int32Array.from(units),
      segmentIndex: new Int32Array(units.length),
    },
  });
}

function trains(sorting: Sorting): Record<string, number[]> {
  const { starts, samples } = spikesByUnit(sorting);
  return Object.fromEntries(
    sorting.unitIds.map((id, u) => [JSON.stringify(id), [...samples.subarray(starts[u], starts[u + 1])]]), // prettier-ignore
  );
}

describe("a journal", () => {
  const rows: JournalEntry[] = [
    act(1, label(0, "good")),
    act(2, merge([0, 1], 3, { quality: ["good"] })),
    { ...head, id: 3, kind: "undo", target: 2 },
    { ...head, id: 4, kind: "branch", branch: "strict", from: "main" },
    act(5, { kind: "remove", unitIds: [1] }, "strict"),
    { ...head, id: 6, kind: "switch" },
    { ...head, id: 7, kind: "redo", target: 2 },
  ];

  it("undoes and redoes on the branch that is worked on, and leaves the others", () => {
    const { branches, current } = replayJournal(rows);
    expect(current.name).toBe("main");
    expect(current.done.map(({ id }) => id)).toEqual([1, 2]);
    expect(branches.get("strict")?.done.map(({ id }) => id)).toEqual([1, 5]);
    const undone = replayJournal(rows.slice(0, 3)).current;
    expect(undone.undone.map(({ id }) => id)).toEqual([2]);
    expect(replayJournal([...rows.slice(0, 3), act(9, label(1, "noise"))]).current.undone).toEqual(
      [],
    );
  });

  it("that contradicts itself is refused by its row", () => {
    const wrong: JournalEntry[] = [act(1, label(0, "good")), { ...head, id: 2, kind: "undo", target: 7 }]; // prettier-ignore
    expect(() => replayJournal(wrong)).toThrow("row 2 of the curation journal");
    expect(() => replayJournal([act(1, label(0, "x"), "nowhere")])).toThrow('branch "nowhere"');
  });

  it("never gives an id a second time, whatever was taken back and wherever", () => {
    const used = usedUnitIds([0, 1, 2], rows);
    expect(mergedUnitId(used, [0, 2])).toBe(4);
    expect(partUnitIds([...used, 4], 0, 2)).toEqual([5, 6]);
    const names = usedUnitIds(["a", "b"], [act(1, merge(["a", "b"], "merge0"))]);
    expect(mergedUnitId(names, ["a", "b"])).toBe("merge1");
  });

  it("tells how branches differ, and where a unit comes from", () => {
    const { branches } = replayJournal(rows);
    const sideOf = (name: string) => {
      const { done } = branches.get(name) ?? { done: [] };
      return { done, units: curatedUnits([0, 1, 2], done) };
    };
    const diff = diffBranches(sideOf("main"), sideOf("strict"));
    expect(diff).toMatchObject({ shared: 1, unitsA: [3], unitsB: [0, 1], changed: [] });
    expect(lineageOf(sideOf("main").units, 3)).toMatchObject({
      unitId: 3,
      by: "merge",
      from: [{ unitId: 0, by: null }, { unitId: 1 }],
    });
  });
});

describe("units after actions", () => {
  it("have labels, notes and deletions; a merge joins what its members agree on", () => {
    const units = curatedUnits(
      [0, 1, 2],
      [
        act(1, label(0, "good")),
        act(2, { kind: "note", unitIds: [0, 1], text: "drifts" }),
        act(3, { kind: "remove", unitIds: [2] }),
        act(4, merge([0, 1], 3, { quality: ["good"] })),
      ],
    );
    expect(units.unitIds).toEqual([2, 3]);
    expect([...units.removed]).toEqual([2]);
    expect(units.labels.get(3)).toEqual({ quality: ["good"] });
    expect(units.notes.get(3)).toBe("drifts");
    expect(() => curatedUnits([0, 1], [act(1, merge([0, 1], 2)), act(2, label(0, "good"))])).toThrow("it went into unit 2"); // prettier-ignore
    expect(() => curatedUnits([0, 1], [act(1, { kind: "remove", unitIds: [0] }), act(2, merge([0, 1], 2))])).toThrow("restore it"); // prettier-ignore
  });

  it("one labelled member decides, two that differ do not", () => {
    const labels = new Map([[0, { quality: ["good"], tags: ["a"] }], [1, { tags: ["b"] }], [2, { quality: ["MUA"] }]]); // prettier-ignore
    const categories = [{ name: "tags", options: ["a", "b"], exclusive: false }];
    expect(mergedLabels({ labels, categories }, [0, 1])).toEqual({ quality: ["good"], tags: ["a", "b"] }); // prettier-ignore
    expect(mergedLabels({ labels, categories }, [0, 2])).toEqual({ tags: ["a"] });
  });
});

describe("what is stored", () => {
  const actions: CurationAction[] = [
    merge([0, "a"], 7, { quality: ["good"] }),
    { kind: "split", unitId: 3, parts: Uint16Array.of(0, 1, 1, 300), newUnitIds: [8, 9] },
    { kind: "restore", unitIds: [1] },
    { kind: "label", changes: [{ unitId: 1, category: "quality", values: [] }] },
    { kind: "note", unitIds: [1], text: "x" },
    { kind: "categories", categories: [{ name: "t", options: ["a", "b"], exclusive: false }] },
    { kind: "judge", unitIds: [1, 2], verdict: null },
  ];
  it.each(actions)("comes back as it was: $kind", (action) => {
    const { json, spikes } = storedAction(action);
    expect(
      actionFromStored({ json: JSON.parse(JSON.stringify(json)) as JsonObject, spikes }, 1),
    ).toEqual(action);
  });
  it("is refused by its row when damaged", () => {
    const { json } = storedAction(actions[1]);
    expect(() => actionFromStored({ json, spikes: Uint8Array.of(1, 2) }, 12)).toThrow("row 12");
    expect(() => actionFromStored({ json, spikes: null }, 12)).toThrow("missing");
    expect(() => actionFromStored({ json: { kind: "explode" }, spikes: null }, 3)).toThrow("row 3");
  });
});

describe("the documents of a journal", () => {
  /** Random merges, splits and deletions, each on units that are there. */
  const script = fc.array(fc.tuple(fc.nat(2), fc.nat(1000), fc.nat(1000)), { maxLength: 12 });

  test.prop([script, fc.array(fc.integer({ min: 2, max: 9 }), { minLength: 3, maxLength: 5 })])(
    "lead to the same units as the actions one by one",
    (steps, counts) => {
      const start = sortingOf(
        counts,
        counts.map((_, u) => u),
      );
      let now = start;
      const entries: ActEntry[] = [];
      const removed = new Set<UnitId>();
      const add = (action: CurationAction): void => {
        entries.push(act(entries.length + 1, action));
      };
      for (const [what, x, y] of steps) {
        const alive = now.unitIds.filter((id) => !removed.has(id));
        const a = alive[x % alive.length];
        const b = alive[y % alive.length];
        const used = usedUnitIds(start.unitIds, entries);
        if (what === 0 && a !== b && alive.length > 1) {
          const newUnitId = mergedUnitId(used, [a, b]);
          add(merge([a, b], newUnitId));
          now = applyMerges(now, [[a, b]], { newUnitIds: [newUnitId] }).sorting;
        } else if (what === 1) {
          const count = trains(now)[JSON.stringify(a)].length;
          if (count < 2) continue;
          const parts = Uint16Array.from({ length: count }, (_, i) => (i === y % count ? 1 : 0));
          const newUnitIds = partUnitIds(used, a, 2);
          add({ kind: "split", unitId: a, parts, newUnitIds });
          now = applySplits(now, new Map([[a, partPositions(parts, 2)]]), { newUnitIds: [newUnitIds] }).sorting; // prettier-ignore
        } else if (what === 2 && alive.length > 1) {
          add({ kind: "remove", unitIds: [a] });
          removed.add(a);
        }
      }
      const documents = curationDocuments(start, entries);
      expect(documents.length).toBeLessThanOrEqual(2);
      const exported = documents
        // as a reader gets them
        .map((one) => parseCuration(JSON.parse(JSON.stringify(curationToJson(one))) as JsonObject))
        .reduce((sorting, one) => applyCurationToSorting(sorting, one).value, start);
      const expected = Object.fromEntries(
        Object.entries(trains(now)).filter(([id]) => !removed.has(JSON.parse(id) as UnitId)),
      );
      expect(trains(exported)).toEqual(expected);
      expect([...curatedUnits(start.unitIds, entries).unitIds].sort()).toEqual([...now.unitIds].sort()); // prettier-ignore
    },
  );

  it("is one document when one can say it, with labels on the units of the sorting", () => {
    const start = sortingOf([4, 4, 4], ["u", "v", "w"]);
    const [only, ...more] = curationDocuments(start, [
      act(1, merge(["u", "v"], "merge0", { quality: ["good"] })),
      act(2, { kind: "remove", unitIds: ["w"] }),
    ]);
    expect(more).toEqual([]);
    expect(curationToJson(only)).toEqual({
      format_version: "2",
      unit_ids: ["u", "v", "w"],
      label_definitions: {
        quality: { name: "quality", label_options: ["good", "MUA", "noise"], exclusive: true },
      },
      manual_labels: [
        { unit_id: "u", labels: { quality: ["good"] } },
        { unit_id: "v", labels: { quality: ["good"] } },
      ],
      removed: ["w"],
      merges: [{ unit_ids: ["u", "v"], new_unit_id: "merge0" }],
      splits: [],
    });
  });

  it("refuses a split of other spikes than the unit has", () => {
    const start = sortingOf([4, 4], [0, 1]);
    const split: CurationAction = { kind: "split", unitId: 0, parts: Uint16Array.of(0, 1), newUnitIds: [2, 3] }; // prettier-ignore
    expect(() => curationDocuments(start, [act(1, split)])).toThrow("other spikes");
  });
});
