import { expect, test } from "vitest";
import type { RecordingDetail } from "#contract/index.ts";
import type { Processed } from "../../stores/index.ts";
import type { TraceMode } from "./options.ts";
import { picturesOf } from "./options.ts";

const channel = { id: "a", xUm: 0, yUm: 0, group: null, shank: null, gainUv: 1, offsetUv: 0 };
const recording = {
  ...{ id: 1, channels: [channel], samplingFrequency: 30_000, numSamples: [9] },
} as unknown as RecordingDetail;
const processed = {
  ...{ recordingId: 1, version: "[]", channels: [channel], samplingFrequency: 30_000 },
  ...{ numSamples: [9], dtype: "float32", isArbitrary: false },
} satisfies Processed;
const keys = (mode: TraceMode, after?: Processed): unknown => {
  const { pictures, why, isBuilding } = picturesOf(recording, after, mode);
  return [pictures.map(({ key }) => key).join(), why === "", isBuilding];
};

test("each mode shows its signals", () => {
  expect(keys("raw", processed)).toEqual(["raw", true, false]);
  expect(keys("both", processed)).toEqual(["raw,preprocessed", true, false]);
  expect(keys("overlay", processed)).toEqual(["overlay", true, false]);
  expect(picturesOf(recording, processed, "overlay").pictures[0]?.over?.source).toBe(
    "preprocessed",
  );
  expect(keys("difference", processed)).toEqual(["difference", true, false]);
});
test("until the pipeline is built what is there is shown, and that more is to come", () => {
  expect(keys("raw")).toEqual(["raw", true, false]);
  expect(keys("both")).toEqual(["raw", true, true]);
  expect(keys("difference")).toEqual(["", true, true]);
});
test("whitened samples are shown beside raw ones, never over or less them", () => {
  const whitened = { ...processed, isArbitrary: true };
  expect(keys("both", whitened)).toEqual(["raw,preprocessed", true, false]);
  expect(keys("overlay", whitened)).toEqual(["", false, false]);
  expect(keys("difference", whitened)).toEqual(["", false, false]);
});
