import { describe, expect, it } from "vitest";
import type { CoreContext } from "#core/compute/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { memoryRecording, plainProperty, readTracesNew } from "#core/recording/index.ts";
import { applyStep } from "../index.ts";
import { smallestStep } from "./smallest-step.ts";

// nothing here opens files
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;
const CHUNKS = { chunk_size: 100, num_chunks_per_segment: 4, seed: 0 };

function recordingOf(valueOf: (i: number) => number) {
  return memoryRecording({
    traces: [Int16Array.from({ length: 2 * 400 }, (_, i) => valueOf(i))],
    samplingFrequency: 1000,
    channelIds: ["a", "b"],
    gainUv: 0.5,
  });
}

describe("correct_lsb", () => {
  it("makes the smallest step 1, centres channels and keeps µV true", async () => {
    const source = recordingOf((i) => 12 * Math.round(5 * Math.sin(i * i)) + (i % 2 ? 24 : 0));
    const corrected = await applyStep(source, "correct_lsb", CHUNKS, ctx);
    const [before, after] = [await readTracesNew(source, 0), await readTracesNew(corrected, 0)];
    expect(smallestStep(after, 2)).toBe(1);
    expect((after[2] ?? 0) - (after[0] ?? 0)).toBe(((before[2] ?? 0) - (before[0] ?? 0)) / 12);
    const gains = plainProperty(corrected.properties, "gain_to_uV");
    expect(gains && [...toFloat64(gains)]).toEqual([6, 6]);
  });

  it("leaves a recording alone whose step is 1 or cannot be told", async () => {
    for (const source of [recordingOf((i) => i % 7), recordingOf(() => 3)]) {
      expect(await applyStep(source, "correct_lsb", CHUNKS, ctx)).toBe(source);
    }
  });

  it("finds steps across the whole range of a type, and none in one value", () => {
    expect(smallestStep(Int16Array.of(-32768, 32767), 1)).toBe(65535);
    expect(smallestStep(Float32Array.of(1, NaN, 1.5), 1)).toBe(0.5);
    expect(smallestStep(Int16Array.of(4, 4), 1)).toBeUndefined();
  });
});
