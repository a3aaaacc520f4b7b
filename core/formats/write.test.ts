import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, test } from "@fast-check/vitest";
import { afterAll, describe, expect, it } from "vitest";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { allocateSamples, SAMPLE_DTYPES, type SampleDType } from "#core/model/index.ts";
import { openRecordingPath, openSortingPath } from "#core/open/index.ts";
import {
  dummyProbe,
  memoryRecording,
  readTracesNew,
  selectChannels,
  textProperty,
  type Recording,
} from "#core/recording/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { goldenPath, hasGolden } from "#test/support/golden.ts";
import {
  writeBinaryFolder,
  writeNpz,
  writeNpzFolder,
  writeNumpyFolder,
  writeZarrRecording,
  writeZarrSorting,
} from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "spikedesk-write-"));
const ctx = createLocalComputeContext({ fs: nodeFileSystem, kernels: typescriptKernels });
let numFolders = 0;
const freshPath = (): string => join(root, `case-${String(numFolders++)}`);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function sameFiles(actual: string, expected: string, names: readonly string[]): void {
  for (const name of names) {
    expect(readFileSync(join(actual, name)).equals(readFileSync(join(expected, name))), name).toBe(
      true,
    );
  }
}

async function tracesOf(recording: Recording): Promise<number[][]> {
  const all = [];
  for (const segment of recording.numSamples.keys()) {
    all.push([...(await readTracesNew(recording, segment))]);
  }
  return all;
}

const recordings = fc.record({
  dtype: fc.constantFrom(...SAMPLE_DTYPES),
  numChannels: fc.integer({ min: 1, max: 5 }),
  lengths: fc.array(fc.integer({ min: 0, max: 2500 }), { minLength: 1, maxLength: 3 }),
  seed: fc.nat(),
});

function someRecording({
  dtype,
  numChannels,
  lengths,
  seed,
}: {
  dtype: SampleDType;
  numChannels: number;
  lengths: number[];
  seed: number;
}): Recording {
  const traces = lengths.map((n) => {
    const samples = allocateSamples(dtype, n * numChannels);
    for (let i = 0; i < samples.length; i++) samples[i] = (seed + 31 * i) % 120;
    return samples;
  });
  const places = Float64Array.from({ length: 2 * numChannels }, (_, i) => i * 10);
  return memoryRecording({
    traces,
    samplingFrequency: 1000,
    channelIds: Array.from({ length: numChannels }, (_, i) => `ch${String(i)}`),
    tStartsS: lengths.map((_, i) => i / 2),
    gainUv: 0.25,
    probeGroup: { probes: [dummyProbe(places)] },
    properties: new Map([["area", textProperty(new Array<string>(numChannels).fill("CA1"))]]),
    annotations: { name: "made up" },
  });
}

const WRITERS = [writeBinaryFolder, writeZarrRecording];

describe.each(WRITERS)("a recording written by %o", (write) => {
  test.prop([recordings], { numRuns: 25 })("opens with everything it was given", async (facts) => {
    const recording = someRecording(facts);
    const folder = freshPath();
    await write(recording, folder, ctx);
    const opened = await openRecordingPath(folder, {}, ctx);
    expect(opened.channelIds).toEqual(recording.channelIds);
    expect(opened.numSamples).toEqual(recording.numSamples);
    expect(opened.dtype).toBe(recording.dtype);
    expect(opened.times).toEqual(recording.times);
    expect(opened.annotations).toMatchObject(recording.annotations);
    expect(opened.properties.get("area")).toEqual(recording.properties.get("area"));
    expect(opened.properties.get("gain_to_uV")).toEqual(recording.properties.get("gain_to_uV"));
    expect(opened.probeGroup?.probes[0]?.contactPositions).toEqual(
      recording.probeGroup?.probes[0]?.contactPositions,
    );
    expect(await tracesOf(opened)).toEqual(await tracesOf(recording));
  });

  it("never stands half written under its name", async () => {
    const recording = someRecording({ dtype: "int16", numChannels: 2, lengths: [5000], seed: 1 });
    const folder = freshPath();
    const cancelled = createLocalComputeContext(ctx, { cancel: { cancelled: true } });
    await expect(write(recording, folder, cancelled)).rejects.toThrow("cancelled");
    expect(
      readdirSync(root).filter((name) => folder.endsWith(name.replace(".partial", ""))),
    ).toEqual([]);
    await write(recording, folder, ctx);
    await expect(write(recording, folder, ctx)).rejects.toMatchObject({
      code: "AlreadyExists",
    });
  });
});

