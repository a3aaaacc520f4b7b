import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ComputeContext } from "#core/compute/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import type { Hdf5File, Hdf5Value } from "#core/io/index.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { runExporter } from "../index.ts";

/* What NWB 2.7 and hdmf-common 1.8 ask of every object of a file with recording, electrodes, units and metrics. */

const folder = mkdtempSync(join(tmpdir(), "nwb-rules-"));
let file: Hdf5File;
/** every typed object: path, type */
const objects = new Map<string, string>();

beforeAll(async () => {
  const ctx: ComputeContext = testContext();
  const analyzer = await smallAnalyzer(ctx);
  const names = ["random_spikes", "noise_levels", "templates", "spike_amplitudes", "quality_metrics"]; // prettier-ignore
  await computeExtensions(analyzer, new Map(names.map((name) => [name, {}])), ctx);
  await runExporter("nwb", { analyzer, source: "/x" }, { into: folder, folder }, {}, ctx);
  file = await ctx.fs.hdf5.open(join(folder, "session.nwb"));
  await collect("/");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function collect(path: string): Promise<void> {
  const type = await attribute(path, "neurodata_type");
  if (typeof type === "string") objects.set(path, type);
  if ((await file.kindOf(path)) !== "group") return;
  for (const { name } of await file.list(path)) {
    if (name === "device") continue; // a link to what stands elsewhere

    await collect(`${path === "/" ? "" : path}/${name}`);
  }
}

const valuesOf = (value: Hdf5Value | undefined): readonly unknown[] =>
  value?.kind === "array"
    ? Array.from(value.array.data as ArrayLike<unknown>)
    : value?.kind === "references"
      ? value.paths
      : [];

async function attribute(path: string, name: string): Promise<unknown> {
  return valuesOf((await file.attributes(path))[name])[0];
}

const pathsOf = (type: string): string[] => [...objects].filter(([, t]) => t === type).map(([path]) => path); // prettier-ignore
const lengthOf = async (path: string): Promise<number | undefined> => (await file.dataset(path)).shape[0]; // prettier-ignore

describe("a file of NWB", () => {
  it("names namespace and a different id for every typed object", async () => {
    const common = ["DynamicTable", "VectorData", "VectorIndex", "DynamicTableRegion", "ElementIdentifiers"]; // prettier-ignore
    const ids = new Set<unknown>();
    for (const [path, type] of objects) {
      const wanted = common.includes(type) ? "hdmf-common" : "core";
      expect(await attribute(path, "namespace"), path).toBe(wanted);
      const id = await attribute(path, "object_id");
      expect(id, path).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/); // prettier-ignore
      ids.add(id);
    }
    expect(ids.size).toBe(objects.size);
    expect(objects.get("/")).toBe("NWBFile");
    expect(await attribute("/", "nwb_version")).toMatch(/^2\.\d+\.\d+$/);
  });

  it("has tables whose columns are listed, described and of one length", async () => {
    for (const table of [...pathsOf("DynamicTable"), ...pathsOf("Units")]) {
      const rows = await lengthOf(`${table}/id`);
      expect(objects.get(`${table}/id`)).toBe("ElementIdentifiers");
      const listed = valuesOf((await file.attributes(table))["colnames"]);
      const stored = (await file.list(table)).map(({ name }) => name);
      const indices = stored.filter((name) => objects.get(`${table}/${name}`) === "VectorIndex");
      expect(stored.filter((name) => name !== "id" && !indices.includes(name)).sort()).toEqual([...listed].sort()); // prettier-ignore
      for (const name of listed.map(String)) {
        const path = `${table}/${name}`;
        expect(await attribute(path, "description"), path).toMatch(/./);
        const isRagged = indices.includes(`${name}_index`);
        expect(await lengthOf(isRagged ? `${path}_index` : path), path).toBe(rows);
        if (!isRagged) continue;
        expect(await attribute(`${path}_index`, "target")).toBe(path);
        const ends = valuesOf(await file.read(`${path}_index`)).map(Number);
        expect(ends.at(-1)).toBe(await lengthOf(path));
        expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      }
    }
    for (const region of pathsOf("DynamicTableRegion")) {
      const table = String(await attribute(region, "table"));
      expect(objects.get(table), region).toBe("DynamicTable");
      const rows = (await lengthOf(`${table}/id`)) ?? 0;
      expect(valuesOf(await file.read(region)).every((row) => Number(row) < rows)).toBe(true);
    }
  });

  it("has series with samples in volts, electrodes and one kind of time", async () => {
    const series = pathsOf("ElectricalSeries");
    expect(series).toHaveLength(2);
    for (const path of series) {
      const data = await file.dataset(`${path}/data`);
      expect(await attribute(`${path}/data`, "unit")).toBe("volts");
      expect(await lengthOf(`${path}/electrodes`)).toBe(data.shape[1]);
      const names = (await file.list(path)).map(({ name }) => name);
      expect(names.filter((name) => ["timestamps", "starting_time"].includes(name))).toHaveLength(1); // prettier-ignore
      expect(await attribute(`${path}/starting_time`, "unit")).toBe("seconds");
      expect(await attribute(`${path}/starting_time`, "rate")).toBe(20_000);
    }
    for (const group of pathsOf("ElectrodeGroup")) {
      expect(await attribute(`${group}/device`, "neurodata_type")).toBe("Device");
      expect(await attribute(group, "location")).toMatch(/./);
    }
  });

  it("has the number types that its schema names", async () => {
    const dtypes: Record<string, RegExp> = {
      "/units/spike_times": /^float64$/,
      "/units/spike_times_index": /^uint/,
      "/units/electrodes": /^int(?:32|64)$/,
      "/units/id": /^int(?:32|64)$/,
      "/units/waveform_mean": /^float(?:32|64)$/,
      "/units/snr": /^float64$/,
      "/general/extracellular_ephys/electrodes/rel_x": /^float(?:32|64)$/,
      "/file_create_date": /^str$/,
      "/identifier": /^str$/,
    };
    for (const [path, dtype] of Object.entries(dtypes)) {
      expect((await file.dataset(path)).dtype, path).toMatch(dtype);
    }
    expect((await file.dataset("/file_create_date")).shape).toEqual([1]);
    expect((await file.dataset("/session_start_time")).shape).toEqual([]);
  });
});
