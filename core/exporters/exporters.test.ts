import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAnalyzer, loadAnalyzer, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { decodeNpy, isStructured, ndArray, type NdArray } from "#core/array/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import { openRecordingPath, openSortingPath } from "#core/open/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import { spikesByUnit, withSortingMetadata, type Sorting } from "#core/sorting/index.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { EXPORTERS, runExporter } from "./index.ts";
import { pythonFloat } from "./shared/python-text.ts";

const ctx = testContext();
let home: string;
let analyzer: SortingAnalyzer;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "spikedesk-exporters-"));
  const { recording, sorting } = await generateGroundTruthRecording(
    { durations: [6], sampling_frequency: 20000, num_channels: 8, num_units: 5, seed: 4 },
    ctx,
  );
  const quality = { dtype: "str", shape: [5], data: ["good", "MUA", "", "noise", "odd"] } as const;
  const labelled = withSortingMetadata(sorting, {
    properties: new Map([["quality", { ...quality, data: [...quality.data], shape: [5] }]]),
  });
  analyzer = await createAnalyzer({ recording, sorting: labelled, sparse: true }, ctx);
  const names = ["random_spikes", "noise_levels", "waveforms", "templates", "spike_amplitudes", "correlograms", "unit_locations", "quality_metrics"]; // prettier-ignore
  await computeExtensions(analyzer, new Map(names.map((name) => [name, {}])), ctx);
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

const source = "test";
const place = (name: string) => ({ into: join(home, name), folder: join(home, name) });
const npy = (folder: string, name: string): NdArray => {
  const array = decodeNpy(readFileSync(join(folder, name)));
  if (isStructured(array)) throw new Error("records");
  return array;
};
const trains = (sorting: Sorting): number[][] => {
  const { starts, samples } = spikesByUnit(sorting);
  return sorting.unitIds.map((_, u) => [...samples.subarray(starts[u], starts[u + 1])]);
};

describe("every exporter", () => {
  it.each(EXPORTERS.map(({ name }) => name))(
    "%s names the files that it wrote and leaves the analyzer as it was",
    async (name) => {
      const before = [...analyzer.extensions.keys()];
      const curations = [
        { format_version: "2", unit_ids: [], merges: [], splits: [], removed: [] },
      ];
      const at = place(`every-${name}`);
      const files = await runExporter(name, { analyzer, source, curations }, at, {}, ctx);
      const there = readdirSync(at.into);
      for (const file of files) expect(there).toContain(file);
      expect(there.filter((file) => file.includes("partial"))).toEqual([]);
      expect([...analyzer.extensions.keys()]).toEqual(before);
    },
  );
  it("refuses unknown names and parameters", async () => {
    await expect(runExporter("pdf", { analyzer, source }, place("x"), {}, ctx)).rejects.toMatchObject({ code: "UnknownName" }); // prettier-ignore
    await expect(runExporter("csv", { analyzer, source }, place("x"), { tea: 1 }, ctx)).rejects.toMatchObject({ code: "InvalidParameter" }); // prettier-ignore
  });
});

