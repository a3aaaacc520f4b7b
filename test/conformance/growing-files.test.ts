import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { typescriptKernels } from "#core/kernels/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { listStreams, openRecordingPath } from "#core/open/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { goldenPath, hasGolden } from "#test/support/golden.ts";

/*
 * An acquisition that goes on: what was opened keeps its length and its samples while every file of it grows, by bytes
 * that are no whole frame. Formats whose data files systems append to.
 */

const home = mkdtempSync(join(tmpdir(), "spikedesk-growing-"));
const ctx = { fs: nodeFileSystem, kernels: typescriptKernels };

afterAll(() => {
  rmSync(home, { recursive: true });
});

interface Case {
  readonly golden: readonly string[];
  readonly format: string;
  readonly path: string;
  readonly params?: JsonObject;
}

const CASES: readonly Case[] = [
  { golden: ["spikeglx", "np1_saved_subset_two_gates"], format: "spikeglx", path: "r" },
  { golden: ["openephys_binary", "rhythm_with_adc_v06"], format: "openephys_binary", path: "" },
  { golden: ["openephys_legacy", "continuous_and_events"], format: "openephys_legacy", path: "" },
  { golden: ["intan_rhd", "file_per_channel"], format: "intan", path: "rec/info.rhd" },
  { golden: ["intan_rhd", "one_file_v3"], format: "intan", path: "a_240506_070809.rhd" },
  { golden: ["blackrock", "ns5_ns2_nev_spec23"], format: "blackrock", path: "a.ns5" },
  { golden: ["neuralynx", "ncs_nev_nse"], format: "neuralynx", path: "" },
  { golden: ["spikegadgets", "rec_tetrodes_and_analog"], format: "spikegadgets", path: "a.rec" },
  { golden: ["mcs_raw", "eoh_header"], format: "mcs_raw", path: "a.raw" },
  { golden: ["neuroscope", "dat_clu_res_fet"], format: "neuroscope", path: "a.xml" },
  {
    golden: ["whitematter", "headstage"],
    format: "whitematter",
    path: "HSW.bin",
    params: { sampling_frequency: 25_000, num_channels: 6 },
  },
];

/** Bytes to every file that holds samples. */
function grow(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    const isText = /\.(?:meta|oebin|xml|json|rhd\.txt)$/.test(name);
    if (!statSync(file).isFile() || isText || name.endsWith("info.rhd")) continue;
    appendFileSync(file, new Uint8Array(4097).fill(7));
  }
}

describe.skipIf(!hasGolden)("a recording that grows while it is open", () => {
  it.each(CASES)("stays as it was: $golden", async ({ golden, format, path, params = {} }) => {
    const folder = join(home, golden.join("-"));
    cpSync(goldenPath("formats", ...golden, "data"), folder, { recursive: true });
    const place = join(folder, path);
    const streams = await listStreams(place, { format, params }, ctx);
    const choice = streams[0] ? { streamId: streams[0].id } : {};
    const options = { format, params, ...choice };
    const before = await openRecordingPath(place, options, ctx);
    const samples = await readTracesNew(before, 0, 0, before.numSamples[0] ?? 0);
    const opened = await openRecordingPath(place, options, ctx);
    grow(folder);
    expect(opened.numSamples).toEqual(before.numSamples);
    expect(await readTracesNew(opened, 0, 0, opened.numSamples[0] ?? 0)).toEqual(samples);
    // what was read before reads on with its file still open
    expect(await readTracesNew(before, 0, 0, before.numSamples[0] ?? 0)).toEqual(samples);
  });
});
