import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { readTracesNew, type Recording } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { RHD_BLOCK, rhdFile, rhdHeader } from "#test/support/write-rhd.ts";
import { intan } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-rhd-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function open(path: string, given: JsonObject): Promise<Recording> {
  const recording = await intan.readRecording?.(path, intan.params.parse(given), ctx);
  if (!recording) throw new Error("no recording");
  return recording;
}

/** Numbers of blocks; `skips` maps a block to what is missing before it. */
function numbers(numBlocks: number, skips: Readonly<Record<number, number>>): number[] {
  let missing = 0;
  return Array.from({ length: numBlocks }, (_, b) => {
    missing += skips[b] ?? 0;
    return b * RHD_BLOCK + missing;
  });
}

describe("an .rhd file whose sample numbers jump", () => {
  const path = join(folder, "gaps.rhd");
  writeFileSync(path, rhdFile(numbers(6, { 2: 1000, 5: 64 })));

  it("is refused, and the message says how it can be read", async () => {
    await expect(open(path, {})).rejects.toMatchObject({
      code: "CorruptFile",
      message: expect.stringMatching(
        /from 255 to 1256 after sample 255.*gaps to segments/,
      ) as string,
    });
  });

  it("reads on over gaps when integrity is ignored, and lists them", async () => {
    const recording = await open(path, { ignore_integrity_checks: true });
    expect(recording.numSamples).toEqual([6 * RHD_BLOCK]);
    expect(recording.annotations["gaps"]).toEqual([
      [2 * RHD_BLOCK, 1000],
      [5 * RHD_BLOCK, 64],
    ]);
  });

  it("gives a segment per part on request, each at its time", async () => {
    const recording = await open(path, { gaps: "segments" });
    expect(recording.numSamples).toEqual([2 * RHD_BLOCK, 3 * RHD_BLOCK, RHD_BLOCK]);
    expect(recording.times.map(({ tStartS }) => tStartS)).toEqual(
      [0, 2 * RHD_BLOCK + 1000, 5 * RHD_BLOCK + 1064].map((sample) => sample / 20_000),
    );
    const base = await open(path, { ignore_integrity_checks: true });
    const whole = await readTracesNew(base, 0, 2 * RHD_BLOCK, 5 * RHD_BLOCK);
    expect(await readTracesNew(recording, 1, 0, 3 * RHD_BLOCK)).toEqual(whole);
    const [reader] = intan.recordingDicts ?? [];
    const again = await reader?.read(recording.dict.kwargs, ctx);
    expect(again?.numSamples).toEqual(recording.numSamples);
  });

  it("that is long gives the places exactly, though few blocks are read", async () => {
    const long = join(folder, "long.rhd");
    writeFileSync(long, rhdFile(numbers(3000, { 1234: 5, 1240: 7 }), { numChannels: 1 }));
    const recording = await open(long, { gaps: "segments" });
    expect(recording.annotations["gaps"]).toEqual([
      [1234 * RHD_BLOCK, 5],
      [1240 * RHD_BLOCK, 7],
    ]);
    expect(recording.numSamples).toEqual([1234, 6, 1760].map((n) => n * RHD_BLOCK));
  });
});

describe("a file per signal with a jump in time.dat", () => {
  it("becomes segments that begin at any sample", async () => {
    const info = join(folder, "info.rhd");
    writeFileSync(info, rhdHeader({ numChannels: 2 }));
    const time = Int32Array.from({ length: 500 }, (_, i) => (i < 123 ? i : i + 10));
    writeFileSync(join(folder, "time.dat"), time);
    writeFileSync(
      join(folder, "amplifier.dat"),
      Int16Array.from({ length: 1000 }, (_, i) => i),
    );
    const recording = await open(info, { gaps: "segments" });
    expect(recording.numSamples).toEqual([123, 377]);
    expect(recording.times[1]?.tStartS).toBe(133 / 20_000);
    expect([...(await readTracesNew(recording, 1, 0, 2))]).toEqual([246, 247, 248, 249]);
  });
});
