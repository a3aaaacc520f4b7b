import { existsSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import type { ComparisonTable, JobDetail, JobSummary, Pipeline } from "#contract/index.ts";
import { createApp, type App } from "#main/app/index.ts";
import { errorFromWire } from "#main/errors/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { DEFAULT_SORTER } from "#core/sorters/index.ts";
import { writeReport } from "#main/report/index.ts";
import { readParams, readPipeline, type ReadOptions } from "./inputs.ts";
import { WORKER_FILE, type Workbench } from "./workbench.ts";

/** What the main job leaves. */
export interface RunResult {
  readonly project: string;
  readonly report: string;
  readonly units_found: number;
  /** seconds per step */
  readonly seconds: Readonly<Record<string, number>>;
}

export interface DemoResult extends RunResult {
  readonly units_true: number;
  /** accuracy ≥ 0.8 */
  readonly well_detected: number;
  readonly false_positives: number;
  readonly mean_accuracy: number;
}

export interface RunOptions extends ReadOptions {
  readonly pipeline?: string;
  readonly sorter: string;
  readonly params?: string;
  readonly project?: string;
  readonly out?: string;
}

export interface HostOptions {
  readonly dataFolder: string;
  readonly numWorkers?: number;
}

/** Open → preprocess → sort → analyze → metrics → project and report, for a user's own recording. */
export async function runRecording(
  path: string,
  options: RunOptions,
  host: HostOptions,
  bench: Workbench,
): Promise<RunResult> {
  const out = resolve(options.out ?? `${basename(path, extname(path))}-spikedesk`);
  const params = await readParams(options.params);
  const readerParams = await readParams(options.readerParams);
  return withApp(host, bench, async (session) => {
    const { app } = session;
    await openTarget(app, resolve(options.project ?? join(out, basename(path, extname(path)))));
    const { id: recordingId } = await session.timed("open", () =>
      app.api.recordings.add({
        path: resolve(path),
        params: readerParams,
        ...(options.stream === undefined ? {} : { streamId: options.stream }),
        ...(options.reader === undefined ? {} : { format: options.reader }),
      }),
    );
    if (options.pipeline !== undefined) {
      const pipeline = pipelineOf(await readPipeline(options.pipeline));
      await app.api.pipelines.set({ recordingId, pipeline });
    }
    const sorted = await session.sortAndAnalyze(recordingId, options.sorter, params);
    const report = join(out, "report.html");
    await session.timed("report", () =>
      writeReport(app, bench.ctx.fs, { ...sorted, recordingId, file: report }),
    );
    return session.result(report, sorted.unitsFound);
  });
}

export interface DemoOptions {
  readonly out: string;
  readonly seed: number;
}

const DEMO = { duration_s: 60, num_channels: 64, num_units: 20 } as const;

/** The main job on a generated recording, compared with its truth. */
export async function runDemo(
  { out, seed }: DemoOptions,
  host: HostOptions,
  bench: Workbench,
): Promise<DemoResult> {
  const folder = resolve(out);
  return withApp(host, bench, async (session) => {
    const { app } = session;
    await openTarget(app, join(folder, "demo"));
    const { jobId } = await app.api.recordings.simulate({
      simulation: "ground_truth",
      params: { ...DEMO, seed },
      storage: "binary",
    });
    const made = await session.finish(jobId);
    const { recordingId, sortingId: truthSortingId } = made.resultIds;
    if (recordingId === undefined || truthSortingId === undefined) {
      throw new EphysError("Internal", "the simulation named no recording");
    }
    const sorted = await session.sortAndAnalyze(recordingId, DEFAULT_SORTER, {});
    const comparison: ComparisonTable = await session.timed("compare", () =>
      app.api.comparisons.groundTruth({ truthSortingId, testedSortingId: sorted.sortingId }),
    );
    const report = join(folder, "report.html");
    await session.timed("report", () =>
      writeReport(app, bench.ctx.fs, { ...sorted, recordingId, file: report, comparison }),
    );
    return {
      units_true: comparison.truthIds.length,
      well_detected: comparison.performance.filter(({ accuracy }) => accuracy >= 0.8).length,
      false_positives: comparison.falsePositive.length,
      mean_accuracy: comparison.meanAccuracy,
      ...(await session.result(report, sorted.unitsFound)),
    };
  });
}

interface Sorted {
  readonly sortingId: number;
  /** undefined when no unit was found */
  readonly analyzerId: number | undefined;
  readonly unitsFound: number;
}

/** An application that lives for one command. */
interface RunSession {
  readonly app: App;
  timed<T>(step: string, work: () => Promise<T>): Promise<T>;
  /** Waits for a job; its steps' seconds are added; its failure is thrown. */
  finish(jobId: number): Promise<JobDetail>;
  sortAndAnalyze(recordingId: number, sorter: string, params: JsonObject): Promise<Sorted>;
  result(report: string, unitsFound: number): Promise<RunResult>;
}

async function withApp<T>(
  host: HostOptions,
  bench: Workbench,
  body: (session: RunSession) => Promise<T>,
): Promise<T> {
  const app = createApp({
    host: "http",
    dataFolder: host.dataFolder,
    workerFile: WORKER_FILE,
    ...(host.numWorkers === undefined ? {} : { numWorkers: host.numWorkers }),
  });
  try {
    return await body(createRunSession(app, bench));
  } finally {
    await app.close();
  }
}

function createRunSession(app: App, bench: Workbench): RunSession {
  const seconds: Record<string, number> = {};
  const add = (step: string, spent: number): void => {
    seconds[step] = round((seconds[step] ?? 0) + spent);
  };
  const finish = async (jobId: number): Promise<JobDetail> => {
    const stop = app.listen((topic, event) => {
      if (topic !== "job") return;
      const { id, step, percent } = event as JobSummary; // what this topic carries
      if (id === jobId && step !== "") bench.ctx.report({ step, fraction: percent / 100 });
    });
    try {
      const job = await untilEnded(app, bench, jobId);
      for (const [step, spent] of Object.entries(job.timings)) {
        if (typeof spent === "number") add(step, spent);
      }
      if (job.error !== null) throw errorFromWire(job.error);
      return job;
    } finally {
      stop();
    }
  };
  return {
    app,
    finish,
    async timed(step, work) {
      const startMs = performance.now();
      const value = await work();
      add(step, (performance.now() - startMs) / 1000);
      return value;
    },
    async sortAndAnalyze(recordingId, sorter, params) {
      const { jobId } = await app.api.sorters.run({ recordingId, sorter, params, analyze: true });
      const { resultIds } = await finish(jobId);
      const { sortingId, analyzerId } = resultIds;
      if (sortingId === undefined) throw new EphysError("Internal", "the job named no sorting");
      const tree = await app.api.projects.current({});
      const sorting = tree?.sortings.find(({ id }) => id === sortingId);
      return { sortingId, analyzerId, unitsFound: sorting?.numUnits ?? 0 };
    },
    async result(report, unitsFound) {
      const tree = await app.api.projects.current({});
      return { project: tree?.path ?? "", report, units_found: unitsFound, seconds };
    },
  };
}

/** Ends with the job; Ctrl+C cancels it. */
async function untilEnded(app: App, bench: Workbench, jobId: number): Promise<JobDetail> {
  let isCancelled = false;
  for (;;) {
    const job = await app.api.jobs.get({ jobId });
    if (!["queued", "running"].includes(job.state)) return job;
    if (bench.ctx.cancel.cancelled && !isCancelled) {
      isCancelled = true;
      await app.api.jobs.cancel({ jobId });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A new project at `path`, or the one that is there. */
async function openTarget(app: App, path: string): Promise<void> {
  const folder = path.endsWith(".spikedesk") ? path : `${path}.spikedesk`;
  if (existsSync(join(folder, "project.sqlite"))) await app.api.projects.open({ path: folder });
  else await app.api.projects.create({ path: folder });
}

function pipelineOf(steps: Awaited<ReturnType<typeof readPipeline>>): Pipeline {
  return steps.map(([name, params]) => ({ name, params, enabled: true }));
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
