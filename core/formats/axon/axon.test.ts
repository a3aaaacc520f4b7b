import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { plainProperty, readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { writeAbf1, writeAbf2 } from "#test/support/write-abf.ts";
import { axon } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "spikedesk-abf-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SAMPLES = Int16Array.from({ length: 40 }, (_, i) => i * 3 - 50);

describe.each([
  ["ABF ", writeAbf1],
  ["ABF2", writeAbf2],
] as const)("an Axon file with the mark %s", (mark, write) => {
  it("gives its sweeps as segments, with gains, units and tags", async () => {
    const path = join(folder, `${mark.trim()}.abf`);
    writeFileSync(path, write(SAMPLES));
    expect(await axon.detect(path, ctx)).toMatchObject({ confidence: 0.95 });
    const recording = await axon.readRecording?.(path, axon.params.parse({}), ctx);
    if (!recording) throw new Error("no reader");
    expect(recording.numSamples).toEqual([6, 14]);
    expect(recording.samplingFrequency).toBeCloseTo(10_000, 3);
    expect(recording.channelIds).toEqual(["0", "1"]);
    expect(plainProperty(recording.properties, "channel_name")?.data).toEqual(["IN0", "IN1"]);
    expect(plainProperty(recording.properties, "physical_unit")?.data).toEqual(["mV", "uV"]);
    // range 10, resolution 32768, scale 0.1, signal gain 1, programmable gain 2; µV per mV
    const gains = plainProperty(recording.properties, "gain_to_uV")?.data as Float64Array;
    expect(gains[0]).toBeCloseTo((10 / 0.1 / 2 / 32_768) * 1000, 6);
    expect(gains[1]).toBeCloseTo(10 / 0.1 / 2 / 32_768, 9);
    expect([...(await readTracesNew(recording, 0, 0, 6))]).toEqual([...SAMPLES.subarray(0, 12)]);
    expect([...(await readTracesNew(recording, 1, 2, 14))]).toEqual([...SAMPLES.subarray(16, 40)]);
    const events = await axon.readEvents?.(path, ctx);
    expect(events?.segments[1]?.[0]?.label).toEqual(["drug on"]);
    expect(events?.segments[1]?.[0]?.time[0]).toBeCloseTo(0.0005, 9);
  });

  it("is refused with a typed error wherever it is cut", async () => {
    const whole = write(SAMPLES);
    for (let bytes = 0; bytes < whole.length; bytes += 97) {
      const path = join(folder, "cut.abf");
      writeFileSync(path, whole.subarray(0, bytes));
      await expect(axon.listStreams?.(path, ctx)).rejects.toMatchObject({ name: "EphysError" });
    }
  });
});
