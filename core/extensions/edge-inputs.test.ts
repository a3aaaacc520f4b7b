import { describe, expect, it } from "vitest";
import { createAnalyzer, findColumn, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { defaultRng, ndArray } from "#core/array/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { memoryRecording } from "#core/recording/index.ts";
import { sortingFromUnitDict } from "#core/sorting/index.ts";
import { testContext } from "#test/support/small-analyzer.ts";
import { computeExtensions } from "./index.ts";

/*
 * Every extension on sortings that real data brings and tables forget: units without spikes, with one, with spikes at the
 * very border; a single channel; a segment without spikes; nothing at all.
 */

const ctx = testContext();
const RATE = 10_000;
const LENGTH = 6_000;

const ALL: readonly (readonly [string, JsonObject])[] = [
  ["random_spikes", { seed: 0 }],
  ["waveforms", {}],
  ["templates", { operators: ["average", "std", "median", ["percentile", 10]] }],
  ["noise_levels", { random_slices_kwargs: { seed: 0, chunk_duration: "100ms" } }],
  ["principal_components", { n_components: 2 }],
  ["spike_amplitudes", {}],
  ["amplitude_scalings", {}],
  ["spike_locations", {}],
  ["unit_locations", {}],
  ["correlograms", {}],
  ["auto_correlograms", {}],
  ["isi_histograms", {}],
  ["acgs_3d", {}],
  ["template_similarity", {}],
  ["template_metrics", { include_multi_channel_metrics: false }],
  ["spiketrain_metrics", {}],
  ["quality_metrics", {}],
];

async function analyzed(
  trains: readonly (readonly (readonly [string, readonly number[]])[])[],
  numChannels: number,
): Promise<SortingAnalyzer> {
  const rng = defaultRng(3);
  const traces = trains.map(() => Float32Array.from(rng.normal(0, 1, LENGTH * numChannels)));
  for (const [segment, units] of trains.entries()) {
    for (const [, frames] of units) {
      for (const frame of frames)
        (traces[segment] ?? new Float32Array())[frame * numChannels] -= 20;
    }
  }
  const places = Float64Array.from({ length: 2 * numChannels }, (_, i) => (i % 2) * 20 * (i >> 1));
  const recording = memoryRecording({
    traces,
    numChannels,
    samplingFrequency: RATE,
    gainUv: 1,
    offsetUv: 0,
    properties: new Map([["location", ndArray("float64", [numChannels, 2], places)]]),
  });
  const dicts = trains.map((units) => new Map(units.map(([id, frames]) => [id, [...frames]])));
  const sorting = sortingFromUnitDict(dicts, RATE);
  const analyzer = await createAnalyzer({ recording, sorting, sparse: false }, ctx);
  await computeExtensions(analyzer, new Map(ALL), ctx);
  return analyzer;
}

const many = Array.from({ length: 40 }, (_, i) => 100 + 137 * i);

function metric(analyzer: SortingAnalyzer, name: string): readonly number[] {
  const table = analyzer.extensions.get("quality_metrics")?.data.get("metrics");
  const column = table?.kind === "table" ? findColumn(table.table, name) : undefined;
  return Array.from(column?.values ?? [], Number);
}

describe("every extension", () => {
  it("takes units without spikes, with one and with spikes at the border", async () => {
    const units = [["a", many], ["none", []], ["one", [3_000]], ["edge", [0, 1, LENGTH - 1]]] as const; // prettier-ignore
    const analyzer = await analyzed([units], 4);
    expect([...analyzer.extensions.keys()].sort()).toEqual(ALL.map(([name]) => name).sort());
    expect(metric(analyzer, "num_spikes")).toEqual([40, 0, 1, 3]);
    expect(metric(analyzer, "firing_rate").map(Number.isNaN)).toEqual([false, true, false, false]);
    expect(metric(analyzer, "snr")[1]).toBeNaN();
    expect(metric(analyzer, "snr")[0]).toBeGreaterThan(5);
  });

  it("takes one channel and segments without spikes", async () => {
    const analyzer = await analyzed([[["a", many], ["b", []]], [["a", []], ["b", [50, 900]]], [["a", []], ["b", []]]], 1); // prettier-ignore
    expect([...analyzer.extensions.keys()]).toHaveLength(ALL.length);
    expect(metric(analyzer, "num_spikes")).toEqual([40, 2]);
  });

  it("takes units that have no spikes at all", async () => {
    const analyzer = await analyzed([[["a", []], ["b", []]]], 3); // prettier-ignore
    expect([...analyzer.extensions.keys()]).toHaveLength(ALL.length);
    expect(metric(analyzer, "num_spikes")).toEqual([0, 0]);
    for (const name of ["firing_rate", "snr", "isi_violations_ratio", "presence_ratio"]) {
      expect(metric(analyzer, name)).toEqual([NaN, NaN]);
    }
  });

  it("takes a sorting without units", async () => {
    const analyzer = await analyzed([[]], 3);
    expect(analyzer.sorting.unitIds).toEqual([]);
    expect(metric(analyzer, "num_spikes")).toEqual([]);
  });
});
