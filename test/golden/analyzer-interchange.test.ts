import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadAnalyzer, saveAnalyzer, saveZarrAnalyzer } from "#core/analyzer/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { goldenPath, hasGolden } from "../support/golden.ts";

/*
 * What we write, file by file, beside what SpikeInterface 0.103.2 wrote: an analyzer that was read from either of its
 * forms and written in either of ours. Exceptions are named: Python objects, and tables of zarr (see there).
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;

const ctx = createLocalComputeContext({ kernels: typescriptKernels, fs: nodeFileSystem });
const scratch = mkdtempSync(join(tmpdir(), "interchange-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const golden = (form: "folder" | "zarr"): string => goldenPath("pipeline", `analyzer.${form}`);
const ours = (from: string, form: string): string => join(scratch, `${from}.${form}`);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

const isPickle = (file: string): boolean =>
  /\.(pkl|pickle)$/u.test(file) || /pca_model_/u.test(file);
const jsonOf = (...parts: string[]): JsonObject =>
  JSON.parse(readFileSync(join(...parts), "utf8").replaceAll(/\bNaN\b/gu, '"NaN"')) as JsonObject;

/** Places of recordings are relative to the folder that names them. */
function withoutPaths(json: Json): Json {
  if (Array.isArray(json)) return json.map(withoutPaths);
  if (typeof json !== "object" || json === null) return json;
  // the reference's zarr holds `name: null`, its folder no name
  const named = Object.entries(json).filter(([key, value]) => key !== "name" || value !== null);
  const entries = named.map(([key, value]) => [
    key,
    key === "folder_path" || key === "file_paths" ? "a path" : withoutPaths(value),
  ]);
  return Object.fromEntries(entries) as Json;
}

/** Where the reference names no compression, zarr takes its own; ours is the same everywhere. */
const isZarrDefault = (compressor: Json | undefined): boolean =>
  JSON.stringify(compressor).includes('"lz4"');

