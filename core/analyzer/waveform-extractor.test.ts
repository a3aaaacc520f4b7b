import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeNpy, ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import { writeNpz } from "#core/formats/index.ts";
import { formatJson } from "#core/model/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { pickRows } from "#core/recording/index.ts";
import { spikeRows } from "#core/sorting/index.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { csvFromTable, extensionArray, extensionTable, loadAnalyzer } from "./index.ts";
import type { SortingAnalyzer } from "./analyzer.ts";

const scratch = mkdtempSync(join(tmpdir(), "extractor-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const ctx = testContext();
const folder = join(scratch, "waveforms");
let analyzer: SortingAnalyzer;

const save = (array: NdArray, ...path: string[]): void => {
  writeFileSync(join(folder, ...path), encodeNpy(array));
};

const json = (value: object, ...path: string[]): void => {
  writeFileSync(join(folder, ...path), JSON.stringify(value));
};

/** The analyzer's results as SpikeInterface 0.100 kept them. */
beforeAll(async () => {
  analyzer = await smallAnalyzer(ctx, join(scratch, "analyzer"));
  const names = ["random_spikes", "waveforms", "templates", "spike_amplitudes", "quality_metrics"];
  await computeExtensions(analyzer, new Map(names.map((name) => [name, {}])), ctx);
  for (const name of ["waveforms", "spike_amplitudes", "quality_metrics"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  cpSync(join(scratch, "analyzer", "recording_info"), join(folder, "recording_info"), {
    recursive: true,
  });
  json({ ms_before: 1, ms_after: 2, dtype: "float32", return_scaled: true }, "params.json");
  const npz = join(scratch, "sorting.npz");
  await writeNpz(analyzer.sorting, npz, ctx);
  const sorting = await openSortingPath(npz, {}, ctx);
  writeFileSync(join(folder, "sorting.json"), formatJson(sorting.dict));
  const { unitIds, numSegments } = analyzer.sorting;
  const { sparsity, attributes } = analyzer;
  const channels = unitIds.map((_, unit) =>
    Array.from(sparsity?.channels[unit] ?? [], (c) => attributes.channelIds[c]),
  );
  json(
    {
      unit_id_to_channel_ids: Object.fromEntries(unitIds.map((id, u) => [String(id), channels[u]])),
    },
    "sparsity.json",
  );
  const chosen = toFloat64(extensionArray(analyzer, "random_spikes", "random_spikes_indices"));
  const waveforms = extensionArray(analyzer, "waveforms", "waveforms");
  for (const [unit, id] of unitIds.entries()) {
    const rows = [...chosen.keys()].filter(
      (i) => analyzer.sorting.spikes.unitIndex[chosen[i]] === unit,
    );
    save(pickRows(waveforms, rows), "waveforms", `waveforms_${String(id)}.npy`);
    const places = Array.from({ length: numSegments }, (_, s) =>
      Array.from(spikeRows(analyzer.sorting, unit, s)).flatMap((row, i) =>
        chosen.includes(row) ? [[i, s] as const] : [],
      ),
    ).flat();
    const column = (k: 0 | 1): NdArray =>
      ndArray(
        "int64",
        [places.length],
        Float64Array.from(places, (place) => place[k]),
      );
    const records = {
      length: places.length,
      fields: [
        { name: "spike_index", dtype: "int64" as const },
        { name: "segment_index", dtype: "int64" as const },
      ],
      columns: { spike_index: column(0), segment_index: column(1) },
    };
    const path = join(folder, "waveforms", `sampled_index_${String(id)}.npy`);
    writeFileSync(path, encodeNpy(records));
  }
  save(extensionArray(analyzer, "templates", "average"), "templates_average.npy");
  const amplitudes = extensionArray(analyzer, "spike_amplitudes", "amplitudes");
  const first = analyzer.sorting.spikes.segmentIndex.indexOf(1);
  const total = amplitudes.shape[0];
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_, i) => from + i);
  json({ peak_sign: "neg", return_scaled: true }, "spike_amplitudes", "params.json");
  save(pickRows(amplitudes, range(0, first)), "spike_amplitudes", "amplitude_segment_0.npy");
  save(pickRows(amplitudes, range(first, total)), "spike_amplitudes", "amplitude_segment_1.npy");
  json({ metric_names: ["snr"], qm_params: { snr: {} } }, "quality_metrics", "params.json");
  writeFileSync(
    join(folder, "quality_metrics", "metrics.csv"),
    csvFromTable(extensionTable(analyzer, "quality_metrics")),
  );
});

describe("a folder of SpikeInterface before 0.101", () => {
  it("opens with its sparsity, waveforms, templates, amplitudes and metrics, and is not written to", async () => {
    const old = await loadAnalyzer(folder, ctx);
    expect(old.folder).toBeUndefined();
    expect(old.returnInUv).toBe(true);
    expect([...(old.sparsity?.mask ?? [])]).toEqual([...(analyzer.sparsity?.mask ?? [])]);
    for (const [name, data] of [
      ["random_spikes", "random_spikes_indices"],
      ["waveforms", "waveforms"],
      ["templates", "average"],
      ["spike_amplitudes", "amplitudes"],
    ] as const) {
      const found = extensionArray(old, name, data);
      const expected = extensionArray(analyzer, name, data);
      expect(found.shape).toEqual(expected.shape);
      expect(toFloat64(found)).toEqual(toFloat64(expected));
    }
    expect(old.extensions.get("quality_metrics")?.params["metric_params"]).toEqual({ snr: {} });
    expect(csvFromTable(extensionTable(old, "quality_metrics"))).toBe(
      csvFromTable(extensionTable(analyzer, "quality_metrics")),
    );
  });

  it("serves what is computed from waveforms alone", async () => {
    const old = await loadAnalyzer(folder, ctx);
    await computeExtensions(old, new Map([["principal_components", {}]]), ctx);
    expect(old.extensions.has("principal_components")).toBe(true);
  });

  it("is refused where a file does not fit", async () => {
    const broken = join(scratch, "broken");
    cpSync(folder, broken, { recursive: true });
    const id = String(analyzer.sorting.unitIds[0]);
    const short = ndArray("float32", [1, 2, 3], new Float32Array(6));
    writeFileSync(join(broken, "waveforms", `waveforms_${id}.npy`), encodeNpy(short));
    await expect(loadAnalyzer(broken, ctx)).rejects.toMatchObject({ code: "CorruptFile" });
  });
});
