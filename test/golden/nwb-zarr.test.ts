import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { openRecordingPath, openSortingPath, recognise } from "#core/open/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { goldenPath, hasGolden } from "#test/support/golden.ts";
import { writeZarrSession } from "#test/support/zarr-session.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-nwb-zarr-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function both(...parts: string[]): Promise<readonly [string, string]> {
  const file = goldenPath("formats", "nwb", ...parts);
  const zarr = join(folder, `${parts[0] ?? ""}.nwb.zarr`);
  await writeZarrSession(file, zarr, nodeFileSystem);
  return [file, zarr];
}

describe.skipIf(!hasGolden)("a session on zarr", () => {
  it.each([
    [["one_series_and_units", "data", "a.nwb"], undefined],
    [["two_series_channel_conversion_timestamps", "data", "b.nwb"], "processing/ecephys/LFP/LF"],
  ] as const)("reads as the same one in HDF5 (%j)", async (parts, streamId) => {
    const [file, zarr] = await both(...parts);
    expect((await recognise(zarr, ctx))[0]).toMatchObject({ format: "nwb" });
    const options = streamId === undefined ? {} : { streamId };
    const [expected, found] = [
      await openRecordingPath(file, options, ctx),
      await openRecordingPath(zarr, options, ctx),
    ];
    expect(found.channelIds).toEqual(expected.channelIds);
    expect(found.samplingFrequency).toBe(expected.samplingFrequency);
    expect(found.numSamples).toEqual(expected.numSamples);
    expect(found.times).toEqual(expected.times);
    expect(found.properties).toEqual(expected.properties);
    const end = expected.numSamples[0] ?? 0;
    expect(await readTracesNew(found, 0, 7, end)).toEqual(await readTracesNew(expected, 0, 7, end));
  });

  it("gives the units and their properties", async () => {
    const [file, zarr] = await both("one_series_and_units", "data", "a.nwb");
    const [expected, found] = [
      await openSortingPath(file, {}, ctx),
      await openSortingPath(zarr, {}, ctx),
    ];
    expect(found.unitIds).toEqual(expected.unitIds);
    expect(found.spikes).toEqual(expected.spikes);
    expect([...found.properties.keys()]).toEqual([...expected.properties.keys()]);
  });
});
