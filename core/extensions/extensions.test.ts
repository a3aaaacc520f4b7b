import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  createAnalyzer,
  extensionArray,
  loadAnalyzer,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import type { CancelFlag, ComputeContext } from "#core/compute/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { binaryFolder } from "#core/formats/binary-folder/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { sortingFromUnitDict } from "#core/sorting/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { goldenPath, hasGolden } from "../../test/support/golden.ts";
import { addCorrelograms } from "./correlogram-counts.ts";
import { computeExtensions, deleteExtension, selectUnitsOfAnalyzer } from "./index.ts";

const scratch = mkdtempSync(join(tmpdir(), "extensions-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Trains by unit, as a sorting takes them. */
function trains(units: Readonly<Record<string, readonly number[]>>): Map<string, Float64Array> {
  return new Map(Object.entries(units).map(([id, frames]) => [id, Float64Array.from(frames)]));
}

function contextWith(cancel?: CancelFlag, sweeps?: string[]): ComputeContext {
  return createLocalComputeContext(
    { kernels: typescriptKernels, fs: nodeFileSystem },
    {
      ...(cancel && { cancel }),
      report: ({ step, fraction }) => {
        if (fraction === 0) sweeps?.push(step);
      },
    },
  );
}

const ctx = contextWith();
const units = { a: [400, 5000, 12_000, 30_010, 45_000], b: [700, 9000, 29_990, 50_000], c: [] };

async function analyzerOf(folder?: string): Promise<SortingAnalyzer> {
  const recording = await binaryFolder.readRecording?.(
    goldenPath("pipeline", "recording"),
    {},
    ctx,
  );
  if (recording === undefined) throw new Error("binary folders cannot be read");
  const sorting = sortingFromUnitDict(
    [trains(units), trains({ a: [100, 20_000], b: [3000], c: [] })],
    30_000,
  );
  return createAnalyzer(
    { sorting, recording, sparse: false, ...(folder !== undefined && { folder }) },
    ctx,
  );
}

const requests = (...names: string[]): Map<string, JsonObject> =>
  new Map(names.map((name) => [name, {}]));

describe("correlograms", () => {
  const spikes = fc.array(
    fc.record({ frame: fc.integer({ min: 0, max: 200 }), unit: fc.integer({ min: 0, max: 2 }) }),
    { maxLength: 60 },
  );

  it("count every pair within the window once per order", () => {
    fc.assert(
      fc.property(spikes, (given) => {
        const sorted = given.toSorted((p, q) => p.frame - q.frame);
        const counts = new Float64Array(3 * 3 * 8);
        addCorrelograms(
          sorted.map((s) => s.frame),
          sorted.map((s) => s.unit),
          { numUnits: 3, binFrames: 5, numHalfBins: 4 },
          counts,
          typescriptKernels,
        );
        const expected = new Float64Array(counts.length);
        for (const [i, one] of sorted.entries()) {
          for (const [j, two] of sorted.entries()) {
            const d = one.frame - two.frame;
            if (i === j || d < -20 || d >= 20) continue;
            expected[(one.unit * 3 + two.unit) * 8 + 4 + Math.floor(d / 5)]++;
          }
        }
        expect([...counts]).toEqual([...expected]);
      }),
    );
  });
});

describe.skipIf(!hasGolden)("the runner", () => {
  it("adds what is missing, in order, and shares sweeps", async () => {
    const sweeps: string[] = [];
    const analyzer = await analyzerOf();
    const done = await computeExtensions(
      analyzer,
      requests("quality_metrics", "spike_amplitudes", "unit_locations", "waveforms"),
      contextWith(undefined, sweeps),
    );
    expect(done.indexOf("random_spikes")).toBeLessThan(done.indexOf("waveforms"));
    expect(done.indexOf("templates")).toBeLessThan(done.indexOf("spike_amplitudes"));
    // metrics read whatever there is, so they wait for what comes along
    for (const used of ["templates", "spike_amplitudes"]) {
      expect(done.indexOf(used)).toBeLessThan(done.indexOf("quality_metrics"));
    }
    expect(new Set(done)).toEqual(new Set(analyzer.extensions.keys()));
    expect(sweeps.filter((step) => /waveforms|amplitudes/.test(step)).length).toBeLessThanOrEqual(
      2,
    );
  });

  it("refuses what is missing when asked to", async () => {
    const analyzer = await analyzerOf();
    await expect(
      computeExtensions(analyzer, requests("spike_amplitudes"), ctx, { addMissing: false }),
    ).rejects.toMatchObject({ code: "MissingExtension" });
    expect(analyzer.extensions.size).toBe(0);
  });

  it("names a wrong parameter and an unknown extension before anything is lost", async () => {
    const analyzer = await analyzerOf();
    await computeExtensions(analyzer, requests("random_spikes", "correlograms"), ctx);
    await expect(
      computeExtensions(analyzer, new Map([["correlograms", { bin: 2 }]]), ctx),
    ).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(computeExtensions(analyzer, requests("waveform"), ctx)).rejects.toMatchObject({
      code: "UnknownName",
    });
    expect([...analyzer.extensions.keys()].sort()).toEqual(["correlograms", "random_spikes"]);
  });

  it("deletes what depends on an extension that is computed again, on disk too", async () => {
    const folder = join(scratch, "children");
    const analyzer = await analyzerOf(folder);
    await computeExtensions(analyzer, requests("unit_locations", "correlograms"), ctx);
    await computeExtensions(analyzer, new Map([["random_spikes", { seed: 1 }]]), ctx);
    expect([...analyzer.extensions.keys()].sort()).toEqual(["correlograms", "random_spikes"]);
    expect(readdirSync(join(folder, "extensions")).sort()).toEqual([
      "correlograms",
      "random_spikes",
    ]);
    await deleteExtension(analyzer, "correlograms", ctx);
    expect(existsSync(join(folder, "extensions", "correlograms"))).toBe(false);
  });

  it("keeps what was finished when it is cancelled", async () => {
    const folder = join(scratch, "cancelled");
    const analyzer = await analyzerOf(folder);
    const cancel = { cancelled: false };
    const stopping: ComputeContext = {
      ...contextWith(cancel),
      report: ({ step, fraction }) => {
        if (step.includes("spike_amplitudes") && fraction > 0) cancel.cancelled = true;
      },
    };
    await computeExtensions(analyzer, requests("templates", "waveforms"), ctx);
    await expect(
      computeExtensions(analyzer, requests("correlograms", "spike_amplitudes"), stopping),
    ).rejects.toMatchObject({ code: "Cancelled" });
    const again = await loadAnalyzer(folder, ctx);
    expect([...again.extensions.keys()]).toEqual([
      "correlograms",
      "random_spikes",
      "templates",
      "waveforms",
    ]);
    expect(again.extensions.get("waveforms")?.params).toMatchObject({ dtype: "<f4" });
  });

  it("writes SpikeInterface's files, params.json last", async () => {
    const folder = join(scratch, "files");
    const analyzer = await analyzerOf(folder);
    await computeExtensions(analyzer, requests("random_spikes"), ctx);
    const own = join(folder, "extensions", "random_spikes");
    expect(readdirSync(own).sort()).toEqual([
      "info.json",
      "params.json",
      "random_spikes_indices.npy",
      "run_info.json",
    ]);
    expect(JSON.parse(readFileSync(join(own, "params.json"), "utf8"))).toEqual({
      method: "uniform",
      max_spikes_per_unit: 500,
      margin_size: null,
      seed: null,
    });
    rmSync(join(own, "params.json"));
    expect((await loadAnalyzer(folder, ctx)).extensions.size).toBe(0);
  });

  it("selects units with their results", async () => {
    const analyzer = await analyzerOf();
    await computeExtensions(
      analyzer,
      requests(
        "waveforms",
        "spike_amplitudes",
        "correlograms",
        "isi_histograms",
        "unit_locations",
        "template_similarity",
        "quality_metrics",
      ),
      ctx,
    );
    const chosen = selectUnitsOfAnalyzer(analyzer, ["b", "a"]);
    expect(chosen.sorting.unitIds).toEqual(["b", "a"]);
    // computing again on the selection gives what selecting the results gave
    const again: SortingAnalyzer = { ...chosen, extensions: new Map() };
    await computeExtensions(again, requests(...chosen.extensions.keys()), ctx);
    for (const [name, key] of [
      ["correlograms", "ccgs"],
      ["isi_histograms", "isi_histograms"],
      ["spike_amplitudes", "amplitudes"],
      ["waveforms", "waveforms"],
      ["template_similarity", "similarity"],
    ] as const) {
      const one = extensionArray(chosen, name, key);
      const two = extensionArray(again, name, key);
      expect(one.shape, name).toEqual(two.shape);
      expect([...toFloat64(one)], name).toEqual([...toFloat64(two)]);
    }
  });

  it("gives units without spikes no metrics", async () => {
    const analyzer = await analyzerOf();
    await computeExtensions(analyzer, requests("quality_metrics"), ctx);
    const value = analyzer.extensions.get("quality_metrics")?.data.get("metrics");
    if (value?.kind !== "table") throw new Error("there is no table");
    const [spikes, ...others] = value.table.columns;
    expect(spikes?.values).toEqual(Float64Array.of(7, 5, 0));
    for (const { name, values } of others) expect(values[2], name).toBeNaN();
  });
});
