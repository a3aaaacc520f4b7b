import { expect, test } from "vitest";
import { badChannelReasons } from "./bad-channel-reasons.ts";
import { detectionParams } from "./detection-params.ts";

test("a bad channel's reason names the measure that crossed its limit; a good one has none", () => {
  const measures = [
    { name: "neighbor_similarity", values: Float64Array.of(0.1, -0.82, 1.4, 0, -0.3) },
    { name: "overall_similarity", values: Float64Array.of(0, 0, 0, -0.9, 0) },
    { name: "hf_power", values: Float64Array.of(0.001, 0, 0.345678, 0, 0) },
  ] as const;
  const labels = ["good", "dead", "noise", "out", "dead"] as const;
  expect(badChannelReasons(labels, measures, detectionParams({}))).toEqual([
    "",
    "similarity to the neighbours -0.82, below -0.5",
    "high-frequency power 0.346 µV²/Hz, above 0.02; similarity to the neighbours 1.4, above 1",
    "similarity to all channels -0.9, below -0.75",
    "in most chunks; median similarity to the neighbours -0.3",
  ]);
});

test("the other methods quote their own measure", () => {
  const deviation = [{ name: "relative_deviation", values: Float64Array.of(7) }] as const;
  expect(badChannelReasons(["noise"], deviation, detectionParams({ method: "mad" }))).toEqual([
    "deviation, times the median channel's 7, above 5",
  ]);
  const r2 = [{ name: "neighborhood_r2", values: Float64Array.of(0.2) }] as const;
  expect(badChannelReasons(["noise"], r2, detectionParams({ method: "neighborhood_r2" }))).toEqual([
    "R² with the neighbours 0.2, below 0.9",
  ]);
});
