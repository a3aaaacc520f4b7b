import { expect, test } from "vitest";
import type { MergeProposals, MergeReason } from "#contract/index.ts";
import {
  detailText,
  limitText,
  measuredText,
  pairColumns,
  pairRows,
  summary,
  verdictText,
} from "./options.ts";

const reason = (step: string, passed: boolean, more: Partial<MergeReason> = {}): MergeReason => ({
  ...{ step, label: step, measure: "", unit: "", value: 1, limit: 2, passes: "below", passed },
  details: {},
  ...more,
});
const proposals: MergeProposals = {
  analyzerId: 1,
  preset: "p",
  steps: ["num_spikes", "unit_locations", "correlogram"],
  pairs: [
    {
      unitIds: [1, 2],
      proposed: true,
      reasons: [reason("num_spikes", true), reason("unit_locations", true), reason("correlogram", true)], // prettier-ignore
    },
    { unitIds: [2, 3], proposed: false, reasons: [reason("num_spikes", true), reason("unit_locations", false)] }, // prettier-ignore
  ],
};

const now = { unitIds: [1, 2, 3], judged: [] };

test("a pair is merged when its units are gone, else what was decided about it", () => {
  const rows = pairRows(proposals, { unitIds: [3, 4], judged: [] });
  expect(rows.map(({ verdict }) => verdict)).toEqual(["merged", "merged"]);
  expect(pairRows(proposals, now).map(verdictText)).toEqual(["proposed", "✗ distance"]);
  const judged = [{ unitIds: [2, 1], verdict: "reject" } as const];
  expect(pairRows(proposals, { ...now, judged }).map(verdictText)).toEqual(["✗ rejected", "✗ distance"]); // prettier-ignore
  expect(summary(pairRows(proposals, now))).toBe("1 proposed, 1 nearest misses");
});

test("numbers about pairs stand before numbers about units, and missing ones say why", () => {
  const columns = pairColumns(proposals, undefined);
  expect(columns.map(({ key }) => key)).toEqual([
    "pair",
    "verdict",
    "unit_locations",
    "correlogram",
    "num_spikes",
  ]);
  const last = columns.find(({ key }) => key === "correlogram");
  expect(last?.value(pairRows(proposals, now)[1]!)).toBeNull();
  expect(last?.whyEmpty).toContain("earlier step failed");
});

test("a reason says what was measured, what it is held against, and what is behind it", () => {
  const distance = reason("unit_locations", true, { unit: "µm", value: 12, limit: 150 });
  expect([measuredText(distance), limitText(distance)]).toEqual(["12.0 µm", "≤ 150 µm"]);
  const unmeasured = reason("presence_distance", false, { value: null, passes: "above" });
  expect([measuredText(unmeasured), limitText(unmeasured)]).toEqual(["not measurable", "≥ 2.00"]);
  const spikes = reason("num_spikes", true, { details: { first: 10, second: null } });
  expect(detailText(spikes, ["a", "b"])).toMatch(/^unit a 10.* · unit b /);
});