describe("phy", () => {
  it("reads back as the same spikes, samples and groups", async () => {
    const { into } = place("every-phy");
    const sorting = await openSortingPath(into, { format: "phy" }, ctx);
    expect(trains(sorting)).toEqual(trains(analyzer.sorting));
    const quality = sorting.properties.get("quality");
    expect(quality && "data" in quality ? quality.data : []).toEqual(["good", "mua", "unsorted", "noise", "unsorted"]); // prettier-ignore
    const params = { num_channels: 8, sampling_frequency: 20000, dtype: "float32" };
    const recording = await openRecordingPath(join(into, "recording.dat"), { format: "binary", params }, ctx); // prettier-ignore
    if (analyzer.recording === undefined) throw new Error("no recording");
    expect(await readTracesNew(recording, 0, 1000, 1100)).toEqual(await readTracesNew(analyzer.recording, 0, 1000, 1100)); // prettier-ignore
  });

  it("has the reference's arrays: their types and shapes, and −1 where a unit has fewer channels", () => {
    const { into } = place("every-phy");
    const n = analyzer.sorting.spikes.sampleIndex.length;
    const width = analyzer.sparsity?.maxChannels ?? 8;
    const shapes = Object.fromEntries(
      readdirSync(into)
        .filter((name) => name.endsWith(".npy"))
        .map((name) => {
          const { dtype, shape } = npy(into, name);
          return [name, [dtype, ...shape]];
        }),
    );
    expect(shapes).toMatchObject({
      "spike_times.npy": ["int64", n, 1],
      "spike_templates.npy": ["int64", n, 1],
      "spike_clusters.npy": ["int64", n, 1],
      "template_ind.npy": ["int64", 5, width],
      "similar_templates.npy": ["float32", 5, 5],
      "channel_map.npy": ["int32", 8],
      "channel_positions.npy": ["float32", 8, 2],
      "amplitudes.npy": ["float32", n, 1],
      "pc_features.npy": ["float32", n, 5, width],
      "pc_feature_ind.npy": ["int64", 5, width],
    });
    expect(shapes["templates.npy"]?.slice(0, 2)).toEqual(["float64", 5]);
    const text = readFileSync(join(into, "params.py"), "utf8");
    expect(text).toBe(`dat_path = r'${into}/recording.dat'\nn_channels_dat = 8\ndtype = 'float32'\noffset = 0\nsample_rate = 20000.0\nhp_filtered = True`); // prettier-ignore
    expect(readFileSync(join(into, "cluster_si_unit_ids.tsv"), "utf8")).toMatch(/^cluster_id\tsi_unit_id\n0\t0\n/); // prettier-ignore
  });

  it("refuses several segments and analyzers without templates; works without the recording", async () => {
    const two = await smallAnalyzer(ctx);
    await expect(runExporter("phy", { analyzer: two, source }, place("two"), {}, ctx)).rejects.toMatchObject({ code: "Unsupported" }); // prettier-ignore
    const bare = { ...analyzer, extensions: new Map() };
    await expect(runExporter("phy", { analyzer: bare, source }, place("bare"), {}, ctx)).rejects.toMatchObject({ code: "MissingExtension" }); // prettier-ignore
    const blind = { ...analyzer, recording: undefined };
    const options = { compute_pc_features: false, use_relative_path: true };
    await runExporter("phy", { analyzer: blind, source }, place("blind"), options, ctx);
    expect(readFileSync(join(home, "blind/params.py"), "utf8")).toMatch(/^dat_path = None\n/);
  });
});

describe("the other forms", () => {
  it("spikeinterface loads again with every extension", async () => {
    const { into } = place("every-spikeinterface");
    const again = await loadAnalyzer(join(into, "analyzer"), ctx);
    expect([...again.extensions.keys()].sort()).toEqual([...analyzer.extensions.keys()].sort());
    expect(trains(await openSortingPath(join(into, "sorting"), {}, ctx))).toEqual(trains(analyzer.sorting)); // prettier-ignore
  });

  it("csv has a line per unit and per spike, with quotes where they are needed", async () => {
    const named = withSortingMetadata(analyzer.sorting, {
      properties: new Map<string, NdArray>([["note", { dtype: "str", shape: [5], data: ['a "b", c', "", "", "", ""] }], ["flag", ndArray("bool", [5], Uint8Array.of(1, 0, 0, 0, 0))]]), // prettier-ignore
    });
    await runExporter("csv", { analyzer: { ...analyzer, sorting: named }, source }, place("csv"), {}, ctx); // prettier-ignore
    const lines = readFileSync(join(home, "csv/units.csv"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(6);
    expect(lines[1]).toContain('"a ""b"", c",True');
    const spikes = readFileSync(join(home, "csv/spikes.csv"), "utf8").trim().split("\n");
    expect(spikes).toHaveLength(1 + analyzer.sorting.spikes.sampleIndex.length);
  });

  it("the report is one page without anything from outside it", () => {
    const page = readFileSync(join(home, "every-report/report.html"), "utf8");
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
    expect(page).not.toContain("<script");
    expect(page.match(/<section /g)).toHaveLength(5);
  });
});

it("floats are written as Python writes them", () => {
  const cases: [number, string][] = [[1, "1.0"], [0.1, "0.1"], [1e-5, "1e-05"], [0.0001, "0.0001"], [1e16, "1e+16"], [123456789.5, "123456789.5"], [-2.5e-7, "-2.5e-07"], [1e15, "1000000000000000.0"], [NaN, "nan"], [0, "0.0"]]; // prettier-ignore
  for (const [value, text] of cases) expect(pythonFloat(value)).toBe(text);
});
