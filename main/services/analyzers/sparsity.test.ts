import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadAnalyzer } from "#core/analyzer/index.ts";
import type { App } from "#main/app/index.ts";
import type { AnalyzersApi } from "#contract/index.ts";
import { jobEnded, testApp } from "#test/support/app.ts";
import { testContext } from "#test/support/small-analyzer.ts";

let home: string;
let app: App;
let pair: { readonly recordingId: number; readonly sortingId: number };

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "sparsity-choice-"));
  app = testApp(home);
  const { api } = app;
  await api.projects.create({ path: join(home, "sparsity.spikedesk") });
  const params = { duration_s: 3, num_channels: 8, num_units: 3, seed: 2 };
  const storage = "binary" as const;
  const made = await api.recordings.simulate({ simulation: "ground_truth", params, storage });
  const { recordingId = 0, sortingId = 0 } = (await jobEnded(app, made.jobId)).resultIds;
  pair = { recordingId, sortingId };
}, 60_000);
afterAll(async () => {
  await app.close();
  rmSync(home, { recursive: true, force: true });
});

type Choice = Parameters<AnalyzersApi["create"]>[0]["sparsity"];

/** How many channels each unit of a new analyzer is kept on. */
async function channelsKept(sparsity: Choice): Promise<readonly number[] | undefined> {
  const { api } = app;
  const extensions = ["random_spikes"];
  const choice = sparsity === undefined ? {} : { sparsity };
  const { jobId } = await api.analyzers.create({ ...pair, extensions, ...choice });
  const job = await jobEnded(app, jobId);
  expect(job.params["sparsity"]).toEqual(
    sparsity === null ? null : expect.objectContaining({ method: "radius", ...sparsity }),
  );
  const { path } = await api.analyzers.get({ analyzerId: job.resultIds.analyzerId ?? 0 });
  return (await loadAnalyzer(path, testContext())).sparsity?.channels.map(({ length }) => length);
}

test("the channels of each unit are chosen, or all are kept, and the job says which", async () => {
  expect(await channelsKept({ method: "closest_channels", num_channels: 3 })).toEqual([3, 3, 3]);
  expect(await channelsKept({ radius_um: 0 })).toEqual([1, 1, 1]);
  expect(await channelsKept(null)).toBeUndefined();
  expect((await channelsKept(undefined))?.every((count) => count > 1)).toBe(true);
});

test("a choice that does not fit is refused before a job is made", async () => {
  const { api } = app;
  const before = (await api.jobs.list({})).length;
  await expect(
    api.analyzers.create({ ...pair, sparsity: { num_channels: 0 } }),
  ).rejects.toMatchObject({ code: "InvalidParameter", details: { parameter: "num_channels" } });
  expect(await api.jobs.list({})).toHaveLength(before);
});

test("the form's fields are the parameters, each with its default", async () => {
  const { paramsSchema } = await app.api.analyzers.sparsity({});
  expect(paramsSchema["properties"]).toMatchObject({
    method: { default: "radius" },
    radius_um: { default: 100, unit: "um" },
  });
});
