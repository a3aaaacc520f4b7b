import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App } from "#main/app/index.ts";
import { jobEnded, testApp } from "#test/support/app.ts";

const SMALL = {
  simulation: "ground_truth",
  params: { duration_s: 3, num_channels: 8, num_units: 5, seed: 1 },
  storage: "binary",
} as const;

describe("merges of a project's analyzer", () => {
  let home: string;
  let app: App;
  let analyzerId: number;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "spikedesk-merges-"));
    app = testApp(home);
    const { api } = app;
    await api.projects.create({ path: join(home, "p.spikedesk") });
    const { resultIds } = await jobEnded(app, (await api.recordings.simulate(SMALL)).jobId);
    const tree = await api.projects.current({});
    const sortingId = tree?.sortings[0]?.id ?? 0;
    const recordingId = resultIds.recordingId ?? 0;
    const made = await api.analyzers.create({ recordingId, sortingId });
    analyzerId = (await jobEnded(app, made.jobId)).resultIds.analyzerId ?? 0;
  });
  afterAll(async () => {
    await app.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("are proposed with a number per step, up to the one that failed", async () => {
    const { api } = app;
    const presets = await api.curation.presets({});
    expect(presets.map(({ name }) => name)).toContain("slay");
    const found = await api.curation.findMerges({ analyzerId, preset: "x_contaminations" });
    expect(found.steps).toEqual(
      presets.find(({ name }) => name === "x_contaminations")?.steps.map(({ name }) => name),
    );
    for (const { proposed, reasons } of found.pairs) {
      expect(reasons.at(-1)?.passed).toBe(proposed);
    }
    await expect(api.curation.findMerges({ analyzerId, preset: "none" })).rejects.toMatchObject({
      code: "UnknownName",
    });
    await expect(api.curation.findMerges({ analyzerId: 99, preset: "slay" })).rejects.toThrow();
  });

  it("are kept as a curation file, joined and taken apart", async () => {
    const { curation, analyzers } = app.api;
    const { unitIds } = await analyzers.units({ analyzerId });
    const [a, b, c, d] = unitIds as [string, string, string, string];
    expect(await curation.accepted({ analyzerId })).toEqual({ analyzerId, path: null, merges: [] });
    await expect(curation.apply({ analyzerId, mode: "soft" })).rejects.toThrow("no merge");
    await curation.accept({ analyzerId, unitIds: [a, b], merged: true });
    const joined = await curation.accept({ analyzerId, unitIds: [b, c], merged: true });
    expect(joined.merges).toEqual([[a, b, c]]);
    const document = JSON.parse(readFileSync(joined.path ?? "", "utf8")) as object;
    expect(document).toMatchObject({ format_version: "2", unit_ids: unitIds, merges: [{ unit_ids: [a, b, c] }] }); // prettier-ignore
    const apart = await curation.accept({ analyzerId, unitIds: [a, b], merged: false });
    expect(apart.merges).toEqual([]);
    await curation.accept({ analyzerId, unitIds: [c, d], merged: true });
    await expect(
      curation.accept({ analyzerId, unitIds: [a, "nobody"], merged: true }),
    ).rejects.toMatchObject({ code: "UnitNotFound" });
  });

  it("make a new analyzer and sorting; the old one stays", async () => {
    const { api } = app;
    const before = await api.analyzers.units({ analyzerId });
    const { jobId } = await api.curation.apply({ analyzerId, mode: "hard" });
    const job = await jobEnded(app, jobId);
    expect(job).toMatchObject({ state: "done" });
    const merged = await api.analyzers.units({ analyzerId: job.resultIds.analyzerId ?? 0 });
    expect(merged.unitIds).toHaveLength(before.unitIds.length - 1);
    expect(await api.analyzers.units({ analyzerId })).toEqual(before);
    const tree = await api.projects.current({});
    expect(tree?.sortings.find(({ id }) => id === job.resultIds.sortingId)).toMatchObject({
      source: "curation",
      numUnits: before.unitIds.length - 1,
    });
  });

  it("that cannot be read are refused by the file's name", async () => {
    const { path } = await app.api.curation.accepted({ analyzerId });
    writeFileSync(path ?? "", '{"format_version": "2", "unit_ids": 3}');
    await expect(app.api.curation.accepted({ analyzerId })).rejects.toThrow(`${String(path)}: unit_ids`); // prettier-ignore
  });
});
