import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeNpy, ndArray } from "#core/array/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { countSpikes, spikesByUnit } from "#core/sorting/index.ts";
import { testContext } from "#test/support/small-analyzer.ts";
import {
  applyAction,
  curatedUnits,
  curateAnalyzer,
  type ActEntry,
  type CurationAction,
} from "../journal/index.ts";
import { loadDeskAnalyzer, writePhyBack } from "./index.ts";

const ctx = testContext();
const SAMPLES = 20;
const CHANNELS = 4;
const head = { branch: "main", author: "me", createdAt: "", reason: "", kind: "act" } as const;
const act = (id: number, action: CurationAction): ActEntry => ({ ...head, id, action });

/** Three clusters of two templates each; a fourth cluster that the tables do not name. */
function writeFolder(folder: string): void {
  const clusters = [0, 1, 2, 0, 1, 2, 9, 0, 1, 2, 0, 1];
  const templates = [0, 2, 4, 1, 3, 5, 0, 0, 2, 4, 1, 3];
  const n = clusters.length;
  const npy = (
    name: string,
    dtype: "int32" | "int64" | "float32",
    shape: number[],
    values: ArrayLike<number>,
  ) => {
    const data = dtype === "int32" ? Int32Array.from(values) : dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values); // prettier-ignore
    writeFileSync(join(folder, name), encodeNpy(ndArray(dtype, shape, data)));
  };
  npy(
    "spike_times.npy",
    "int64",
    [n, 1],
    clusters.map((_, i) => 100 + 50 * i),
  );
  npy("spike_clusters.npy", "int32", [n], clusters);
  npy("spike_templates.npy", "int32", [n, 1], templates);
  npy(
    "amplitudes.npy",
    "float32",
    [n, 1],
    clusters.map((_, i) => -10 - i),
  );
  npy("channel_map.npy", "int32", [CHANNELS, 1], [0, 1, 2, 3]);
  npy("channel_positions.npy", "float32", [CHANNELS, 2], [0, 0, 0, 20, 0, 40, 0, 60]);
  const shapes = new Float32Array(6 * SAMPLES * CHANNELS);
  for (let t = 0; t < 6; t++) shapes[(t * SAMPLES + 7) * CHANNELS + (t % CHANNELS)] = -10 * (t + 1);
  npy("templates.npy", "float32", [6, SAMPLES, CHANNELS], shapes);
  writeFileSync(
    join(folder, "params.py"),
    "dat_path = 'recording.dat'\nn_channels_dat = 4\ndtype = 'int16'\noffset = 0\nsample_rate = 30000.\nhp_filtered = False\n",
  );
  writeFileSync(
    join(folder, "cluster_group.tsv"),
    "cluster_id\tgroup\n0\tgood\n1\tmua\n2\tunsorted\n",
  );
}

