import { describe, expect, it } from "vitest";
import type { CoreContext } from "#core/compute/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { memoryRecording, readTracesNew } from "#core/recording/index.ts";
import { applyStep, preprocessorFromDict } from "../index.ts";

// nothing here opens files
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;

const recording = memoryRecording({
  traces: [Float32Array.from({ length: 2 * 3000 }, (_, i) => Math.sin(i * i))],
  samplingFrequency: 30000,
  channelIds: ["a", "b"],
});

describe("families that SpikeInterface cannot design", () => {
  it.each<[string, JsonObject]>([
    ["filter", { ftype: "ellip", rp: 1, rs: 40 }],
    ["filter", { ftype: "cheby2", rs: 40, filter_mode: "ba", filter_order: 2 }],
    ["causal_filter", { ftype: "cheby1", rp: 0.5 }],
    ["bandpass_filter", { ftype: "cheby1", rp: 0.5 }],
    ["highpass_filter", { ftype: "cheby2", rs: 30 }],
  ])("are stored by coefficients that it can load: %s %o", async (step, params) => {
    const filtered = await applyStep(recording, step, params, ctx);
    const { kwargs } = filtered.dict;
    expect(kwargs).not.toHaveProperty("rp");
    expect(kwargs).not.toHaveProperty("rs");
    expect(kwargs["coeff"]).toBeInstanceOf(Array);
    const rebuilt = await preprocessorFromDict(filtered.dict, recording, ctx);
    expect(await readTracesNew(rebuilt, 0)).toEqual(await readTracesNew(filtered, 0));
  });
});
