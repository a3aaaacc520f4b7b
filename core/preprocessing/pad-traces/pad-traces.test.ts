import { describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { memoryRecording, readTracesNew } from "#core/recording/index.ts";
import { applyStep } from "../index.ts";
import { derivedRecording } from "../node.ts";

// nothing here opens files
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;
const traces = [Int16Array.of(1, 2, 3, 4, 5, 6)];
const source = { traces, samplingFrequency: 10, channelIds: ["a", "b"] };

describe("pad_traces", () => {
  it("adds frames on both sides, in any window", async () => {
    const params = { padding_start: 2, padding_end: 1, fill_value: -7.9 };
    const padded = await applyStep(memoryRecording(source), "pad_traces", params, ctx);
    expect(padded.numSamples).toEqual([6]);
    const all = [-7, -7, -7, -7, 1, 2, 3, 4, 5, 6, -7, -7];
    expect([...(await readTracesNew(padded, 0))]).toEqual(all);
    for (let start = 0; start < 6; start++) {
      for (let end = start; end <= 6; end++) {
        const window = await readTracesNew(padded, 0, start, end);
        expect([...window]).toEqual(all.slice(2 * start, 2 * end));
      }
    }
    expect([...(await readTracesNew(padded, 0, 1, 4, Int32Array.of(1)))]).toEqual([-7, 2, 4]);
  });

  it("leaves the signal its times", async () => {
    const params = { padding_start: 2, padding_end: 1 };
    const started = memoryRecording({ ...source, tStartsS: [5] });
    const [first] = (await applyStep(started, "pad_traces", params, ctx)).times;
    expect(first?.tStartS).toBeCloseTo(4.8, 12);
    const timed = derivedRecording(memoryRecording(source), {
      siClass: "test",
      kwargs: {},
      facts: { times: [{ timeVectorS: Float64Array.of(1, 1.5, 2) }] },
      read: () => Promise.resolve(),
    });
    const [vector] = (await applyStep(timed, "pad_traces", params, ctx)).times;
    const expected = [0.8, 0.9, 1, 1.5, 2, 2.1];
    for (const [i, t] of (vector?.timeVectorS ?? []).entries())
      expect(t).toBeCloseTo(expected[i] ?? NaN, 12);
    expect(vector?.timeVectorS).toHaveLength(6);
  });
});
