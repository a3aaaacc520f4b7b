import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadAnalyzer, saveAnalyzer } from "#core/analyzer/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { createWorkbench, curateTo, type CurateOptions, type Workbench } from "./index.ts";

const DEFAULTS = {
  mode: "soft",
  sparsityOverlap: 0.75,
  mergeIds: "append",
  splitIds: "append",
} as const;

describe("curating into a new folder", () => {
  const home = mkdtempSync(join(tmpdir(), "spikedesk-curate-"));
  const source = join(home, "analyzer");
  const file = join(home, "curation.json");
  let bench: Workbench;
  let unitIds: readonly (string | number)[];

  const curate = (out: string, options: Partial<CurateOptions>, path = source) =>
    curateTo(path, { ...DEFAULTS, out: join(home, out), ...options }, bench);
  const json = (...parts: string[]): unknown => JSON.parse(readFileSync(join(home, ...parts), "utf8")); // prettier-ignore

  beforeAll(async () => {
    bench = createWorkbench({ onProgress: () => undefined, onLog: () => undefined, numWorkers: 1 });
    const ctx = testContext();
    const analyzer = await smallAnalyzer(ctx);
    await computeExtensions(analyzer, new Map([["random_spikes", { seed: 0 }], ["templates", {}], ["correlograms", {}]]), ctx); // prettier-ignore
    await saveAnalyzer(analyzer, source, ctx);
    ({ unitIds } = analyzer.sorting);
    const [a, b, c, d] = unitIds;
    writeFileSync(
      file,
      JSON.stringify({
        format_version: "2",
        unit_ids: unitIds,
        label_definitions: { quality: { label_options: ["good", "noise"], exclusive: true } },
        manual_labels: [{ unit_id: d, quality: ["good"] }],
        removed: [c],
        merges: [[a, b]],
      }),
    );
  });
  afterAll(async () => {
    await bench.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("keeps an analyzer's results, the curation and the origin of every new unit", async () => {
    const done = await curate("a", { curation: file, sparsityOverlap: 0 });
    const [a, b, c] = unitIds;
    expect(done.made).toEqual([{ unit_id: done.unit_ids.at(-1), from: [a, b] }]);
    const analyzer = await loadAnalyzer(done.path, bench.ctx);
    expect([...analyzer.extensions.keys()].sort()).toEqual(["correlograms", "random_spikes", "templates"]); // prettier-ignore
    expect(analyzer.recording === undefined).toBe(analyzer.recordingProblem !== undefined);
    expect(json("a", "lineage.json")).toMatchObject({
      removed: [c],
      made: [{ from: [a, b], by: "merge" }],
    });
    expect(json("a", "curation.json")).toMatchObject({ format_version: "2" });
  });

  it("writes a sorting of a sorting, with its labels", async () => {
    const done = await curate("s", { curation: file, duplicatedMs: 0.2 }, join(source, "sorting"));
    const sorting = await openSortingPath(done.path, {}, bench.ctx);
    expect(sorting.unitIds).toEqual(done.unit_ids);
    expect(sorting.properties.get("quality")).toMatchObject({ data: expect.arrayContaining(["good"]) as string[] }); // prettier-ignore
  });

  it("merges by several presets; what it did can be applied as one curation", async () => {
    const presets = ["x_contaminations", "slay"];
    const done = await curate("m", { autoMerge: presets, recursive: true });
    expect(done.searches.length).toBeGreaterThanOrEqual(presets.length);
    const again = await curate("n", {
      curation: join(done.path, "curation.json"),
      sparsityOverlap: 0,
    });
    expect(again.unit_ids).toHaveLength(done.unit_ids.length);
  });

  it("leaves nothing behind when it cannot be done", async () => {
    const other = join(home, "other.json");
    writeFileSync(other, JSON.stringify({ format_version: "2", unit_ids: ["nobody"] }));
    await expect(curate("x", { curation: other })).rejects.toThrow("about other units");
    await expect(curate("x", { autoMerge: ["best"] })).rejects.toThrow("no merge preset");
    await expect(curate("x", { duplicatedMs: 1 })).rejects.toThrow("from a sorting");
    await expect(curate("x", { autoMerge: ["slay"] }, join(source, "sorting"))).rejects.toThrow(
      "needs an analyzer",
    );
    expect(existsSync(join(home, "x"))).toBe(false);
    await expect(curate("a", { curation: file })).rejects.toMatchObject({ code: "AlreadyExists" });
  });
});
