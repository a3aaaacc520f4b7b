import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateGroundTruthRecording } from "#core/generation/index.ts";
import { createLocalComputeContext } from "#core/jobs/index.ts";
import { typescriptKernels } from "#core/kernels/index.ts";
import { nodeFileSystem } from "#native/index.ts";
import { readSorterFolder, runSorterJobs, type SorterJob } from "./index.ts";

const ctx = createLocalComputeContext({ kernels: typescriptKernels, fs: nodeFileSystem });
let root = "";
let job: SorterJob;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "sorter-folder-"));
  const { recording } = await generateGroundTruthRecording({
    durations: [4],
    sampling_frequency: 20_000,
    num_channels: 4,
    num_units: 2,
    seed: 1,
  });
  job = {
    sorterName: "simple",
    recording,
    folder: join(root, "out"),
    removeExistingFolder: false,
    deleteOutputFolder: false,
    raiseError: true,
    params: { clustering: { method: "gaussian_mixture", n_components: 2 } },
  };
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("what a job wrote is read back with its recording, parameters and log", async () => {
  const sortings = await runSorterJobs([job], { engine: "loop", returnOutput: true }, ctx);
  const found = await readSorterFolder(job.folder, {}, ctx);
  expect(found?.sorterName).toBe("simple");
  expect(found?.sorting.spikes).toEqual(sortings?.[0]?.spikes);
  expect(found?.sorting.unitIds).toHaveLength(2);
  expect(found?.recording?.numSamples).toEqual([80_000]);
  expect(found?.info?.params["sorter_params"]).toMatchObject({
    clustering: { method: "gaussian_mixture" },
  });
  await expect(
    runSorterJobs([job], { engine: "loop", returnOutput: false }, ctx),
  ).rejects.toMatchObject({ code: "AlreadyExists" });
});

test("a failed run is told from a damaged folder", async () => {
  const folder = join(root, "failed");
  await nodeFileSystem.makeFolder(folder);
  await expect(readSorterFolder(folder, {}, ctx)).rejects.toMatchObject({ code: "MissingSibling" });
  const log = join(folder, "spikeinterface_log.json");
  writeFileSync(log, '{"sorter_name": "simple", "error": true}');
  expect(await readSorterFolder(folder, {}, ctx)).toBeUndefined();
  writeFileSync(log, '{"sorter_name": "simple"}');
  await expect(readSorterFolder(folder, {}, ctx)).rejects.toMatchObject({ code: "CorruptFile" });
  writeFileSync(log, '{"sorter_name": "nosuch", "error": false}');
  await expect(readSorterFolder(folder, {}, ctx)).rejects.toMatchObject({ code: "UnknownName" });
});

test("jobs that cannot run here are refused by name before anything is written", async () => {
  const run = (changes: Partial<SorterJob>, engine: "loop" | "dask" | "slurm" = "loop") =>
    runSorterJobs(
      [{ ...job, folder: join(root, "never"), ...changes }],
      { engine, returnOutput: false },
      ctx,
    );
  await expect(run({ sorterName: "kilosort4" })).rejects.toThrow(/kilosort4 is not part/);
  await expect(run({ sorterName: "klusta" })).rejects.toThrow(/archived/);
  await expect(run({ sorterName: "nosuch" })).rejects.toMatchObject({ code: "UnknownName" });
  await expect(run({ container: "x" })).rejects.toMatchObject({ code: "Unsupported" });
  await expect(run({}, "slurm")).rejects.toMatchObject({ code: "Unsupported" });
  expect(await nodeFileSystem.stat(join(root, "never"))).toBeUndefined();
});
