import { beforeAll, describe, expect, it } from "vitest";
import { extensionArray, extensionTable, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { sparsityFromChannels } from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { countSpikes, spikeTrain } from "#core/sorting/index.ts";
import { smallAnalyzer, testContext } from "../../test/support/small-analyzer.ts";
import {
  computeExtensions,
  EXTENSIONS,
  mergeUnitsOfAnalyzer,
  splitUnitsOfAnalyzer,
} from "./index.ts";

const requests = new Map<string, JsonObject>([
  ...EXTENSIONS.map(({ name }) => [name, {}] as const),
  ["random_spikes", { method: "all" }],
  ["noise_levels", { random_slices_kwargs: { seed: 1 } }],
]);

function values(analyzer: SortingAnalyzer, name: string, data: string): Float64Array {
  return toFloat64(extensionArray(analyzer, name, data));
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, rtol = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < actual.length; i++) {
    if (Number.isNaN(expected[i])) expect(actual[i]).toBeNaN();
    else expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(1e-4 + rtol * Math.abs(expected[i])); // prettier-ignore
  }
}

describe("regrouping the units of an analyzer", () => {
  let ctx: ComputeContext;
  let analyzer: SortingAnalyzer;
  const log: string[] = [];

  beforeAll(async () => {
    ctx = { ...testContext(), log: (line) => log.push(line) };
    analyzer = await smallAnalyzer(ctx);
    await computeExtensions(analyzer, requests, ctx);
  });

  it("softly gives what a computation from the samples gives where all spikes were used", async () => {
    const [a, b] = analyzer.sorting.unitIds;
    const soft = await mergeUnitsOfAnalyzer(analyzer, [[a, b]], { sparsityOverlap: 0 }, ctx);
    const hard = await mergeUnitsOfAnalyzer(analyzer, [[a, b]], { mode: "hard" }, ctx);
    expect(soft.dropped).toEqual([]);
    expect(hard.dropped).toEqual([]);
    expect([...soft.analyzer.extensions.keys()].sort()).toEqual(
      [...analyzer.extensions.keys()].sort(),
    );
    expect(soft.lineage).toEqual([{ unitId: soft.analyzer.sorting.unitIds.at(-1), from: [a, b], by: "merge" }]); // prettier-ignore
    expect(values(soft.analyzer, "correlograms", "ccgs")).toEqual(
      values(hard.analyzer, "correlograms", "ccgs"),
    );
    expect(values(soft.analyzer, "isi_histograms", "isi_histograms")).toEqual(
      values(hard.analyzer, "isi_histograms", "isi_histograms"),
    );
    expect(analyzer.sorting.unitIds).toContain(a);
  });

  it("weights templates by spikes on the channels that all members have", async () => {
    const [a, b, c] = analyzer.sorting.unitIds;
    const dense = { ...analyzer, sparsity: undefined };
    const soft = await mergeUnitsOfAnalyzer(dense, [[a, c]], {}, ctx);
    expect(soft.analyzer.sorting.unitIds[0]).toBe(b);
    const counts = countSpikes(analyzer.sorting);
    const [first, third] = [counts[0], counts[2]];
    const old = values(dense, "templates", "average");
    const now = values(soft.analyzer, "templates", "average");
    const size = old.length / analyzer.sorting.unitIds.length;
    const unit = soft.analyzer.sorting.unitIds.length - 1;
    expectClose(
      now.subarray(unit * size, (unit + 1) * size),
      Float64Array.from({ length: size }, (_, k) => (old[k] * first + old[2 * size + k] * third) / (first + third)), // prettier-ignore
    );
    expectClose(now.subarray(0, size), old.subarray(size, 2 * size));
  });

  it("keeps waveforms beside their spikes and on the common channels", async () => {
    const numChannels = analyzer.attributes.channelIds.length;
    const all = Array.from({ length: numChannels }, (_, c) => c);
    const sparse = {
      ...analyzer,
      extensions: new Map(),
      sparsity: sparsityFromChannels(
        analyzer.sorting.unitIds.map((_, unit) => (unit === 0 ? all.slice(1) : all.slice(0, -1))),
        numChannels,
      ),
    };
    const names = ["random_spikes", "waveforms", "templates"] as const;
    await computeExtensions(sparse, new Map([...names].map((n) => [n, requests.get(n) ?? {}])), ctx); // prettier-ignore
    const [a, b] = analyzer.sorting.unitIds;
    const options = { sparsityOverlap: 0.3, censorMs: 2 };
    const soft = await mergeUnitsOfAnalyzer(sparse, [[a, b]], options, ctx);
    const fresh = { ...soft.analyzer, extensions: new Map() };
    await computeExtensions(fresh, new Map([["random_spikes", { method: "all" }], ["waveforms", {}]]), ctx); // prettier-ignore
    expectClose(
      values(soft.analyzer, "waveforms", "waveforms"),
      values(fresh, "waveforms", "waveforms"),
    );
    await expect(mergeUnitsOfAnalyzer(sparse, [[a, b]], { sparsityOverlap: 0.99 }, ctx)).rejects.toThrow("share less than 99 %"); // prettier-ignore
    const skipped = await mergeUnitsOfAnalyzer(sparse, [[a, b]], { sparsityOverlap: 0.99, skipUnmergeable: true }, ctx); // prettier-ignore
    expect(skipped.analyzer).toBe(sparse);
    expect(skipped.skipped).toEqual([[a, b]]);
  });

  it("lets parts of a unit have templates, similarities and metrics of their own", async () => {
    const [a] = analyzer.sorting.unitIds;
    const count = countSpikes(analyzer.sorting)[0];
    const half = Array.from({ length: count }, (_, i) => i);
    const parts = [half.filter((i) => i % 2 === 0), half.filter((i) => i % 2 === 1)];
    const soft = await splitUnitsOfAnalyzer(analyzer, new Map([[a, parts]]), {}, ctx);
    const hard = await splitUnitsOfAnalyzer(analyzer, new Map([[a, parts]]), { mode: "hard" }, ctx);
    for (const [name, data] of [
      ["templates", "average"],
      ["template_similarity", "similarity"],
      ["unit_locations", "unit_locations"],
      ["correlograms", "ccgs"],
      ["spike_amplitudes", "amplitudes"],
    ] as const) {
      expectClose(values(soft.analyzer, name, data), values(hard.analyzer, name, data), 1e-3);
    }
    const column = (one: SortingAnalyzer): ArrayLike<number | string> =>
      extensionTable(one, "quality_metrics").columns.find(({ name }) => name === "num_spikes")
        ?.values ?? [];
    expect([...Array.from(column(soft.analyzer))]).toEqual([...Array.from(column(hard.analyzer))]);
  });

  it("drops what follows another spike too closely everywhere alike", async () => {
    const [a, b] = analyzer.sorting.unitIds;
    const soft = await mergeUnitsOfAnalyzer(analyzer, [[a, b]], { censorMs: 20, sparsityOverlap: 0 }, ctx); // prettier-ignore
    const { sorting } = soft.analyzer;
    const merged = sorting.unitIds.length - 1;
    const train = spikeTrain(sorting, merged, 0);
    expect(train.length).toBeLessThan(countSpikes(analyzer.sorting)[0] + countSpikes(analyzer.sorting)[1]); // prettier-ignore
    expect(values(soft.analyzer, "spike_amplitudes", "amplitudes")).toHaveLength(
      sorting.spikes.sampleIndex.length,
    );
    const recounted = { ...soft.analyzer, extensions: new Map() };
    await computeExtensions(recounted, new Map([["correlograms", {}]]), ctx);
    expect(values(soft.analyzer, "correlograms", "ccgs")).toEqual(values(recounted, "correlograms", "ccgs")); // prettier-ignore
  });

  it("computes what cannot follow from the samples, and without them says what is missing", async () => {
    const bare = { ...analyzer, recording: undefined, recordingProblem: "gone" };
    bare.extensions = new Map([...analyzer.extensions].filter(([name]) => name !== "waveforms"));
    const [a] = analyzer.sorting.unitIds;
    const count = countSpikes(analyzer.sorting)[0];
    const parts = [[0], Array.from({ length: count - 1 }, (_, i) => i + 1)];
    log.length = 0;
    const split = await splitUnitsOfAnalyzer(bare, new Map([[a, parts]]), {}, ctx);
    expect(split.dropped).toContain("templates");
    expect(log.join()).toContain("have to be computed again");
    expect(split.analyzer.extensions.has("correlograms")).toBe(true);
    await expect(mergeUnitsOfAnalyzer(bare, [[a, analyzer.sorting.unitIds[1]]], { mode: "hard" }, ctx)).rejects.toThrow("gone"); // prettier-ignore
  });
});
