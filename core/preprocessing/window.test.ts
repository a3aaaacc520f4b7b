import { describe, expect, it } from "vitest";
import { memoryRecording } from "#core/recording/index.ts";
import { framesOfMs, readWithMargin, readWithReflection, readWithZeros } from "./window.ts";

const recording = memoryRecording({
  traces: [Int16Array.of(1, 10, 2, 20, 3, 30, 4, 40)],
  samplingFrequency: 1000,
  numChannels: 2,
});

function range(startFrame: number, endFrame: number, channelIndices?: Int32Array) {
  return { segmentIndex: 0, startFrame, endFrame, channelIndices };
}

describe("reading with a margin", () => {
  it("takes what the segment has", async () => {
    const { traces, left, numFrames } = await readWithMargin(
      recording,
      range(1, 2, Int32Array.of(0)),
      2,
    );
    expect([...traces]).toEqual([1, 2, 3, 4]);
    expect([left, numFrames]).toEqual([1, 4]);
  });

  it("mirrors beyond the ends, over and over where the segment is short", async () => {
    const { traces, left } = await readWithReflection(recording, range(0, 2, Int32Array.of(1)), 5);
    // numpy.pad([10, 20, 30, 40], (5, 3), mode="reflect")
    expect([...traces]).toEqual([20, 30, 40, 30, 20, 10, 20, 30, 40, 30, 20, 10]);
    expect(left).toBe(5);
  });

  it("does not copy when the segment reaches far enough", async () => {
    const { traces } = await readWithReflection(recording, range(1, 3), 1);
    expect([...traces]).toEqual([1, 10, 2, 20, 3, 30, 4, 40]);
  });

  it("puts zeros beyond the ends", async () => {
    const { traces, left } = await readWithZeros(recording, range(3, 4, Int32Array.of(0)), 2);
    expect([...traces]).toEqual([2, 3, 4, 0, 0]);
    expect(left).toBe(2);
  });

  it("truncates milliseconds to frames", () => {
    expect(framesOfMs(5.9, 1000)).toBe(5);
  });
});
