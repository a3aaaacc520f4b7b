import { describe, expect, it } from "vitest";
import { ndArray } from "#core/array/index.ts";
import { channelLocations, memoryRecording } from "#core/recording/index.ts";
import { withPlaces } from "./with-places.ts";

const traces = [new Int16Array(3 * 10)];

describe("a recording whose file tells no places", () => {
  it("gets channels that stand apart, and a probe whose name says so", () => {
    const placed = withPlaces(
      memoryRecording({ traces, samplingFrequency: 1000, channelIds: [0, 1, 2] }),
    );
    expect([...channelLocations(placed)]).toEqual([0, 0, 0, 1000, 0, 2000]);
    expect(placed.probeGroup?.probes[0]?.annotations["name"]).toMatch(/no places in the file/);
  });

  it("is left alone when it has places", () => {
    const location = ndArray("float64", [3, 2], Float64Array.of(0, 0, 0, 20, 0, 40));
    const recording = memoryRecording({
      traces,
      samplingFrequency: 1000,
      channelIds: [0, 1, 2],
      properties: new Map([["location", location]]),
    });
    expect(withPlaces(recording)).toBe(recording);
  });
});
