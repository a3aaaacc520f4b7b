import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { folderGuard, type App } from "#main/app/index.ts";
import type { HttpHost } from "#main/http/index.ts";
import { jobEnded, testApp } from "#test/support/app.ts";
import { hostOf, httpClient, inProcessClient, type ContractClient } from "./clients.ts";

const TIMEOUT_MS = 240_000;

describe.each(["in process", "over HTTP"])("the contract %s", (way) => {
  let home: string;
  let app: App;
  let host: HttpHost;
  let client: ContractClient;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-contract-"));
    app = testApp(home, { guard: folderGuard([home]) });
    host = await hostOf(app);
    client = way === "in process" ? inProcessClient(app) : await httpClient(host);
  });
  afterAll(async () => {
    await host.close();
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("says what it is and keeps settings", async () => {
    expect((await client.api.app.info({})).numWorkers).toBeGreaterThan(0);
    expect(await client.api.app.setSettings({ theme: "light" })).toMatchObject({ theme: "light" });
    expect(await client.api.app.getSettings({})).toMatchObject({ theme: "light" });
  });

  it("needs a project before anything else", async () => {
    await expect(client.api.recordings.get({ recordingId: 1 })).rejects.toMatchObject({
      code: "InvalidValue",
    });
    expect(await client.api.projects.current({})).toBeNull();
    expect(await client.api.jobs.list({})).toEqual([]);
  });

  it("refuses wrong input by method and field, and unknown methods", async () => {
    const wrong = { recordingId: "one" } as unknown as { recordingId: number };
    await expect(client.api.recordings.get(wrong)).rejects.toMatchObject({
      code: "InvalidParameter",
      details: { field: "recordingId" },
    });
    const extra = { path: join(home, "x"), more: 1 };
    await expect(client.api.projects.create(extra)).rejects.toMatchObject({
      code: "InvalidParameter",
    });
    const reply = await app.invoke("projects", "constructor", {});
    expect(reply).toMatchObject({ ok: false, error: { code: "UnknownName" } });
    expect(await app.invoke("__proto__", "x", {})).toMatchObject({ ok: false });
  });

  it("reaches no path outside what was opened or listed", async () => {
    await expect(client.api.files.recognise({ path: "/etc/passwd" })).rejects.toMatchObject({
      code: "PathNotAllowed",
    });
    await expect(client.api.projects.create({ path: "/nowhere/p" })).rejects.toMatchObject({
      code: "PathNotAllowed",
    });
    const { entries } = await client.api.files.list({ path: home });
    expect(entries.map(({ name }) => name)).toContain("settings");
  });

  it(
    "simulates, sorts, analyzes, labels and compares; a moved project keeps it all",
    async () => {
      const { api } = client;
      const path = join(home, "a.spikedesk");
      expect(await api.projects.create({ path })).toMatchObject({ name: "a", recordings: [] });
      const params = { duration_s: 5, num_channels: 8, num_units: 3, seed: 1 };
      const asked = { simulation: "ground_truth", params, storage: "binary" } as const;
      const made = await jobEnded(app, (await api.recordings.simulate(asked)).jobId);
      expect(made).toMatchObject({ state: "done", seed: 1, error: null });
      const { recordingId = 0, sortingId: truthSortingId = 0 } = made.resultIds;
      const recording = await api.recordings.get({ recordingId });
      expect(recording).toMatchObject({ numChannels: 8, available: true, durationS: 5 });
      expect(recording.pipeline.map(({ name }) => name)).toEqual([
        "bandpass_filter",
        "common_reference",
      ]);

      const step = { name: "bandpass_filter", params: { freq_min: -1 }, enabled: true };
      await expect(api.pipelines.set({ recordingId, pipeline: [step] })).rejects.toMatchObject({
        code: "InvalidParameter",
      });
      const run = { recordingId, sorter: "spikedesk", params: {}, analyze: true };
      await expect(api.sorters.run({ ...run, sorter: "none" })).rejects.toMatchObject({
        code: "UnknownName",
      });
      const job = await jobEnded(app, (await api.sorters.run(run)).jobId);
      expect(job.error).toBeNull();
      expect(job.state).toBe("done");
      expect(Object.keys(job.timings).length).toBeGreaterThan(3);
      const { analyzerId = 0, sortingId = 0 } = job.resultIds;

      const table = await api.analyzers.units({ analyzerId });
      expect(table.unitIds.length).toBeGreaterThan(0);
      expect(table.columns.map(({ name }) => name)).toContain("snr");
      const [unitId = 0] = table.unitIds;
      await api.labels.set({ analyzerId, unitIds: [unitId], label: "good" });
      await expect(
        api.labels.set({ analyzerId, unitIds: ["nobody"], label: "good" }),
      ).rejects.toMatchObject({ code: "UnitNotFound" });
      const comparison = await api.comparisons.groundTruth({
        truthSortingId,
        testedSortingId: sortingId,
      });
      expect(comparison.truthIds).toHaveLength(3);
      await expectPair(client, truthSortingId, sortingId);

      await expectFrames(client, recordingId, analyzerId, table.unitIds.length);

      await api.projects.close({});
      const moved = join(home, "moved.spikedesk");
      renameSync(path, moved);
      const tree = await api.projects.open({ path: moved });
      expect(tree.recordings[0]).toMatchObject({ available: true });
      expect((await api.analyzers.units({ analyzerId })).labels[0]).toBe("good");
      expect((await api.recordings.get({ recordingId })).path).toContain("moved.spikedesk");
    },
    TIMEOUT_MS,
  );
});

