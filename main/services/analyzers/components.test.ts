import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeNpy, isStructured, toFloat64 } from "#core/array/index.ts";
import type { App } from "#main/app/index.ts";
import { jobEnded, testApp } from "#test/support/app.ts";
import { expectClose } from "#test/support/close.ts";

let home: string;
let app: App;
let analyzerId = 0;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "components-job-"));
  app = testApp(home);
  const { api } = app;
  await api.projects.create({ path: join(home, "components.spikedesk") });
  const params = { duration_s: 3, num_channels: 4, num_units: 3, seed: 2 };
  const storage = "binary" as const;
  const made = await api.recordings.simulate({ simulation: "ground_truth", params, storage });
  const { resultIds } = await jobEnded(app, made.jobId);
  const sortingId = (await api.projects.current({}))?.sortings[0]?.id ?? 0;
  const { jobId } = await api.analyzers.create({
    recordingId: resultIds.recordingId ?? 0,
    sortingId,
    extensions: ["principal_components"],
  });
  analyzerId = (await jobEnded(app, jobId)).resultIds.analyzerId ?? 0;
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(home, { recursive: true, force: true });
});

function scoresIn(path: string): { shape: readonly number[]; values: Float64Array } {
  const array = decodeNpy(new Uint8Array(readFileSync(path)));
  if (isStructured(array)) throw new Error(`${path} holds records`);
  return { shape: array.shape, values: toFloat64(array) };
}

test("components of all spikes are a job, and a file is never overwritten", async () => {
  const { api } = app;
  const path = join(home, "all.npy");
  const job = await jobEnded(app, (await api.analyzers.components({ analyzerId, path })).jobId);
  expect(job).toMatchObject({ kind: "components", state: "done" });
  const { path: folder } = await api.analyzers.get({ analyzerId });
  const stored = scoresIn(join(folder, "extensions", "principal_components", "pca_projection.npy"));
  const all = scoresIn(path);
  // so few spikes were all chosen for the components
  expect(all.shape).toEqual(stored.shape);
  expectClose(all.values, stored.values, { rtol: 1e-4, atol: 1e-4 });

  const again = await jobEnded(app, (await api.analyzers.components({ analyzerId, path })).jobId);
  expect(again).toMatchObject({ state: "failed", error: { code: "AlreadyExists" } });
});

test("new waveforms are projected as those of the unit that is named", async () => {
  const { api } = app;
  const { path: folder } = await api.analyzers.get({ analyzerId });
  const waveforms = join(folder, "extensions", "waveforms", "waveforms.npy");
  const [unit = ""] = (await api.analyzers.units({ analyzerId })).unitIds;
  const path = join(home, "new.npy");
  const units = [String(unit)];
  const { jobId } = await api.analyzers.components({ analyzerId, path, waveforms, units });
  expect(await jobEnded(app, jobId)).toMatchObject({ state: "done" });
  expect(scoresIn(path).shape[0]).toBe(scoresIn(waveforms).shape[0]);

  const wrong = { analyzerId, path: join(home, "no.npy"), waveforms, units: ["nobody"] };
  const failed = await jobEnded(app, (await api.analyzers.components(wrong)).jobId);
  expect(failed).toMatchObject({ state: "failed", error: { code: "UnitNotFound" } });
});
