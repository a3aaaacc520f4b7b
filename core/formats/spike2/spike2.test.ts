import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { smallSmr } from "#test/support/write-smr.ts";
import { spike2 } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-smr-"));
const params = spike2.params.parse({});

function write(name: string, change: (bytes: Buffer) => void = () => undefined): string {
  const bytes = smallSmr();
  change(bytes);
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/* The expectations are those of neo's Spike2RawIO (main branch, July 2026) for a file made the same way. */
describe("a .smr file", () => {
  it("joins blocks, and begins a segment after a pause", async () => {
    const path = write("a.smr");
    expect(await spike2.detect(path, ctx)).toMatchObject({ kinds: ["recording"] });
    const recording = await spike2.readRecording?.(path, params, ctx);
    if (!recording) throw new Error("no recording");
    expect(recording.channelIds).toEqual(["0", "1"]);
    expect(recording.samplingFrequency).toBe(20_000);
    expect(recording.numSamples).toEqual([5, 2]);
    expect(recording.times).toEqual([
      { tStartS: 100 * (10 * 1e-6) },
      { tStartS: 600 * (10 * 1e-6) },
    ]);
    const gains = recording.properties.get("gain_to_uV");
    // 6553.6 as float32
    const gain = (1000 * Math.fround(6553.6)) / 6553.6;
    expect(gains).toMatchObject({ data: Float64Array.of(gain, gain) });
    const first = [1, 10, 2, 2, 3, 3, 4, 4, 5, 5];
    expect([...(await readTracesNew(recording, 0))]).toEqual(first);
    expect([...(await readTracesNew(recording, 1, 1, 2))]).toEqual([7, 7]);
  });

  it("gives markers as events and spikes by their code", async () => {
    const path = write("b.smr");
    const events = await spike2.readEvents?.(path, ctx);
    expect(events?.channel_ids).toEqual(["2"]);
    expect(events?.segments[1]?.[0]).toMatchObject({ label: ["65"] });
    const neo = await spike2.readNeo?.(path, ctx);
    expect(JSON.stringify(neo)).toContain("ch3#2");
  });

  it("whose chain of blocks leads in a circle is refused", async () => {
    // the second block of the first channel leads back to the first
    const first = 512 + 5 * 140;
    const path = write("c.smr", (bytes) => bytes.writeInt32LE(first, first + 26 + 4));
    await expect(spike2.readRecording?.(path, params, ctx)).rejects.toMatchObject({
      code: "CorruptFile",
    });
  });
});