describe("a written recording folder", () => {
  it.skipIf(!hasGolden)("has the files that the reference writes, byte for byte", async () => {
    const source = goldenPath("formats", "binary_folder", "one_segment", "data", "rec");
    const folder = freshPath();
    await writeBinaryFolder(await openRecordingPath(source, {}, ctx), folder, ctx);
    const names = readdirSync(join(source, "properties")).map((name) => `properties/${name}`);
    sameFiles(folder, source, ["binary.json", "probe.json", "traces_cached_seg0.raw", ...names]);
    const own = ["checksums.json", "provenance.json"];
    expect(readdirSync(folder)).toEqual([...readdirSync(source), ...own].sort());
  });

  it.skipIf(!hasGolden)("names its source relative to itself", async () => {
    const source = goldenPath("formats", "spikeglx", "np1_saved_subset_two_gates", "data", "r");
    const recording = await openRecordingPath(source, { streamId: "imec0.ap" }, ctx);
    const folder = freshPath();
    const [second, first] = recording.channelIds;
    const part = selectChannels(recording, [first ?? "", second ?? ""]);
    await writeBinaryFolder(part, folder, ctx);
    const again = await openRecordingPath(join(folder, "provenance.json"), {}, ctx);
    expect(JSON.parse(readFileSync(join(folder, "provenance.json"), "utf8"))).toMatchObject({
      class: "spikeinterface.core.channelslice.ChannelSliceRecording",
      relative_paths: true,
    });
    expect(await tracesOf(again)).toEqual(await tracesOf(part));
    const shift = part.properties.get("inter_sample_shift");
    const opened = await openRecordingPath(folder, {}, ctx);
    expect(opened.properties.get("inter_sample_shift")).toEqual(shift);
    expect(opened.probeGroup?.probes[0]?.contactIds).toEqual(["e1", "e0"]);
  });
});

const sortings = fc
  .array(fc.record({ sample: fc.nat(99), unit: fc.nat(2), segment: fc.nat(1) }), { maxLength: 40 })
  .map((rows): Sorting => {
    const spikes = {
      sampleIndex: Float64Array.from(rows, (row) => row.sample),
      unitIndex: Int32Array.from(rows, (row) => row.unit),
      segmentIndex: Int32Array.from(rows, (row) => row.segment),
    };
    return sortingFromSpikes({
      unitIds: ["u1", "b", "zz"],
      samplingFrequency: 25_000,
      numSegments: 2,
      spikes,
      properties: new Map([["label", textProperty(["x", "", "long label"])]]),
    });
  });

describe("a written sorting", () => {
  test.prop([sortings, fc.constantFrom(writeNumpyFolder, writeZarrSorting)], { numRuns: 50 })(
    "opens as numpy_folder or zarr, spikes in order",
    async (sorting, write) => {
      const folder = freshPath();
      await write(sorting, folder, ctx);
      const opened = await openSortingPath(folder, {}, ctx);
      expect(opened.spikes).toEqual(sorting.spikes);
      expect(opened.unitIds).toEqual(sorting.unitIds);
      expect(opened.numSegments).toBe(2);
      expect(opened.properties).toEqual(sorting.properties);
    },
  );

  test.prop([sortings], { numRuns: 25 })("opens as npz and npz_folder", async (sorting) => {
    const folder = freshPath();
    await writeNpz(sorting, `${folder}.npz`, ctx);
    await writeNpzFolder(sorting, folder, ctx);
    const sorted = (s: Sorting): string[] =>
      [...s.spikes.sampleIndex.keys()]
        .map((i) =>
          [s.spikes.segmentIndex[i], s.spikes.sampleIndex[i], s.spikes.unitIndex[i]].join(),
        )
        .sort();
    for (const path of [`${folder}.npz`, folder]) {
      const opened = await openSortingPath(path, {}, ctx);
      expect(sorted(opened)).toEqual(sorted(sorting));
      expect(opened.samplingFrequency).toBe(25_000);
    }
  });

  it.skipIf(!hasGolden)("has the files that the reference writes, byte for byte", async () => {
    const source = goldenPath("formats", "numpy_folder_sorting", "with_properties", "data", "s");
    const sorting = await openSortingPath(source, {}, ctx);
    const folder = freshPath();
    await writeNumpyFolder(sorting, folder, ctx);
    sameFiles(folder, source, [
      "numpysorting_info.json",
      "si_folder.json",
      "spikes.npy",
      "properties/quality.npy",
      "properties/snr.npy",
    ]);
    const npzSource = goldenPath("formats", "npz_folder_sorting", "with_properties", "data", "s");
    const npzFolder = freshPath();
    await writeNpzFolder(await openSortingPath(npzSource, {}, ctx), npzFolder, ctx);
    sameFiles(npzFolder, npzSource, ["npz.json", "si_folder.json", "sorting_cached.npz"]);
  });
});

describe("raw binary", () => {
  it("loses a last frame that is not whole and knows its parameters", async () => {
    const path = `${freshPath()}.dat`;
    writeFileSync(path, Buffer.from([1, 0, 2, 0, 3, 0, 4]));
    const open = (params: Record<string, number | string>): Promise<Recording> =>
      openRecordingPath(path, { format: "binary", params }, ctx);
    const recording = await open({ num_channels: 2, sampling_frequency: 10, dtype: "int16" });
    expect(await tracesOf(recording)).toEqual([[1, 2]]);
    await expect(open({ sampling_frequency: 10 })).rejects.toMatchObject({
      code: "InvalidParameter",
      details: { parameter: "num_channels" },
    });
    await expect(
      open({ num_channels: 2, sampling_frequency: 10, file_offset: 99 }),
    ).rejects.toMatchObject({ code: "TruncatedFile" });
    await expect(
      open({ num_channels: 2, sampling_frequency: 10, dtype: "complex64" }),
    ).rejects.toMatchObject({ code: "Unsupported" });
  });
});
