import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { listStreams, openRecordingPath, openSortingPath } from "#core/open/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { littleEndian, type Field } from "#test/support/little-endian.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-blackrock-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Header of a .nsX with two channels of 0.25 µV per bit, every sample of the 30 kHz clock. */
function nsxHeader(minor: readonly [number, number], resolution: number): number[] {
  const channel = (id: number): Field[] => [
    ["text", "CC", 2],
    ["u16", id],
    ["text", `elec${String(id)}`, 16],
    ["u16", 0],
    ["i16", -32_764],
    ["i16", 32_764],
    ["i16", -8191],
    ["i16", 8191],
    ["text", "uV", 16],
    ["text", "", 20],
  ];
  return littleEndian([
    ["text", "NEURALCD", 8],
    ["u8", minor[0]],
    ["u8", minor[1]],
    ["u32", 314 + 2 * 66],
    ["text", "raw", 16 + 256],
    ["u32", 1],
    ["u32", resolution],
    ["text", "", 16],
    ["u32", 2],
    ...channel(1),
    ...channel(2),
  ]);
}

/** [timestamp, channel 1's values]; channel 2 is the negative. */
type Block = readonly [number, readonly number[]];

function nsx22(blocks: readonly Block[]): Uint8Array {
  const data = blocks.flatMap(([timestamp, values]) =>
    littleEndian([
      ["u8", 1],
      ["u32", timestamp],
      ["u32", values.length],
      ...values.flatMap((v): Field[] => [
        ["i16", v],
        ["i16", -v],
      ]),
    ]),
  );
  return Uint8Array.from([...nsxHeader([2, 3], 30_000), ...data]);
}

function ptp(samples: readonly (readonly [number, number])[]): Uint8Array {
  const data = samples.flatMap(([timeNs, v]) =>
    littleEndian([
      ["u8", 1],
      ["u64", timeNs],
      ["u32", 1],
      ["i16", v],
      ["i16", -v],
    ]),
  );
  return Uint8Array.from([...nsxHeader([3, 0], 1_000_000_000), ...data]);
}

/** Spikes as [timestamp, electrode, unit]. */
function nev23(spikes: readonly (readonly [number, number, number])[]): Uint8Array {
  return Uint8Array.from(
    littleEndian([
      ["text", "NEURALEV", 8],
      ["u8", 2],
      ["u8", 3],
      ["u16", 1],
      ["u32", 336 + 32],
      ["u32", 104],
      ["u32", 30_000],
      ["u32", 30_000],
      ["text", "", 16 + 32 + 256],
      ["u32", 1],
      ["text", "NEUEVWAV", 8],
      ["u16", 1],
      ["text", "", 22],
      ...spikes.flatMap(([time, electrode, unit]): Field[] => [
        ["u32", time],
        ["u16", electrode],
        ["u8", unit],
        ["text", "", 97],
      ]),
    ]),
  );
}

const PERIOD_NS = 33_333;

describe("Blackrock", () => {
  it("cuts recordings with a time per sample where more than two periods are missing", async () => {
    const times = [0, 1, 2, 3, 10, 11, 12, 13].map((i) => 5e9 + i * PERIOD_NS);
    const path = join(folder, "ptp.ns5");
    writeFileSync(path, ptp(times.map((time, i) => [time, i + 1])));
    const recording = await openRecordingPath(path, {}, ctx);
    // the file's last sample is left out, as in the reference
    expect(recording.numSamples).toEqual([4, 3]);
    expect(recording.times.map(({ tStartS }) => tStartS)).toEqual([5, 5.00033333]);
    expect([...(await readTracesNew(recording, 0))]).toEqual([1, -1, 2, -2, 3, -3, 4, -4]);
    expect([...(await readTracesNew(recording, 1, 1, 3, Int32Array.of(1)))]).toEqual([-6, -7]);
  });

  it("looks at long files in steps and finds a gap in the middle of one", async () => {
    const count = 70_000;
    const gapAt = 40_123;
    const path = join(folder, "long.ns5");
    const samples = Array.from({ length: count }, (_, i) => {
      const sample = i < gapAt ? i : i + 3;
      return [Math.round((sample * 1e9) / 30_000), i % 1000] as const;
    });
    writeFileSync(path, ptp(samples));
    const recording = await openRecordingPath(path, {}, ctx);
    expect(recording.numSamples).toEqual([gapAt, count - 1 - gapAt]);
  });

  it("gives spikes after a pause to the second segment and counts their frames from its start", async () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    writeFileSync(
      join(folder, "p.ns5"),
      nsx22([
        [0, values],
        [3000, values],
      ]),
    );
    writeFileSync(
      join(folder, "p.nev"),
      nev23([
        [10, 1, 1],
        [50, 1, 2],
        [3010, 1, 1],
        [3020, 1, 1],
      ]),
    );
    const ours = await openSortingPath(join(folder, "p.nev"), {}, ctx);
    expect(ours.numSegments).toBe(2);
    expect([...ours.spikes.sampleIndex]).toEqual([10, 50, 10, 20]);
    expect([...ours.spikes.segmentIndex]).toEqual([0, 0, 1, 1]);
    expect([...ours.spikes.unitIndex]).toEqual([0, 1, 0, 0]);
    const params = { reference_frames: true };
    const theirs = await openSortingPath(join(folder, "p.nev"), { params }, ctx);
    expect([...theirs.spikes.sampleIndex]).toEqual([10, 50, 3010, 3020]);
  });

  it("lists the opened file's own stream first and reads those beside it", async () => {
    const path = join(folder, "two.ns5");
    writeFileSync(path, nsx22([[0, [1, 2, 3]]]));
    writeFileSync(join(folder, "two.ns2"), nsx22([[0, [7, 8]]]));
    const idsOf = async (params: JsonObject): Promise<string[]> =>
      (await listStreams(path, { params }, ctx)).map(({ id }) => id);
    expect(await idsOf({})).toEqual(["5", "2"]);
    expect(await idsOf({ reference_frames: true })).toEqual(["2", "5"]);
    expect((await openRecordingPath(path, {}, ctx)).numSamples).toEqual([3]);
    const beside = await openRecordingPath(path, { streamId: "2" }, ctx);
    expect([...(await readTracesNew(beside, 0, 0, 2))]).toEqual([7, -7, 8, -8]);
    expect(beside.dict.kwargs["file_path"]).toBe(join(folder, "two.ns2"));
    const params = { reference_frames: true };
    const asThere = openRecordingPath(path, { streamId: "2", params }, ctx);
    await expect(asThere).rejects.toMatchObject({ code: "StreamNotFound" });
  });

  it("names the byte where a block of data does not begin", async () => {
    const path = join(folder, "bad.ns5");
    const bytes = nsx22([
      [0, [1, 2, 3]],
      [900, [4, 5]],
    ]);
    const second = bytes.length - (9 + 8);
    bytes[second] = 7;
    writeFileSync(path, bytes);
    const opening = openRecordingPath(path, {}, ctx);
    await expect(opening).rejects.toMatchObject({ code: "CorruptFile", details: { at: second } });
  });
});
