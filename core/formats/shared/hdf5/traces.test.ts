import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test } from "@fast-check/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ndArray } from "#core/array/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { checkSamples, Hdf5Traces } from "./index.ts";

const FRAMES = 57;
const CHANNELS = 6;
const LAYOUTS = ["time-first", "channels-first", "interleaved"] as const;
const folder = mkdtempSync(join(tmpdir(), "hdf5-traces-"));
let file: Hdf5File;

/** The sample of a frame and channel. */
const valueOf = (frame: number, channel: number): number => 100 * channel + frame;

beforeAll(async () => {
  const sink = await nodeFileSystem.hdf5.create(join(folder, "x.h5"));
  const time = Int16Array.from({ length: FRAMES * CHANNELS }, (_, i) =>
    valueOf(Math.floor(i / CHANNELS), i % CHANNELS),
  );
  const rows = Int16Array.from({ length: FRAMES * CHANNELS }, (_, i) =>
    valueOf(i % FRAMES, Math.floor(i / FRAMES)),
  );
  const chunked = { chunks: [10, 4], gzip: 1 };
  await sink.createDataset("/time-first", ndArray("int16", [FRAMES, CHANNELS], time), chunked);
  await sink.createDataset("/channels-first", ndArray("int16", [CHANNELS, FRAMES], rows));
  await sink.createDataset("/interleaved", ndArray("int16", [FRAMES * CHANNELS], time));
  await sink.createDataset("/text", ndArray("str", [1], ["a"]));
  await sink.commit();
  file = await nodeFileSystem.hdf5.open(join(folder, "x.h5"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("samples in HDF5", () => {
  test.prop(
    [
      fc.constantFrom(...LAYOUTS),
      fc.tuple(fc.nat(FRAMES), fc.nat(FRAMES)),
      fc.option(fc.uniqueArray(fc.nat(CHANNELS - 1), { minLength: 1 }), { nil: undefined }),
      fc.constantFrom(undefined, [5, 0, 3]),
    ],
    { numRuns: 150 },
  )("are read by window and channels, in the order asked", async (layout, ends, asked, picked) => {
    const [startFrame, endFrame] = [Math.min(...ends), Math.max(...ends)];
    if (startFrame === endFrame) return;
    const own = picked ?? [0, 1, 2, 3, 4, 5];
    const channels = (asked ?? own.map((_, i) => i)).filter((i) => i < own.length);
    if (channels.length === 0) return;
    const traces = new Hdf5Traces([
      {
        file,
        dataset: `/${layout}`,
        layout,
        numChannels: CHANNELS,
        ...(picked && { fileChannels: Int32Array.from(picked) }),
      },
    ]);
    const out = new Int16Array((endFrame - startFrame) * channels.length);
    const channelIndices = asked === undefined ? undefined : Int32Array.from(channels);
    await traces.read({ segmentIndex: 0, startFrame, endFrame, channelIndices }, out);
    const expected = Array.from(out, (_, i) =>
      valueOf(startFrame + Math.floor(i / channels.length), own[channels[i % channels.length]]),
    );
    expect([...out]).toEqual(expected);
  });

  it("are checked for shape and type", async () => {
    expect(await checkSamples(file, "/channels-first", "channels-first")).toMatchObject({
      dtype: "int16",
      numSamples: FRAMES,
      numChannels: CHANNELS,
    });
    await expect(checkSamples(file, "/text", "time-first")).rejects.toMatchObject({
      code: "Unsupported",
    });
    await expect(checkSamples(file, "/nothing", "time-first")).rejects.toMatchObject({
      code: "CorruptFile",
    });
    await expect(checkSamples(file, "/time-first", "interleaved", 6)).rejects.toMatchObject({
      code: "CorruptFile",
    });
  });
});
