import { describe, expect, it } from "vitest";
import { toFloat64, isStructured } from "#core/array/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { goldenPath, hasGolden } from "#test/support/golden.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };

describe.skipIf(!hasGolden)("what the application corrects by default", () => {
  it("counts the LF band's cycle in the sample shifts of IBL's files (13 turns, not 12)", async () => {
    const shifts = async (params: Readonly<Record<string, boolean>>): Promise<number[]> => {
      const path = goldenPath("formats", "cbin_ibl", "ap", "data", "ibl");
      const recording = await openRecordingPath(path, { params }, ctx);
      const shift = recording.properties.get("inter_sample_shift");
      if (!shift || isStructured(shift)) throw new Error("no shifts");
      return [...toFloat64(shift)].slice(0, 4);
    };
    expect(await shifts({})).toEqual([0, 0, 1 / 13, 1 / 13]);
    expect(await shifts({ reference_sample_shifts: true })).toEqual([0, 0, 1 / 12, 1 / 12]);
  });
});
