import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { writeNix } from "#test/support/write-nix.ts";
import { nix } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-nix-"));
const path = join(folder, "a.nix");
const params = nix.params.parse({});

function signals(first: number): Parameters<typeof writeNix>[1][number] {
  return [
    { name: "probe", unit: "mV", intervalMs: 0.05, channels: [[first, 2, 3, 4], [10, 20, 30, 40]] },
    { name: "lfp", unit: "uV", intervalMs: 1, channels: [[first, 7]] },
  ]; // prettier-ignore
}

beforeAll(() => writeNix(path, [signals(1), signals(5)], nodeFileSystem));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("a NIX file of neo", () => {
  it("has a stream per AnalogSignal, at the rate that its unit of time says", async () => {
    expect(await nix.detect(path, ctx)).toMatchObject({ kinds: ["recording"] });
    expect(await nix.listStreams?.(path, ctx)).toEqual([
      { id: "0", name: "probe", numChannels: 2, samplingFrequency: 20_000 },
      { id: "1", name: "lfp", numChannels: 1, samplingFrequency: 1000 },
    ]);
    // neo takes the interval for seconds
    const [stream] = (await nix.listStreams?.(path, ctx, { as_neo: true })) ?? [];
    expect(stream).toMatchObject({ name: "", samplingFrequency: 20 });
  });

  it("gives every segment's samples, start and gain", async () => {
    const recording = await nix.readRecording?.(path, { ...params, stream_id: "0" }, ctx);
    if (!recording) throw new Error("no recording");
    expect(recording.channelIds).toEqual(["0", "1"]);
    expect(recording.numSamples).toEqual([4, 4]);
    expect(recording.times).toEqual([{ tStartS: 0.5 }, { tStartS: 1.5 }]);
    expect(recording.properties.get("gain_to_uV")).toMatchObject({
      data: Float64Array.of(1e3, 1e3),
    });
    expect([...(await readTracesNew(recording, 1, 0, 2))]).toEqual([5, 10, 2, 20]);
    const second = Int32Array.of(1);
    expect([...(await readTracesNew(recording, 0, 2, 4, second))]).toEqual([30, 40]);
  });

  it("gives events in seconds", async () => {
    const events = await nix.readEvents?.(path, ctx);
    expect(events?.segments[1]?.[0]).toMatchObject({ time: Float64Array.of(1.5), label: ["go"] });
  });

  it("asks for a block that it has", async () => {
    await expect(
      nix.readRecording?.(path, { ...params, block_index: 3 }, ctx),
    ).rejects.toMatchObject({ code: "InvalidParameter" });
    expect(await nix.countBlocks?.(path, ctx)).toBe(1);
  });
});