/** Two sortings as the comparison page asks for them. */
async function expectPair(
  client: ContractClient,
  sortingId1: number,
  sortingId2: number,
): Promise<void> {
  const pair = await client.api.comparisons.pair({ sortingId1, sortingId2, mode: "ground_truth" });
  expect(pair.match12).toHaveLength(3);
  expect(pair.agreement).toHaveLength(3 * pair.unitIds2.length);
  expect(pair.durationS).toBe(5);
  expect(pair.performance?.accuracy).toHaveLength(3);
  const swapped = { sortingId1: sortingId2, sortingId2: sortingId1 };
  const other = await client.api.comparisons.pair({ ...swapped, mode: "symmetric" });
  expect(other).toMatchObject({ performance: null, kinds: null });
  await expect(
    client.api.comparisons.pair({ sortingId1, sortingId2, mode: "symmetric", matchScore: 2 }),
  ).rejects.toMatchObject({ code: "InvalidParameter" });
  const asked = { sorting1: sortingId1, sorting2: sortingId2, unit1: 0, unit2: "" };
  const { arrays, meta } = await client.frame("pair_spikes", asked);
  expect(arrays["timesS1"]?.data).toHaveLength(pair.numSpikes1[0] ?? -1);
  expect(meta).toMatchObject({ shared: 0, total1: pair.numSpikes1[0], total2: 0 });
}

async function expectFrames(
  client: ContractClient,
  recording: number,
  analyzer: number,
  numUnits: number,
): Promise<void> {
  const frame: ContractClient["frame"] = (view, query) => client.frame(view, query);
  const window = { recording, segment: 0, start: 0, bins: 100, channels: "all" };
  const few = await frame("traces", { ...window, stop: 150, source: "raw" });
  expect(few.meta).toMatchObject({ kind: "samples", firstFrame: 0, numFrames: 150 });
  expect(few.arrays["samples"]?.shape).toEqual([150, 8]);
  const many = await frame("traces", { ...window, stop: 50_000, source: "preprocessed" });
  expect(many.meta).toMatchObject({ kind: "minmax", complete: true, source: "preprocessed" });
  expect(many.arrays["minmax"]?.shape).toEqual([100, 8, 2]);
  const data = many.arrays["minmax"]?.data ?? [];
  for (let i = 0; i < data.length; i += 2) expect(data[i]).toBeLessThanOrEqual(data[i + 1] ?? NaN);
  const ccgs = await frame("correlograms", { analyzer, units: "0" });
  expect(ccgs.arrays["ccgs"]?.shape.slice(0, 2)).toEqual([1, 1]);
  const waveforms = await frame("waveforms", { analyzer, unit: 0, spikes: 10 });
  expect(waveforms.arrays["waveforms"]?.shape[0]).toBeLessThanOrEqual(10);
  expect(waveforms.arrays["mean"]?.shape).toEqual(waveforms.arrays["waveforms"]?.shape.slice(1));
  const similarity = await frame("similarity", { analyzer });
  expect(similarity.arrays["similarity"]?.shape).toEqual([numUnits, numUnits]);
  const cloud = await frame("cloud", { analyzer, units: "0", value: "amplitude", max: 5 });
  expect(cloud.arrays["timesS"]?.shape[0]).toBeLessThanOrEqual(6);
  const spikes = await frame("spikes", { analyzer, segment: 0, start: 0, stop: 50_000 });
  expect(spikes.meta["shown"]).toBe(spikes.arrays["unitIndex"]?.shape[0]);
  await expect(frame("nothing", {})).rejects.toMatchObject({ code: "UnknownName" });
  await expect(frame("traces", { recording, start: "x", stop: 1, bins: 1 })).rejects.toMatchObject({
    code: "InvalidParameter",
  });
}
