import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { openRecordingPath, recognise } from "#core/open/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { mpxBytes } from "#test/support/mpx.ts";
import { alphaomega } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-mpx-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const raw = (number: number, blocks: readonly (readonly [number, readonly number[]])[]) => ({
  number,
  name: `RAW ${String(number)}`,
  kiloHertz: 2,
  gain: 20,
  blocks,
});
const port = {
  number: 500,
  name: "InPort",
  kiloHertz: 2,
  changes: [
    [2001, 7],
    [2004, 0],
  ],
} as const;

// the second file begins where the first ends, the third a second later
writeFileSync(
  join(folder, "a1.mpx"),
  mpxBytes({
    startS: 1,
    stopS: 1.002,
    continuous: [
      raw(1, [
        [2000, [1, 2]],
        [2002, [3, 4]],
      ]),
      raw(2, [[2000, [-1, -2, -3, -4]]]),
    ],
    port,
  }),
);
writeFileSync(
  join(folder, "a2.mpx"),
  mpxBytes({
    startS: 1.002,
    stopS: 1.004,
    continuous: [raw(1, [[2004, [5, 6]]]), raw(2, [[2004, [-5, -6]]])],
  }),
);
writeFileSync(
  join(folder, "a3.mpx"),
  mpxBytes({
    startS: 2,
    stopS: 2.002,
    continuous: [raw(1, [[4000, [9]]]), raw(2, [[4000, [8]]])],
  }),
);

describe("AlphaOmega .mpx", () => {
  it("is recognised by its first block", async () => {
    expect((await recognise(folder, ctx))[0]).toMatchObject({ format: "alphaomega" });
  });

  it("joins files that follow each other and makes a segment of a pause", async () => {
    const recording = await openRecordingPath(folder, {}, ctx);
    expect(recording.channelIds).toEqual(["1", "2"]);
    expect(recording.samplingFrequency).toBe(2000);
    expect(recording.numSamples).toEqual([6, 1]);
    expect(recording.times.map(({ tStartS }) => tStartS)).toEqual([1, 2]);
    expect([...(await readTracesNew(recording, 0))]).toEqual([
      1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6,
    ]);
    expect([...(await readTracesNew(recording, 0, 1, 5, Int32Array.of(0)))]).toEqual([2, 3, 4, 5]);
    expect([...(await readTracesNew(recording, 1))]).toEqual([9, 8]);
  });

  it("scales by resolution and gain, or as the reference", async () => {
    const resolution = 1_250_000 / 2 ** 15;
    const ours = await openRecordingPath(folder, {}, ctx);
    expect(ours.properties.get("gain_to_uV")).toMatchObject({
      data: Float64Array.of(resolution / 20, resolution / 20),
    });
    const theirs = await openRecordingPath(folder, { params: { reference_gain: true } }, ctx);
    expect(theirs.properties.get("gain_to_uV")).toMatchObject({
      data: Float64Array.of(20 / resolution, 20 / resolution),
    });
  });

  it("reads changes of ports as events of their segment", async () => {
    const events = await alphaomega.readEvents?.(folder, ctx);
    expect(events?.channel_ids).toEqual(["500"]);
    expect(events?.segments.map(([channel]) => [...(channel?.time ?? [])])).toEqual([
      [1.0005, 1.002],
      [],
    ]);
    expect(events?.segments[0]?.[0]?.label).toEqual(["7", "0"]);
  });
});
