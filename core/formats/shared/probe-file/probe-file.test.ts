import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import { openRecordingPath } from "#core/open/index.ts";
import { channelLocations } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { probeByName, PROBE_NAMES, readProbeFile } from "./index.ts";

const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };
const folder = mkdtempSync(join(tmpdir(), "spikedesk-probe-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe("a probe file", () => {
  it("in .prb gives a probe per group, wired as it says, and runs nothing", async () => {
    const text = `import os
total_nb_channels = 4
channel_groups = {
  0: {'channels': [2, 0], 'geometry': {0: (0, 0), 2: [16.5, 20]}},
  1: {'channels': range(3, 4), 'geometry': {3: (0, 100)}},
}
os.remove('${join(folder, "kept.txt")}')
`;
    write("kept.txt", "here");
    const { probes } = await readProbeFile(write("a.prb", text), ctx);
    expect(probes).toHaveLength(2);
    expect([...(probes[0]?.contactPositions ?? [])]).toEqual([16.5, 20, 0, 0]);
    expect([...(probes[0]?.deviceChannelIndices ?? [])]).toEqual([2, 0]);
    expect(probes[0]?.contactShapeParams[0]).toEqual({ radius: 5 });
    // the tip is four margins below, in the middle
    expect(probes[0]?.probePlanarContour?.[2]).toEqual([8.25, -100]);
    expect(await nodeFileSystem.readText(join(folder, "kept.txt"))).toBe("here");
  });

  it("in .imro gives the contacts of its entries", async () => {
    const path = write("a.imro", "(0,384)(0 0 0 500 250 1)(1 1 0 500 250 1)(2 0 0 500 250 1)");
    const [probe] = (await readProbeFile(path, ctx)).probes;
    expect(probe?.contactIds).toEqual(["e0", "e385", "e2"]);
    expect(probe?.annotations["model_name"]).toBe("NP1000");
    expect([...(probe?.deviceChannelIndices ?? [])]).toEqual([0, 1, 2]);
  });

  it.each([
    ["no.prb", "x = 1", "CorruptFile"],
    [
      "half.prb",
      "channel_groups = {0: {'channels': [0, 1], 'geometry': {0: (0, 0)}}}",
      "CorruptFile",
    ],
    ["other.imro", "(77777,4)(0 0 0 500 250 1)", "Unsupported"],
    ["empty.imro", "", "CorruptFile"],
    ["text.json", "hello", "CorruptFile"],
  ])("%s is refused with a typed error", async (name, text, code) => {
    await expect(readProbeFile(write(name, text), ctx)).rejects.toMatchObject({ code });
  });
});

describe("a probe of the library", () => {
  it.each(PROBE_NAMES)("%s has places that all differ and channels in order", (name) => {
    const { probes } = probeByName(name, 384);
    const places = probes.flatMap(({ contactPositions: p }) =>
      Array.from({ length: p.length / 2 }, (_, i) => `${String(p[2 * i])},${String(p[2 * i + 1])}`),
    );
    expect(new Set(places).size).toBe(places.length);
    const wiring = probes.flatMap((probe) => [...(probe.deviceChannelIndices ?? [])]);
    expect(wiring).toEqual(places.map((_, i) => i));
  });

  it("has the dimensions that a design's name says", () => {
    const [probe] = probeByName("NeuroNexus A4x8-5mm-100-200-177", 32).probes;
    expect([...(probe?.contactPositions.subarray(18, 22) ?? [])]).toEqual([200, 100, 200, 200]);
    expect(probe?.shankIds?.at(-1)).toBe("3");
    expect(Math.PI * Number(probe?.contactShapeParams[0]?.["radius"]) ** 2).toBeCloseTo(177, 9);
  });

  it("needs as many channels as it has contacts, and a name that there is", () => {
    expect(() => probeByName("Neuropixels 1.0", 32)).toThrow(/384 contacts/);
    expect(() => probeByName("no such", 32)).toThrow(/no probe is called/);
  });

  it("is put on a recording of any format by its reader's parameters", async () => {
    const path = join(folder, "raw.dat");
    writeFileSync(path, new Int16Array(8 * 10));
    const params = { num_channels: 8, sampling_frequency: 1000, probe_name: "linear, 50 µm" };
    const recording = await openRecordingPath(path, { format: "binary", params }, ctx);
    expect(channelLocations(recording)[15]).toBe(350);
    const bin = join(folder, "HSW.bin");
    writeFileSync(bin, new Uint8Array(8 + 2 * 8 * 10));
    const open = openRecordingPath(bin, { format: "whitematter", params }, ctx);
    expect(channelLocations(await open)[15]).toBe(350);
  });
});
