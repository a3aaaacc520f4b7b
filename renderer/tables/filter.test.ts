import { describe, expect, test } from "vitest";
import type { FilterValue } from "./filter.ts";
import { parseFilter } from "./filter.ts";

const COLUMNS = ["id", "label", "snr", "firing_rate", "num_spikes", "depth"];
const row: Readonly<Record<string, FilterValue>> = {
  id: 12,
  label: "good",
  snr: 8.5,
  firing_rate: 3,
  num_spikes: 1200,
  depth: null,
};
const keeps = (text: string): boolean => parseFilter(text, COLUMNS)((name) => row[name]);

test.each([
  ["", true],
  ["snr > 5", true],
  ["snr>5&firing_rate<2", false],
  ["snr > 5 & firing_rate < 20", true],
  ["snr > 50 | firing_rate <= 3", true],
  ["snr > 50 or not firing_rate > 3", true],
  ["!(snr > 5)", false],
  ["! snr > 5", false],
  // & binds more tightly than |
  ["snr > 5 | snr > 50 & firing_rate > 50", true],
  ["(snr > 5 | snr > 50) & firing_rate > 50", false],
  ["label == good", true],
  ["label == 'Good'", true],
  ['label != "good"', false],
  ["group == 'good' && n_spikes > 1000", true],
  ["id in (3, 7, 12)", true],
  ["id in (3)", false],
  ["cluster_id == 12", true],
  ["snr >= 8.5 && snr <= 8.5", true],
  ["snr > -1e3", true],
  ["depth > 0", false],
  ["depth < 0", false],
  ["depth == null", true],
  ["depth != none", false],
  ["snr != null", true],
  ["label == null", false],
])("%j keeps the row: %s", (text, kept) => {
  expect(keeps(text)).toBe(kept);
});

describe("mistakes are explained", () => {
  test.each([
    ["snrr > 5", "there is no column snrr"],
    ["rate > 5", "there is no column rate; like it: firing_rate"],
    ["snr >", "a value is missing"],
    ["snr", "after snr comes ==, !=, <, <=, >, >= or in"],
    ["(snr > 5", "“)” is missing before the end"],
    ["snr > 5 snr < 3", "“snr” was not expected"],
    ["snr > 5 &", "a column is missing before the end"],
    ["snr # 5", "“# 5” is not understood"],
    ["id in 3", "“(” is missing before 3"],
  ])("%j: %s", (text, message) => {
    expect(() => parseFilter(text, COLUMNS)).toThrow(message);
  });
});

test("a mistake says where it is", () => {
  expect(() => parseFilter("snr > 5 & nope < 3", COLUMNS)).toThrow(
    expect.objectContaining({ at: 9 }),
  );
});
