import { expect, test } from "vitest";
import type { RecordingDetail } from "#contract/index.ts";
import { marksOf } from "./marks.ts";
import { badChannelRows, countText, placeForBadChannels } from "./options.ts";

const recording = {
  channels: [0, 20, 40, 60].map((yUm, at) => ({ id: `AP${at}`, xUm: 0, yUm })),
  badChannels: {
    badChannelIds: ["AP1", "AP3"],
    labels: ["good", "dead", "out", "noise"],
    reasons: ["", "similarity -0.8, below -0.5", "similarity", "power 1, above 0.02"],
    measures: [],
    params: {},
    createdAt: "",
  },
} as unknown as RecordingDetail;

test("what was found bad is marked; a label that does not count is not", () => {
  expect([...marksOf(recording)]).toEqual([
    [1, "dead"],
    [3, "noise"],
  ]);
  expect(marksOf({ ...recording, badChannels: null }).size).toBe(0);
  expect(marksOf(undefined).size).toBe(0);
});
test("bad channels are listed from the top of the probe with their reasons", () => {
  const rows = badChannelRows(recording);
  expect(rows.map(({ id, reason }) => [id, reason])).toEqual([
    ["AP3", "power 1, above 0.02"],
    ["AP1", "similarity -0.8, below -0.5"],
  ]);
  expect(countText(rows)).toBe("1 dead, 1 noise");
});
test("bad channels go before anything that mixes channels", () => {
  const chain = (...names: string[]) => names.map((name) => ({ name, params: {}, enabled: true }));
  expect(placeForBadChannels(chain("phase_shift", "common_reference", "whiten"))).toBe(1);
  expect(placeForBadChannels(chain("bandpass_filter"))).toBe(1);
  expect(placeForBadChannels([])).toBe(0);
});
