import { describe, expect, it } from "vitest";
import type { CoreContext } from "#core/compute/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { memoryRecording, readTracesNew } from "#core/recording/index.ts";
import { applyStep } from "../pipeline.ts";

// nothing here opens files
const ctx = { kernels: typescriptKernels, fs: undefined } as unknown as CoreContext;

const recording = memoryRecording({
  traces: [Int16Array.of(1, 2, 9, 100, -1, 0, 4, 7)],
  samplingFrequency: 1000,
  channelIds: ["a", "b", "c", "d"],
});

async function referenced(params: JsonObject): Promise<number[]> {
  const result = await applyStep(recording, "common_reference", params, ctx);
  return [...(await readTracesNew(result, 0))];
}

describe("common reference", () => {
  it("subtracts the median and truncates halves toward zero in whole numbers", async () => {
    // medians 5.5 and 2
    expect(await referenced({})).toEqual([-4, -3, 3, 94, -3, -2, 2, 5]);
  });

  it("keeps halves in float32", async () => {
    expect((await referenced({ dtype: "float32" })).slice(0, 4)).toEqual([-4.5, -3.5, 3.5, 94.5]);
  });

  it("zeroes a single reference and channels that no group names", async () => {
    expect(await referenced({ reference: "single", ref_channel_ids: "b" })).toEqual([
      -1, 0, 7, 98, -1, 0, 4, 7,
    ]);
    expect(await referenced({ groups: [["a", "b"]], operator: "average" })).toEqual([
      0, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });

  it("takes one reference channel per group", async () => {
    const params = {
      reference: "single",
      groups: [
        ["a", "b"],
        ["c", "d"],
      ],
      ref_channel_ids: ["a", "d"],
    };
    expect(await referenced(params)).toEqual([0, 1, -91, 0, 0, 1, -3, 0]);
  });

  it.each([
    ["a channel that does not exist", { ref_channel_ids: ["x"] }],
    ["a single reference without a channel", { reference: "single" }],
    ["groups with a local reference", { reference: "local", groups: [["a"]] }],
    ["a text where a global reference needs a list", { ref_channel_ids: "a" }],
  ])("refuses %s", async (_, params) => {
    await expect(referenced(params)).rejects.toMatchObject({ code: "InvalidParameter" });
  });

  it("refuses a local reference without locations", async () => {
    await expect(referenced({ reference: "local" })).rejects.toMatchObject({
      code: "MissingProbe",
    });
  });
});
