import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CurationRequest } from "#contract/index.ts";
import { loadAnalyzer } from "#core/analyzer/index.ts";
import { applyCurationToSorting, parseCuration } from "#core/curation/index.ts";
import { parseJson, type UnitId } from "#core/model/index.ts";
import { countSpikes } from "#core/sorting/index.ts";
import type { App } from "#main/app/index.ts";
import { jobEnded, testApp } from "#test/support/app.ts";
import { testContext } from "#test/support/small-analyzer.ts";

const SMALL = {
  simulation: "ground_truth",
  params: { duration_s: 20, num_channels: 8, num_units: 6, seed: 1 },
  storage: "binary",
} as const;

describe("curation of a project's analyzer", { timeout: 60_000 }, () => {
  let home: string;
  let app: App;
  let analyzerId: number;
  let ids: readonly UnitId[];

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-curation-"));
    app = testApp(home);
    const { api } = app;
    await api.projects.create({ path: join(home, "p.spikedesk") });
    const { resultIds } = await jobEnded(app, (await api.recordings.simulate(SMALL)).jobId);
    const tree = await api.projects.current({});
    const sortingId = tree?.sortings[0]?.id ?? 0;
    const recordingId = resultIds.recordingId ?? 0;
    const made = await api.analyzers.create({ recordingId, sortingId });
    analyzerId = (await jobEnded(app, made.jobId)).resultIds.analyzerId ?? 0;
    ids = (await api.analyzers.units({ analyzerId })).unitIds;
  }, 120_000);
  afterAll(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  const act = (action: CurationRequest, reason?: string) =>
    app.api.curation.act({ analyzerId, action, ...(reason === undefined ? {} : { reason }) });
  const metric = async (name: string): Promise<Record<string, unknown>> => {
    const table = await app.api.analyzers.units({ analyzerId });
    const column = table.values[table.columns.findIndex((one) => one.name === name)];
    return Object.fromEntries(table.unitIds.map((id, u) => [String(id), column?.[u]]));
  };

  it("merges at once: a new id, metrics of its own, the parents gone; undo brings them back", async () => {
    const { curation } = app.api;
    const before = await metric("num_spikes");
    const [a, b] = ids as [UnitId, UnitId];
    const { made, state } = await act({ kind: "merge", unitIds: [a, b] }, "same footprint");
    expect(state).toMatchObject({ numActions: 1, made: [{ unitId: made[0], from: [a, b], by: "merge" }] }); // prettier-ignore
    const after = await metric("num_spikes");
    expect(after[String(made[0])]).toBe(Number(before[String(a)]) + Number(before[String(b)]));
    expect(after).not.toHaveProperty(String(a));
    const rate = await metric("firing_rate");
    expect(rate[String(made[0])]).toBeCloseTo(Number(after[String(made[0])]) / 20, 6);
    expect((await curation.undo({ analyzerId })).redoText).toContain("merge");
    expect(await metric("num_spikes")).toEqual(before);
    await curation.redo({ analyzerId });
    expect(await metric("num_spikes")).toEqual(after);
    const lineage = await curation.lineage({ analyzerId, unitId: made[0] ?? "" });
    expect(lineage).toMatchObject({ by: "merge", reason: "same footprint", from: [{ unitId: a }, { unitId: b }] }); // prettier-ignore
    await curation.undo({ analyzerId });
    // an id that was given once is not given again
    const again = await act({ kind: "merge", unitIds: [a, b] });
    expect(again.made).not.toEqual(made);
    await curation.undo({ analyzerId });
  });

  it("splits by time, amplitude, clustering and spikes, and back to the sorter's units", async () => {
    const { curation } = app.api;
    const counts = await metric("num_spikes");
    const [a, b, c] = ids as [UnitId, UnitId, UnitId];
    const halves = await act({ kind: "split", unitId: a, by: { kind: "time", boundariesS: [10] } });
    expect(halves.made).toHaveLength(2);
    const now = await metric("num_spikes");
    const sum = halves.made.reduce<number>((n, id) => n + Number(now[String(id)]), 0);
    expect(sum).toBe(counts[String(a)]);
    const clustered = await act({ kind: "split", unitId: b, by: { kind: "cluster", numParts: 3 } });
    expect(clustered.made).toHaveLength(3);
    const some = await act({ kind: "split", unitId: c, parts: [[0, 2, 4]] });
    expect((await metric("num_spikes"))[String(some.made[0])]).toBe(3);
    const merged = await act({ kind: "merge", unitIds: [...halves.made, clustered.made[0] ?? ""] });
    const back = await act({ kind: "split", unitId: merged.made[0] ?? "", by: { kind: "templates" } }); // prettier-ignore
    const last = await metric("num_spikes");
    expect(last[String(back.made[0])]).toBe(counts[String(a)]);
    await expect(act({ kind: "split", unitId: back.made[0] ?? "", by: { kind: "templates" } })).rejects.toThrow("all "); // prettier-ignore
    await expect(act({ kind: "split", unitId: c, parts: [[0]] })).rejects.toMatchObject({ code: "UnitNotFound" }); // prettier-ignore
    await expect(act({ kind: "split", unitId: ids[3] ?? "", parts: [[1e6]] })).rejects.toMatchObject({ code: "InvalidParameter" }); // prettier-ignore
    for (let i = 0; i < 5; i++) await curation.undo({ analyzerId });
    expect(await metric("num_spikes")).toEqual(counts);
  });

  it("shows a merge before it is accepted, as it will be", async () => {
    const { curation } = app.api;
    const [, , c, d] = ids as [UnitId, UnitId, UnitId, UnitId];
    const revision = (await curation.state({ analyzerId })).revision;
    const preview = await curation.preview({ analyzerId, action: { kind: "merge", unitIds: [c, d] } }); // prettier-ignore
    expect((await curation.state({ analyzerId })).revision).toBe(revision);
    expect(preview.parents.map(({ unitId }) => unitId)).toEqual([c, d]);
    const [one] = preview.made;
    expect(one?.numSpikes).toBe(preview.parents.reduce((n, { numSpikes }) => n + numSpikes, 0));
    expect(one?.template?.waveforms.length).toBe(preview.parents[0]?.template?.channels.length);
    expect(preview.crossCorrelograms).toHaveLength(1);
    await act({ kind: "merge", unitIds: [c, d] });
    for (const name of ["num_spikes", "snr", "isi_violations_ratio", "amplitude_median"]) {
      const value = (await metric(name))[String(one?.unitId)];
      expect(one?.metrics[name]).toBeCloseTo(Number(value), 5);
    }
    await curation.undo({ analyzerId });
  });

  it("keeps labels of several categories, notes and deletions, each one row", async () => {
    const { curation, labels } = app.api;
    const [a, b] = ids as [UnitId, UnitId];
    const categories = [
      { name: "quality", options: ["good", "MUA", "noise"], exclusive: true },
      { name: "kind", options: ["pyramidal", "bursting", "axonal"], exclusive: false },
    ];
    await act({ kind: "categories", categories });
    await act({ kind: "label", unitIds: [a], category: "kind", values: ["pyramidal", "bursting"] });
    await labels.set({ analyzerId, unitIds: [a, b], label: "good" });
    await act({ kind: "note", unitIds: [a], text: " drifts after 300 s " });
    const { state } = await act({ kind: "remove", unitIds: [b] });
    expect(state.removed).toEqual([b]);
    expect(state.labels.find(({ unitId }) => unitId === a)?.labels).toEqual({
      kind: ["pyramidal", "bursting"],
      quality: ["good"],
    });
    expect(state.notes).toEqual([{ unitId: a, text: "drifts after 300 s" }]);
    expect((await app.api.analyzers.units({ analyzerId })).labels.slice(0, 2)).toEqual(["good", "good"]); // prettier-ignore
    await expect(
      act({ kind: "label", unitIds: [a], category: "quality", values: ["good", "MUA"] }),
    ).rejects.toThrow("one label");
    await expect(act({ kind: "label", unitIds: [a], category: "mood", values: [] })).rejects.toThrow("no category"); // prettier-ignore
    await expect(act({ kind: "merge", unitIds: [a, b] })).rejects.toThrow("restore it");
    const rows = await curation.journal({ analyzerId });
    expect(rows.at(-1)).toMatchObject({ kind: "act", text: `delete ${String(b)}`, stands: true });
    expect(rows.at(-1)?.author).not.toBe("");
  });

  it("has branches that part and can be compared", async () => {
    const { curation } = app.api;
    const [a, , c] = ids as [UnitId, UnitId, UnitId];
    await curation.branch({ analyzerId, name: "strict" });
    await act({ kind: "remove", unitIds: [c] });
    await expect(curation.branch({ analyzerId, name: "strict" })).rejects.toMatchObject({ code: "AlreadyExists" }); // prettier-ignore
    const back = await curation.switchBranch({ analyzerId, name: "main" });
    expect(back.removed).not.toContain(c);
    await act({ kind: "label", unitIds: [a], category: "quality", values: ["MUA"] });
    const diff = await curation.diff({ analyzerId, a: "main", b: "strict" });
    expect(diff.onlyB).toEqual([`delete ${String(c)}`]);
    expect(diff.changed.map(({ unitId }) => unitId).sort()).toEqual([a, c].sort());
    await expect(curation.switchBranch({ analyzerId, name: "nowhere" })).rejects.toMatchObject({ code: "UnknownName" }); // prettier-ignore
  });

  it("proposes merges of the units as they are now, without those that were rejected", async () => {
    const { curation } = app.api;
    const presets = await curation.presets({});
    expect(presets.map(({ name }) => name)).toContain("slay");
    const first = await curation.findMerges({ analyzerId, preset: "x_contaminations" });
    expect(first.steps).toEqual(
      presets.find(({ name }) => name === "x_contaminations")?.steps.map(({ name }) => name),
    );
    const [pair] = first.pairs;
    if (pair === undefined) throw new Error("no pair came through the first step");
    await act({ kind: "judge", unitIds: [pair.unitIds[1], pair.unitIds[0]], verdict: "reject" });
    const second = await curation.findMerges({ analyzerId, preset: "x_contaminations" });
    expect(second.pairs).not.toContainEqual(expect.objectContaining({ unitIds: pair.unitIds }));
    await expect(curation.findMerges({ analyzerId, preset: "none" })).rejects.toMatchObject({ code: "UnknownName" }); // prettier-ignore
  });

  it("orders units by doubt, and labels by rules what a preview has shown", async () => {
    const { curation } = app.api;
    const queue = await curation.queue({ analyzerId });
    const open = queue.filter(({ labelled }) => !labelled);
    expect(open.map(({ doubt }) => doubt)).toEqual(open.map(({ doubt }) => doubt).sort((a, b) => b - a)); // prettier-ignore
    expect(queue.findIndex(({ labelled }) => labelled)).toBe(open.length);
    const input = {
      analyzerId,
      category: "quality",
      rules: [{ label: "noise", conditions: [{ metric: "num_spikes", op: ">", value: 0 }] }],
    } as const;
    const preview = await curation.previewRules(input);
    expect(preview.changes.map(({ unitId }) => unitId).sort()).toEqual(open.map(({ unitId }) => unitId).sort()); // prettier-ignore
    const { state } = await curation.applyRules(input);
    expect(state.undoText).toContain("noise");
    expect((await curation.previewRules(input)).changes).toEqual([]);
    await expect(curation.applyRules(input)).rejects.toThrow("no label");
    const lacking = { ...input, rules: [{ label: "good", conditions: [{ metric: "charm", op: ">", value: 0 }] }] } as const; // prettier-ignore
    expect(await curation.previewRules(lacking)).toMatchObject({ missing: ["charm"], changes: [] });
    await curation.undo({ analyzerId });
  });

  it("leaves SpikeInterface's JSON, a curated analyzer and other forms; the original stays", async () => {
    const { api } = app;
    const [a, b, c, d] = ids as [UnitId, UnitId, UnitId, UnitId];
    await api.curation.act({ analyzerId, action: { kind: "restore", unitIds: [b] } });
    const parts = await act({ kind: "split", unitId: c, by: { kind: "time", boundariesS: [8] } });
    await act({ kind: "merge", unitIds: [d, parts.made[1] ?? ""] });
    await act({ kind: "remove", unitIds: [parts.made[0] ?? ""] });
    const { paths } = await api.curation.save({ analyzerId });
    expect(paths).toHaveLength(2);
    const counts = await metric("num_spikes");
    const folder = (await api.analyzers.get({ analyzerId })).path;
    const original = await loadAnalyzer(folder, testContext());
    const replayed = paths.reduce(
      (sorting, path) =>
        applyCurationToSorting(sorting, parseCuration(parseJson(readFileSync(path, "utf8")))).value,
      original.sorting,
    );
    const found = countSpikes(replayed);
    expect(replayed.unitIds).toHaveLength(ids.length - 1);
    for (const [u, id] of replayed.unitIds.entries()) expect(found[u]).toBe(counts[String(id)]);
    const { jobId } = await api.curation.apply({ analyzerId, mode: "hard" });
    const job = await jobEnded(app, jobId);
    expect(job).toMatchObject({ state: "done" });
    const curated = await api.analyzers.units({ analyzerId: job.resultIds.analyzerId ?? 0 });
    expect([...curated.unitIds].sort()).toEqual([...replayed.unitIds].sort());
    const out = join(home, "csv");
    const exported = await jobEnded(app, (await api.curation.exportTo({ analyzerId, exporter: "csv", path: out })).jobId); // prettier-ignore
    expect(exported).toMatchObject({ state: "done" });
    const [header, ...lines] = readFileSync(join(out, "units.csv"), "utf8").trim().split("\n");
    expect(header?.split(",")).toEqual(expect.arrayContaining(["unit_id", "quality", "pyramidal", "note", "num_spikes"])); // prettier-ignore
    expect(lines.map((line) => line.split(",")[0]).sort()).toEqual(replayed.unitIds.map(String).sort()); // prettier-ignore
    expect(lines.find((line) => line.startsWith(`${String(a)},`))).toContain("drifts after 300 s");
    expect(existsSync(join(folder, "curation.json"))).toBe(false);
    await expect(api.curation.writeBack({ analyzerId })).rejects.toMatchObject({ code: "Unsupported" }); // prettier-ignore
  });
});
