import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { openRecordingPath, recordingFromDict } from "#core/open/index.ts";
import { readTracesNew, type Recording } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { writeSparseBrw, type SparseBrw } from "#test/support/write-brw.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const content: SparseBrw = {
  numChannels: 4,
  pieces: [
    {
      frames: [0, 50],
      kept: [
        { channel: 1, first: 3, samples: [2100, 2200, 2000] },
        { channel: 1, first: 47, samples: [1, 2, 3] },
        { channel: 3, first: 48, samples: [9, 8] },
      ],
    },
    { frames: [50, 90], kept: [] },
    { frames: [90, 120], kept: [{ channel: 0, first: 119, samples: [4095] }] },
  ],
};

describe("a .brw with event-based compression", () => {
  let folder: string;
  let recording: Recording;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "brw-"));
    await writeSparseBrw(join(folder, "a.brw"), content, nodeFileSystem);
    recording = await openRecordingPath(join(folder, "a.brw"), {}, ctx);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("has the frames of its table of contents, the last piece included", async () => {
    expect(recording.numSamples).toEqual([120]);
    expect(recording.channelIds).toEqual(["1", "2", "3", "4"]);
    expect([...(await readTracesNew(recording, 0, 119, 120))]).toEqual([4095, 2048, 2048, 2048]);
  });

  it("gives what was kept, and the middle of the range where nothing was", async () => {
    const expected = Array.from({ length: 120 * 4 }, () => 2048);
    for (const { kept } of content.pieces) {
      for (const { channel, first, samples } of kept) {
        for (const [i, sample] of samples.entries()) expected[(first + i) * 4 + channel] = sample;
      }
    }
    expect([...(await readTracesNew(recording, 0, 0, 120))]).toEqual(expected);
    const again = await recordingFromDict(recording.dict, ctx);
    for (const [start, end] of [
      [4, 5],
      [40, 60],
      [49, 91],
      [60, 80],
    ] as const) {
      const window = expected.slice(4 * start, 4 * end);
      expect([...(await readTracesNew(again, 0, start, end))]).toEqual(window);
      const channels = Int32Array.of(3, 1);
      const some = window.flatMap((_, i) => (i % 4 === 0 ? [window[i + 3], window[i + 1]] : []));
      expect([...(await readTracesNew(again, 0, start, end, channels))]).toEqual(some);
    }
  });

  it("refuses noise that nobody recorded, and pieces that are cut off", async () => {
    const asked = { params: { fill_gaps_strategy: "synthetic_noise" } };
    await expect(openRecordingPath(join(folder, "a.brw"), asked, ctx)).rejects.toMatchObject({
      code: "InvalidParameter",
      details: { parameter: "fill_gaps_strategy" },
    });
    const long = [{ channel: 0, first: 0, samples: [1, 2] }];
    const bad = { numChannels: 1, pieces: [{ frames: [0, 9] as const, kept: long }] };
    const path = join(folder, "bad.brw");
    await writeSparseBrw(path, { ...bad, pieces: [...bad.pieces, { frames: [9, 3], kept: [] }] }, nodeFileSystem); // prettier-ignore
    await expect(openRecordingPath(path, {}, ctx)).rejects.toMatchObject({ code: "CorruptFile" });
  });
});
