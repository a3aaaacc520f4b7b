import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { readTracesNew, type Recording } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { openephysLegacy } from "./index.ts";

const BLOCK = 1024;
const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-continuous-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Blocks at the timestamps given; every sample of block b is b + 1. */
function continuous(timestamps: readonly number[]): Buffer {
  const header = Buffer.alloc(1024, " ");
  header.write("header.format = 'Open Ephys Data Format';\nheader.bitVolts = 0.195;\nheader.sampleRate = 30000;\n"); // prettier-ignore
  const blocks = timestamps.map((timestamp, b) => {
    const block = Buffer.alloc(12 + 2 * BLOCK + 10);
    block.writeBigInt64LE(BigInt(timestamp));
    block.writeUInt16LE(BLOCK, 8);
    for (let i = 0; i < BLOCK; i++) block.writeInt16BE(b + 1, 12 + 2 * i);
    return block;
  });
  return Buffer.concat([header, ...blocks]);
}

async function open(given: JsonObject): Promise<Recording> {
  const params = openephysLegacy.params.parse(given);
  const recording = await openephysLegacy.readRecording?.(folder, params, ctx);
  if (!recording) throw new Error("no recording");
  return recording;
}

describe("a folder of .continuous files with gaps", () => {
  // one channel lost a block more than the other
  const at = (...blocks: number[]): number[] => blocks.map((block) => 5000 + block * BLOCK);
  writeFileSync(join(folder, "100_CH1.continuous"), continuous(at(0, 1, 2, 5, 6, 7, 8, 9)));
  writeFileSync(join(folder, "100_CH2.continuous"), continuous(at(0, 1, 2, 5, 6, 8, 9)));

  it("reads zeros for what is missing, and lists it", async () => {
    const recording = await open({});
    expect(recording.numSamples).toEqual([10 * BLOCK]);
    expect(recording.annotations["filled_gaps"]).toEqual([[[3 * BLOCK, 2 * BLOCK]]]);
    expect([...(await readTracesNew(recording, 0, 3 * BLOCK - 1, 3 * BLOCK + 1))]).toEqual([3, 3, 0, 0]); // prettier-ignore
  });

  it("gives a segment per part that every channel has, at its time", async () => {
    const recording = await open({ gaps: "segments" });
    expect(recording.numSamples).toEqual([3 * BLOCK, 2 * BLOCK, 2 * BLOCK]);
    expect(recording.times.map(({ tStartS }) => tStartS)).toEqual(
      at(0, 5, 8).map((timestamp) => timestamp / 30_000),
    );
    expect([...(await readTracesNew(recording, 1, 0, 1))]).toEqual([4, 4]);
    expect([...(await readTracesNew(recording, 2, 2 * BLOCK - 1, 2 * BLOCK))]).toEqual([8, 7]);
    const [reader] = openephysLegacy.recordingDicts ?? [];
    const again = await reader?.read(recording.dict.kwargs, ctx);
    expect(again?.numSamples).toEqual(recording.numSamples);
  });
});
