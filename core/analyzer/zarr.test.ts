import { mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ndArray } from "#core/array/index.ts";
import { memoryRecording } from "#core/recording/index.ts";
import { sortingFromUnitDict } from "#core/sorting/index.ts";
import { goldenPath, hasGolden } from "#test/support/golden.ts";
import { testContext } from "#test/support/small-analyzer.ts";
import {
  createAnalyzer,
  loadAnalyzer,
  removeExtension,
  saveAnalyzer,
  saveZarrAnalyzer,
  savedExtensionNames,
  writeExtension,
  type AnalyzerExtension,
  type SortingAnalyzer,
} from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "zarr-analyzer-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const ctx = testContext();

const EXTENSION: AnalyzerExtension = {
  name: "made_up",
  params: { seed: null, method: "auto" },
  data: new Map([
    ["values", { kind: "array", array: ndArray("float32", [2, 2], Float32Array.of(1, NaN, 3, 4)) }],
    ["notes", { kind: "json", json: { a: [1, 2.5], b: "é" } }],
    [
      "metrics",
      {
        kind: "table",
        table: {
          index: ["a", "b"],
          columns: [
            { name: "count", dtype: "int", values: Float64Array.of(3, 4) },
            { name: "rate", dtype: "float", values: Float64Array.of(0.5, NaN) },
            { name: "zone", dtype: "str", values: ["CA1", ""] },
          ],
        },
      },
    ],
  ]),
  siClass: { class: "somewhere.MadeUp", module: "somewhere" },
  runtimeS: 1.5,
  skipped: [],
};

async function smallOne(): Promise<SortingAnalyzer> {
  const recording = memoryRecording({ traces: [new Float32Array(3000)], numChannels: 3, samplingFrequency: 1000 }); // prettier-ignore
  const trains = new Map([["a", [1, 5]], ["b", [7]]]); // prettier-ignore
  const sorting = sortingFromUnitDict([trains], 1000);
  return createAnalyzer({ recording, sorting, sparse: false }, ctx);
}

describe("a zarr analyzer", () => {
  it("comes back with arrays, tables and objects", async () => {
    const folder = join(scratch, "round.zarr");
    const analyzer = await smallOne();
    analyzer.extensions.set(EXTENSION.name, EXTENSION);
    const saved = await saveZarrAnalyzer(analyzer, folder, ctx);
    expect(saved.format).toBe("zarr");
    const again = await loadAnalyzer(folder, ctx);
    expect(again.sorting.spikes).toEqual(analyzer.sorting.spikes);
    expect(again.attributes.numSamples).toEqual([1000]);
    expect(again.extensions.get("made_up")).toEqual({
      ...EXTENSION,
      data: new Map([...EXTENSION.data].sort(([a], [b]) => (a < b ? -1 : 1))),
    });
    await expect(saveZarrAnalyzer(analyzer, folder, ctx)).rejects.toThrow(/exists already/);
  });

  it("takes more extensions and loses them", async () => {
    const folder = join(scratch, "more.zarr");
    await saveZarrAnalyzer(await smallOne(), folder, ctx);
    await writeExtension(folder, EXTENSION, ctx);
    await writeExtension(folder, { ...EXTENSION, name: "other" }, ctx);
    expect(await savedExtensionNames(folder, ctx)).toEqual(["made_up", "other"]);
    await removeExtension(folder, "made_up", ctx);
    expect([...(await loadAnalyzer(folder, ctx)).extensions.keys()]).toEqual(["other"]);
  });

  it.each(["folder", "zarr"])("as %s: what 0.103 does not know stands beside", async (form) => {
    const folder = join(scratch, `newer.${form}`);
    const save = form === "zarr" ? saveZarrAnalyzer : saveAnalyzer;
    const analyzer = await smallOne();
    const newer = { ...EXTENSION, name: "valid_unit_periods" };
    for (const one of [EXTENSION, newer]) analyzer.extensions.set(one.name, one);
    await save(analyzer, folder, ctx);
    // one unknown extension there, and SpikeInterface opens nothing of the analyzer
    const listed = readdirSync(join(folder, "extensions")).filter((name) => !name.startsWith("."));
    expect(listed).toEqual(["made_up"]);
    const again = await loadAnalyzer(folder, ctx);
    expect([...again.extensions.keys()]).toEqual(["made_up", "valid_unit_periods"]);
    expect(again.extensions.get(newer.name)?.params).toEqual(newer.params);
    // a later release writes it where all others are
    renameSync(join(folder, "newer_extensions", newer.name), join(folder, "extensions", newer.name)); // prettier-ignore
    expect(await savedExtensionNames(folder, ctx)).toEqual(["made_up", newer.name]);
    await removeExtension(folder, newer.name, ctx);
    expect(await savedExtensionNames(folder, ctx)).toEqual(["made_up"]);
  });

  it.skipIf(!hasGolden)("of the reference holds what its folder holds", async () => {
    const zarr = await loadAnalyzer(goldenPath("pipeline", "analyzer.zarr"), ctx);
    const folder = await loadAnalyzer(goldenPath("pipeline", "analyzer.folder"), ctx);
    expect(zarr.recordingProblem).toBeUndefined();
    expect(zarr.sorting.spikes).toEqual(folder.sorting.spikes);
    expect(zarr.sparsity).toEqual(folder.sparsity);
    expect([...zarr.extensions.keys()]).toEqual([...folder.extensions.keys()]);
    for (const [name, { data, params, skipped }] of folder.extensions) {
      const own = zarr.extensions.get(name);
      expect(own?.params, name).toEqual(params);
      expect(own?.skipped, name).toHaveLength(skipped.length);
      for (const [key, value] of data) {
        const stored = own?.data.get(key);
        if (value.kind !== "table") expect(stored, `${name}.${key}`).toEqual(value);
        else expect(sortedColumns(stored), name).toEqual(sortedColumns(value));
      }
    }
  });
});

/** zarr lists columns by name. */
function sortedColumns(value: unknown): unknown {
  const { table } = value as { table: { columns: { name: string; values: unknown }[] } };
  return table.columns
    .map(({ name, values }) => [name, values] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