describe.skipIf(!hasGolden)("an analyzer of SpikeInterface, read and written again", () => {
  beforeAll(async () => {
    for (const from of ["folder", "zarr"] as const) {
      const analyzer = await loadAnalyzer(golden(from), ctx);
      await saveAnalyzer(analyzer, ours(from, "folder"), ctx);
      await saveZarrAnalyzer(analyzer, ours(from, "zarr"), ctx);
    }
  }, 60_000);

  it.each(["folder", "zarr"])("from %s: the folder has the same files", (from) => {
    const expected = filesBelow(golden("folder")).filter((file) => !isPickle(file));
    expect(filesBelow(ours(from, "folder"))).toEqual(
      [...expected, "sorting_provenance.json"].sort(),
    );
  });

  it.each(["folder", "zarr"])("from %s: arrays are the same to the byte", (from) => {
    const arrays = filesBelow(golden("folder")).filter((file) => file.endsWith(".npy"));
    expect(arrays.length).toBeGreaterThan(20);
    for (const file of arrays) {
      const reference = readFileSync(join(golden("folder"), file));
      expect(readFileSync(join(ours(from, "folder"), file)).equals(reference), file).toBe(true);
    }
  });

  it.each(["folder", "zarr"])("from %s: documents say the same", (from) => {
    const documents = filesBelow(golden("folder")).filter((file) => file.endsWith(".json"));
    expect(documents.length).toBeGreaterThan(50);
    for (const file of documents) {
      if (from === "zarr" && file.endsWith("run_info.json")) continue; // of another run
      const own = withoutPaths(jsonOf(ours(from, "folder"), file));
      expect(own, file).toEqual(withoutPaths(jsonOf(golden("folder"), file)));
    }
  });

  it("tables have the same cells in the same places", () => {
    for (const extension of ["quality_metrics", "template_metrics"]) {
      const file = join("extensions", extension, "metrics.csv");
      const [own = [], reference = []] = [ours("folder", "folder"), golden("folder")].map((root) =>
        readFileSync(join(root, file), "utf8")
          .split("\n")
          .map((line) => line.split(",")),
      );
      expect(own[0]).toEqual(reference[0]);
      const numbers = (rows: string[][]): (number | null)[][] =>
        rows.slice(1).map((row) => row.map((cell) => (cell === "" ? null : Number(cell))));
      expect(numbers(own)).toEqual(numbers(reference));
    }
  });

  it.each(["folder", "zarr"])("from %s: zarr has the same groups and arrays", (from) => {
    const root = golden("zarr");
    const marks = (folder: string): string[] =>
      filesBelow(folder).filter((file) => /\.z(array|attrs|group|metadata)$/u.test(file));
    expect(marks(ours(from, "zarr"))).toEqual(marks(root).filter((file) => !isPickle(file)));
    for (const file of marks(root).filter((name) => name.endsWith(".zarray") && !isPickle(name))) {
      const own = jsonOf(ours(from, "zarr"), file);
      const reference = jsonOf(root, file);
      // a Python object there, a document here
      if (file.startsWith("sorting_provenance")) continue;
      // the reference keeps tables of mixed types as text; both read back alike
      const isTable = file.includes("/metrics/");
      for (const key of Object.keys(reference)) {
        if (key === "compressor" && isZarrDefault(reference[key])) continue;
        if (isTable && (key === "dtype" || key === "fill_value")) continue;
        expect(own[key], `${file} ${key}`).toEqual(reference[key]);
      }
      if (!file.includes("/metrics/index")) continue;
      expect(own["dtype"], file).toEqual(reference["dtype"]);
    }
  });

  it.each(["folder", "zarr"])("from %s: zarr has the same attributes", (from) => {
    const root = golden("zarr");
    for (const file of filesBelow(root).filter((name) => name.endsWith(".zattrs"))) {
      if (isPickle(file)) continue;
      const own = jsonOf(ours(from, "zarr"), file);
      const reference = jsonOf(root, file);
      if (file === join("recording_info", ".zattrs")) {
        // the probes as probeinterface's files name them
        Object.assign(reference["probegroup"] as JsonObject, {
          specification: "probeinterface",
          version: (own["probegroup"] as JsonObject)["version"],
        });
      }
      if (from === "folder") for (const json of [own, reference]) delete json["run_info"];
      expect(own, file).toEqual(reference);
    }
  });

  it.each(["folder", "zarr"])("from %s: the consolidated metadata is that of the files", (from) => {
    const folder = ours(from, "zarr");
    const { zarr_consolidated_format: version, metadata } = jsonOf(folder, ".zmetadata");
    expect(version).toBe(1);
    const files = filesBelow(folder).filter((file) => /\.z(array|attrs|group)$/u.test(file));
    expect(Object.keys(metadata as JsonObject).sort()).toEqual(files);
    for (const file of files) {
      expect((metadata as JsonObject)[file], file).toEqual(jsonOf(folder, file));
    }
  });

  it("keeps what it was given over four changes of format", async () => {
    let analyzer = await loadAnalyzer(golden("folder"), ctx);
    const kept = ["random_spikes", "noise_levels", "spike_locations", "quality_metrics"];
    const some = [...analyzer.extensions].filter(([name]) => kept.includes(name));
    analyzer = { ...analyzer, extensions: new Map(some) };
    for (const [i, save] of [saveZarrAnalyzer, saveAnalyzer, saveZarrAnalyzer].entries()) {
      const place = join(scratch, `turn-${String(i)}`);
      await save(analyzer, place, ctx);
      analyzer = await loadAnalyzer(place, ctx);
    }
    const folder = join(scratch, "turned");
    await saveAnalyzer(analyzer, folder, ctx);
    const arrays = filesBelow(folder).filter((name) => name.endsWith(".npy"));
    expect(arrays).toHaveLength(6);
    for (const file of arrays) {
      const reference = readFileSync(join(golden("folder"), file));
      expect(readFileSync(join(folder, file)).equals(reference), file).toBe(true);
    }
    for (const file of ["recording.json", "sorting/si_folder.json", "settings.json"]) {
      const own = withoutPaths(jsonOf(folder, file));
      expect(own, file).toEqual(withoutPaths(jsonOf(golden("folder"), file)));
    }
  });
});