describe("a Phy folder at the desk", () => {
  let home: string;
  let folder: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-phy-"));
    folder = join(home, "phy");
    mkdirSync(folder);
    writeFolder(folder);
  });
  afterAll(() => {
    rmSync(home, { recursive: true, force: true });
  });

  it("opens without a conversion: the sorter's templates, amplitudes and metrics; it says that there are no samples", async () => {
    const analyzer = await loadDeskAnalyzer(folder, ctx);
    expect(analyzer.sorting.unitIds).toEqual([0, 1, 2]);
    expect(analyzer.recording).toBeUndefined();
    expect(analyzer.recordingProblem).toContain("recording.dat is not there");
    const templates = analyzer.extensions.get("templates")?.data.get("average");
    if (templates?.kind !== "array" || "columns" in templates.array)
      throw new Error("no templates");
    const { data } = templates.array;
    // cluster 0 has two spikes of template 0 and two of template 1
    expect(data[7 * CHANNELS]).toBeCloseTo(-5);
    expect(data[7 * CHANNELS + 1]).toBeCloseTo(-10);
    const amplitudes = analyzer.extensions.get("spike_amplitudes")?.data.get("amplitudes");
    if (amplitudes?.kind !== "array" || "columns" in amplitudes.array) throw new Error("none");
    // the spike of cluster 9 is left out
    expect(Array.from(amplitudes.array.data as Float32Array)).toEqual([
      -10, -11, -12, -13, -14, -15, -17, -18, -19, -20, -21,
    ]);
    expect(analyzer.extensions.has("quality_metrics")).toBe(true);
    expect(analyzer.extensions.has("unit_locations")).toBe(true);
  });

  it("merges and splits with templates made of the sorter's", async () => {
    const analyzer = await loadDeskAnalyzer(folder, ctx);
    const merged = await applyAction(
      analyzer,
      { kind: "merge", unitIds: [0, 1], newUnitId: 10, labels: {} },
      ctx,
    );
    expect(merged.sorting.unitIds).toEqual([2, 10]);
    const parts = Uint16Array.of(0, 1, 0, 1);
    const split = await applyAction(
      analyzer,
      { kind: "split", unitId: 0, parts, newUnitIds: [10, 11] },
      ctx,
    );
    const templates = split.extensions.get("templates")?.data.get("average");
    if (templates?.kind !== "array" || "columns" in templates.array)
      throw new Error("no templates");
    const at = (unit: number, channel: number): number =>
      (templates.array as { data: Float32Array }).data[(unit * SAMPLES + 7) * CHANNELS + channel];
    // spikes 0 and 2 were found by template 0, spikes 1 and 3 by template 1
    expect([at(2, 0), at(2, 1), at(3, 0), at(3, 1)]).toEqual([-10, 0, 0, -20]);
    expect(split.extensions.has("unit_locations")).toBe(true);
    expect(split.extensions.has("template_similarity")).toBe(true);
  });

  it("is written back with a dated backup, and reads as it was curated", async () => {
    const place = join(home, "copy");
    cpSync(folder, place, { recursive: true });
    const base = await loadDeskAnalyzer(place, ctx);
    const before = new Map(
      readdirSync(place).map((name) => [name, readFileSync(join(place, name))]),
    );
    const entries = [
      act(1, { kind: "merge", unitIds: [0, 1], newUnitId: 10, labels: { quality: ["good"] } }),
      act(2, { kind: "split", unitId: 2, parts: Uint16Array.of(0, 1, 0), newUnitIds: [11, 12] }),
      act(3, {
        kind: "label",
        changes: [
          { unitId: 11, category: "quality", values: ["MUA"] },
          { unitId: 11, category: "region", values: ["CA1"] },
        ],
      }),
      act(4, { kind: "remove", unitIds: [12] }),
      act(5, { kind: "note", unitIds: [10], text: "two\thalves" }),
    ];
    const curated = await curateAnalyzer(base, entries, ctx);
    const units = curatedUnits(base.sorting.unitIds, entries);
    const { backup, files } = await writePhyBack(
      { folder: place, base: base.sorting, sorting: curated.sorting, units },
      new Date("2026-01-02T03:04:05Z"),
      ctx,
    );
    expect(backup).toContain("2026-01-02_03-04-05");
    const kept = readdirSync(backup).filter((name) => name !== "new_files.json");
    for (const name of kept) {
      expect(readFileSync(join(backup, name))).toEqual(before.get(name));
    }
    expect(files).toEqual(
      expect.arrayContaining([
        "spike_clusters.npy",
        "cluster_group.tsv",
        "cluster_region.tsv",
        "cluster_note.tsv",
      ]),
    );
    // what the sorter had said stays
    for (const name of ["spike_templates.npy", "spike_times.npy", "params.py"]) {
      expect(readFileSync(join(place, name))).toEqual(before.get(name));
    }
    expect(readFileSync(join(place, "cluster_group.tsv"), "utf8")).toBe(
      "cluster_id\tgroup\n10\tgood\n11\tmua\n12\tnoise\n",
    );
    const again = await openSortingPath(place, { format: "phy" }, ctx);
    expect(again.unitIds).toEqual([10, 11, 12]);
    expect([...countSpikes(again)]).toEqual([8, 2, 1]);
    const quality = again.properties.get("quality");
    expect(quality && "data" in quality ? quality.data : []).toEqual(["good", "mua", "noise"]);
    // the cluster that was left out is still there, and still left out
    expect(spikesByUnit(again).rows.length).toBe(11);
    expect(existsSync(join(place, "spike_clusters.npy.partial"))).toBe(false);
    await expect(
      writePhyBack(
        {
          folder: place,
          base: { ...base.sorting, properties: new Map() },
          sorting: curated.sorting,
          units,
        },
        new Date(),
        ctx,
      ),
    ).rejects.toThrow("has changed");
    // a journal that began before goes on from what was there, and may be written back again
    const asOf = "2026-01-01T00:00:00.000Z";
    const then = await loadDeskAnalyzer(place, ctx, { asOf });
    expect(then.sorting.unitIds).toEqual([0, 1, 2]);
    const untouched = curatedUnits(then.sorting.unitIds, []);
    await writePhyBack(
      { folder: place, base: then.sorting, asOf, sorting: then.sorting, units: untouched },
      new Date("2026-01-03T00:00:00Z"),
      ctx,
    );
    expect(readFileSync(join(place, "spike_clusters.npy"))).toEqual(before.get("spike_clusters.npy")); // prettier-ignore
    const between = { asOf: "2026-01-02T12:00:00.000Z" };
    expect((await loadDeskAnalyzer(place, ctx, between)).sorting.unitIds).toEqual([10, 11, 12]);
    expect(existsSync(join(place, "cluster_note.tsv"))).toBe(false);
    expect((await openSortingPath(place, { format: "phy" }, ctx)).unitIds).toEqual([0, 1, 2]);
  });
});
