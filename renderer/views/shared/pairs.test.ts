import { expect, test } from "vitest";
import { smallTable } from "./pairs.fixture.ts";
import { match21Of, pairRows, pairSummary } from "./pairs.ts";

test("every unit of either sorting has one line: pairs, missed ones, and those that nothing matches", () => {
  const rows = pairRows(smallTable);
  expect(rows.map(({ id1, id2, kind }) => [id1, id2, kind])).toEqual([
    [0, "y", null],
    [1, null, "missed"],
    [2, "x", "well detected"],
    [null, "z", "false positive"],
  ]);
  expect(rows[0]).toMatchObject({ shared: 78, agreement: 0.7, recall: 0.78 });
  expect(rows[3]).toMatchObject({ numSpikes1: null, numSpikes2: 30, accuracy: null });
  expect([...match21Of(smallTable)]).toEqual([2, 0, -1]);
});

test("the summary says what was found, and without a truth what both have", () => {
  expect(pairSummary(smallTable)).toBe(
    "1 of 3 well detected · 1 false positive · mean accuracy 0.550",
  );
  expect(pairSummary({ ...smallTable, mode: "symmetric", performance: null, kinds: null })).toBe(
    "2 units in both · 1 only in A · 1 only in B",
  );
});
