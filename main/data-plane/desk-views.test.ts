import { beforeAll, expect, test } from "vitest";
import { decodeFrame, type Frame } from "#contract/index.ts";
import { sparsityFromChannels, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { computeExtensions } from "#core/extensions/index.ts";
import type { ServiceContext } from "#main/services/index.ts";
import { smallAnalyzer, testContext } from "#test/support/small-analyzer.ts";
import { createDataPlane } from "./index.ts";
import { mainChannelsOf, spikeTimesS, unitSpikes } from "./unit-spikes.ts";

let analyzer: SortingAnalyzer;
let plane: ReturnType<typeof createDataPlane>;

beforeAll(async () => {
  const ctx = testContext();
  const made = await smallAnalyzer(ctx);
  const names = ["random_spikes", "waveforms", "templates", "spike_amplitudes", "spike_locations", "correlograms", "isi_histograms", "principal_components"]; // prettier-ignore
  await computeExtensions(made, new Map(names.map((name) => [name, {}])), ctx); // prettier-ignore
  analyzer = made;
  const session = {
    analyzers: { get: () => Promise.resolve(made), early: () => Promise.resolve(made) },
  };
  // the views ask for nothing but the session's analyzer
  plane = createDataPlane({ session: () => session } as unknown as ServiceContext);
});

async function ask(view: string, query: Record<string, string | number>): Promise<Frame> {
  const params = new URLSearchParams(
    Object.entries({ analyzer: 1, ...query }).map(([name, value]) => [name, String(value)]),
  );
  const reply = await plane(view, params);
  if (!reply.ok) throw new Error(reply.error.message);
  return decodeFrame(reply.bytes.buffer);
}
const numbers = (frame: Frame, name: string): number[] => [...(frame.arrays[name]?.data ?? [])];
const stored = (extension: string, name: string): number[] => {
  const value = analyzer.extensions.get(extension)?.data.get(name);
  if (value?.kind !== "array" || "columns" in value.array) throw new Error(`no ${extension}`);
  return [...(value.array.data as Float64Array)];
};

test("correlograms on demand are those of the extension, for every pair and both orders", async () => {
  const frame = await ask("correlograms", { units: "0,1,2,3,4", bin_ms: 1, window_ms: 50 });
  expect(numbers(frame, "ccgs")).toEqual(stored("correlograms", "ccgs"));
  expect(numbers(frame, "bins")).toEqual(stored("correlograms", "bins"));
});

test("intervals count every gap once: shown, or beyond the last bin", async () => {
  const frame = await ask("isi", { units: "2", bin_ms: 1, max_ms: 20 });
  const gaps = unitSpikes(analyzer, 2).rows.length - analyzer.sorting.numSegments;
  const sum = numbers(frame, "counts").reduce((a, b) => a + b, 0);
  expect(sum + (numbers(frame, "beyond")[0] ?? 0)).toBe(gaps);
});

test("a rate over bins adds up to the spikes", async () => {
  const frame = await ask("rate", { units: "1", bins: 7 });
  const stepS = Number(frame.meta["durationS"]) / 7;
  const spikes = numbers(frame, "rates").reduce((sum, rate) => sum + rate * stepS, 0);
  expect(spikes).toBeCloseTo(unitSpikes(analyzer, 1).rows.length, 2);
});

test("a thinned cloud keeps times and values together, its histogram counts every spike", async () => {
  const frame = await ask("cloud", { units: "0,3", value: "amplitude", max: 10 });
  const amplitudes = stored("spike_amplitudes", "amplitudes");
  const { rows } = unitSpikes(analyzer, 3);
  const every = Math.ceil(rows.length / 10);
  const [, from = 0] = numbers(frame, "starts");
  expect(numbers(frame, "values").slice(from)).toEqual(
    [...rows].filter((_, i) => i % every === 0).map((row) => Math.fround(amplitudes[row] ?? NaN)),
  );
  const times = spikeTimesS(analyzer, 3);
  expect(numbers(frame, "timesS")[from + 1]).toBeCloseTo(times[every] ?? NaN, 4);
  const counted = numbers(frame, "counts").reduce((a, b) => a + b, 0);
  expect(counted).toBe(frame.meta["total"]);
});

test("a lasso over everything holds every spike, one over half the time those before it", async () => {
  const all = await ask("lasso", { unit: 1, value: "amplitude", polygon: "-1,-1e6,99,-1e6,99,1e6,-1,1e6" }); // prettier-ignore
  const times = spikeTimesS(analyzer, 1);
  expect(numbers(all, "positions")).toEqual([...times.keys()]);
  const half = await ask("lasso", { unit: 1, value: "amplitude", polygon: "-1,-1e6,3.5,-1e6,3.5,1e6,-1,1e6" }); // prettier-ignore
  expect(numbers(half, "positions")).toEqual(
    [...times.keys()].filter((i) => (times[i] ?? 9) < 3.5),
  );
});

test("components are those of the unit's own spikes and channels", async () => {
  const frame = await ask("features", { units: "4", num_channels: 1 });
  const main = mainChannelsOf(analyzer)[4] ?? -1;
  expect(numbers(frame, "channels")).toEqual([main]);
  const value = analyzer.extensions.get("principal_components")?.data.get("pca_projection");
  if (value?.kind !== "array" || "columns" in value.array) throw new Error("no projections");
  const [, components = 0, width = 0] = value.array.shape;
  const column = analyzer.sparsity?.channels[4]?.indexOf(main) ?? main;
  const chosen = stored("random_spikes", "random_spikes_indices");
  const place = chosen.findIndex((row) => analyzer.sorting.spikes.unitIndex[row] === 4);
  const data = value.array.data as Float32Array;
  expect(numbers(frame, "points").slice(0, components)).toEqual(
    Array.from({ length: components }, (_, k) => data[(place * components + k) * width + column]),
  );
});

test("a unit on every channel of a sparse analyzer is read where its channels stand", async () => {
  const channels = analyzer.sorting.unitIds.map((_, unit) => (unit === 0 ? [0, 1, 2, 3, 4, 5, 6, 7] : [5, 7])); // prettier-ignore
  const ctx = testContext();
  const whole: SortingAnalyzer = {
    ...(await smallAnalyzer(ctx)),
    sparsity: sparsityFromChannels(channels, 8),
    extensions: new Map(),
  };
  await computeExtensions(whole, new Map(["random_spikes", "waveforms", "templates"].map((name) => [name, {}])), ctx); // prettier-ignore
  const view = createDataPlane({ session: () => ({ analyzers: { get: () => Promise.resolve(whole), early: () => Promise.resolve(whole) } }) } as unknown as ServiceContext); // prettier-ignore
  const reply = await view(
    "waveforms",
    new URLSearchParams("analyzer=1&unit=2&spikes=1000&thirds=1"),
  );
  if (!reply.ok) throw new Error(reply.error.message);
  const frame = decodeFrame(reply.bytes.buffer);
  const [numSpikes = 0, samples = 0, width = 0] = frame.arrays["waveforms"]?.shape ?? [];
  const waves = numbers(frame, "waveforms");
  const mean = numbers(frame, "mean");
  for (let i = 0; i < samples * width; i++) {
    let sum = 0;
    for (let spike = 0; spike < numSpikes; spike++)
      sum += waves[spike * samples * width + i] ?? NaN;
    expect(sum / numSpikes).toBeCloseTo(mean[i] ?? NaN, 2);
  }
});

test("the drift map and the raster count every spike of the recording", async () => {
  const total = analyzer.sorting.spikes.sampleIndex.length;
  const drift = await ask("drift", { width: 40, height: 20, bottom: -1e6, top: 1e6 });
  expect(numbers(drift, "counts").reduce((a, b) => a + b, 0)).toBe(total);
  const raster = await ask("raster", { start: 0, stop: 7.1 });
  expect(numbers(raster, "timesS")).toHaveLength(total);
  expect(numbers(raster, "timesS")).toEqual(numbers(raster, "timesS").sort((a, b) => a - b));
});

test("spikes around events are those within the window, by trial", async () => {
  const frame = await ask("aligned", { units: "0", events: "1,3,5", before: 0.2, after: 0.4 });
  const times = spikeTimesS(analyzer, 0);
  const expected = [1, 3, 5].flatMap((event, trial) =>
    [...times].filter((t) => t >= event - 0.2 && t < event + 0.4).map((t) => [trial, t - event]),
  );
  expect(numbers(frame, "trials")).toEqual(expected.map(([trial]) => trial));
  numbers(frame, "offsetsS").forEach((offset, i) => expect(offset).toBeCloseTo(expected[i]?.[1] ?? NaN, 4)); // prettier-ignore
});

test("a page of the spike list starts where it is asked to, in the order of time", async () => {
  const frame = await ask("spike_list", { units: "0,1", offset: 5, count: 7 });
  const { sampleIndex, unitIndex } = analyzer.sorting.spikes;
  const rows = [...unitIndex.keys()].filter((row) => (unitIndex[row] ?? 9) < 2).slice(5, 12);
  expect(numbers(frame, "sampleIndex")).toEqual(rows.map((row) => sampleIndex[row]));
  expect(numbers(frame, "unitIndex")).toEqual(rows.map((row) => unitIndex[row]));
});

test("of two waiting questions of one panel only the newer is answered", async () => {
  const query = (units: string): URLSearchParams => new URLSearchParams({ analyzer: "1", units, bins: "3", slot: "p rate" }); // prettier-ignore
  const [older, newer] = await Promise.all([plane("rate", query("0")), plane("rate", query("1"))]);
  expect(older.ok ? "answered" : older.error.code).toBe("Cancelled");
  expect(newer.ok).toBe(true);
});

test("the nearest spike of some units before or after a frame is found", async () => {
  const { sampleIndex, unitIndex, segmentIndex } = analyzer.sorting.spikes;
  const own = [...sampleIndex].filter((_, i) => unitIndex[i] === 1 && segmentIndex[i] === 0);
  const [from = 0, next = 0] = own.slice(3);
  const found = async (query: Record<string, number>) =>
    numbers(await ask("spikes", { segment: 0, units: "1", ...query }), "sampleIndex");
  expect(await found({ start: from + 1, stop: 1e9, nearest: 1 })).toEqual([next]);
  expect(await found({ start: 0, stop: next, nearest: -1 })).toEqual([from]);
  expect(await found({ start: from + 1, stop: next, nearest: 1 })).toEqual([]);
  expect(await found({ start: 0, stop: 1e9 })).toEqual(own);
});

test("what makes no sense is refused by name", async () => {
  await expect(ask("correlograms", { units: "0", bin_ms: 0.001 })).rejects.toThrow(/bins/);
  await expect(ask("lasso", { unit: 0, polygon: "1,2" })).rejects.toThrow(/three corners/);
  await expect(ask("cloud", { units: "0", value: "scaling" })).rejects.toThrow(
    /amplitude_scalings/,
  );
  await expect(ask("raster", { start: 3, stop: 3 })).rejects.toThrow(/not above/);
});
