import { createHash } from "node:crypto";
import type { JobDetail, JobState, JobSummary } from "#contract/index.ts";
import type { Progress, ShownPart } from "#core/compute/index.ts";
import type { JobName, JobSpecs } from "#core/jobs/index.ts";
import { EphysError, isEphysError, type JsonObject } from "#core/model/index.ts";
import { wireErrorFrom } from "#main/errors/index.ts";
import type { JobRow, Project } from "#main/project/index.ts";
import { createCancelBuffer, requestCancel } from "./cancel.ts";
import type { Pool } from "./pool.ts";

const EMIT_EVERY_MS = 100;

/** What a job is asked to do. */
export interface JobRequest {
  readonly kind: string;
  readonly title: string;
  readonly params: JsonObject;
  readonly seed: number | null;
  readonly recordingId: number | null;
  /** fingerprints and dictionaries of what goes in; kept as a hash */
  readonly inputs: JsonObject;
  run(job: RunningJob): Promise<void>;
}

/** What a job's body works with. */
export interface RunningJob {
  readonly id: number;
  /** Runs a job of core/jobs in the pool, as a part of this one. */
  compute<K extends JobName>(name: K, args: JobSpecs[K]["args"]): Promise<JobSpecs[K]["result"]>;
  log(message: string): void;
  /** Names what the job has made; kept with it. */
  addResult(ids: JobDetail["resultIds"]): void;
}

export interface JobQueueOptions {
  readonly project: Project;
  readonly pool: () => Pool;
  readonly maxJobs: number;
  readonly versions: JsonObject;
  readonly onChange: (job: JobSummary) => void;
  readonly onShown?: (jobId: number, part: ShownPart) => void;
}

interface LiveJob {
  row: JobRow;
  readonly request: JobRequest;
  readonly cancel: Int32Array;
  readonly queuedMs: number;
  startedMs: number;
  stepStartedMs: number;
  throughput: number | null;
  secondsLeft: number | null;
  lastEmitMs: number;
  /** why the project could not be written while the job ran; the job fails with it */
  refusal?: unknown;
  /** resolves when the job has ended, however */
  ended: Promise<void>;
}

/**
 * Runs jobs in the order they came, `maxJobs` at once, and keeps every change of state in the project. A project that
 * cannot be written (a full disk) fails the job, never the program.
 */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #live = new Map<number, LiveJob>();
  /** states that the project does not hold yet; written with the next one that it takes */
  readonly #unsaved = new Map<number, JobRow>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #closed = false;

  constructor(options: JobQueueOptions) {
    this.#options = options;
  }

  /** Returns the job's id at once. */
  enqueue(request: JobRequest): number {
    const row = this.#newRow(request);
    const nowMs = performance.now();
    const job: LiveJob = {
      row,
      request,
      cancel: createCancelBuffer(),
      queuedMs: nowMs,
      startedMs: nowMs,
      stepStartedMs: nowMs,
      throughput: null,
      secondsLeft: null,
      lastEmitMs: 0,
      ended: Promise.resolve(),
    };
    this.#live.set(row.id, job);
    this.#emit(job);
    job.ended = this.#runInTurn(job);
    return row.id;
  }

  list(): JobSummary[] {
    return this.#options.project.jobs
      .list()
      .map((row) => summaryOf(this.#live.get(row.id) ?? { row: this.#unsaved.get(row.id) ?? row }));
  }

  get(jobId: number): JobDetail {
    const { jobs } = this.#options.project;
    const live = this.#live.get(jobId);
    const row = live?.row ?? this.#unsaved.get(jobId) ?? jobs.get(jobId);
    const { params, seed, versions, timings } = row;
    return {
      ...summaryOf(live ?? { row }),
      params,
      seed,
      versions,
      timings,
      log: jobs.log(jobId),
    };
  }

  /** Asks a queued or running job to stop; one that has ended is left alone. */
  cancel(jobId: number): void {
    const live = this.#live.get(jobId);
    if (live === undefined)
      this.#options.project.jobs.get(jobId); // refuses an unknown id
    else requestCancel(live.cancel);
    if (live?.row.state === "queued") this.#end(live, "cancelled", cancelledError());
  }

  /** Resolves when the job has ended. */
  async waitFor(jobId: number): Promise<JobDetail> {
    await this.#live.get(jobId)?.ended;
    return this.get(jobId);
  }

  /** Cancels everything and waits for it. */
  async close(): Promise<void> {
    this.#closed = true;
    const live = [...this.#live.values()];
    for (const { row } of live) this.cancel(row.id);
    await Promise.all(live.map(({ ended }) => ended));
  }

  async #runInTurn(job: LiveJob): Promise<void> {
    if (this.#running >= this.#options.maxJobs) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      if (job.row.state === "queued" && !this.#closed) await this.#run(job);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
      this.#live.delete(job.row.id);
    }
  }

  async #run(job: LiveJob): Promise<void> {
    job.startedMs = performance.now();
    job.stepStartedMs = job.startedMs;
    this.#change(job, { state: "running", startedAt: now() });
    this.#log(job, `waited ${seconds(job.startedMs - job.queuedMs)} s for its turn`);
    try {
      await job.request.run(this.#handleOf(job));
      if (job.refusal === undefined) this.#end(job, "done");
      else this.#end(job, "failed", job.refusal);
    } catch (error) {
      const cause = job.refusal ?? error;
      this.#end(job, isEphysError(cause, "Cancelled") ? "cancelled" : "failed", cause);
    }
  }

  #handleOf(job: LiveJob): RunningJob {
    return {
      id: job.row.id,
      compute: async (name, args) => {
        const result = await this.#options.pool().runJob(name, args, job.cancel, {
          onProgress: (progress) => {
            this.#progress(job, progress);
          },
          onLog: (message) => {
            this.#log(job, message);
          },
          onShown: (part) => {
            this.#options.onShown?.(job.row.id, part);
          },
        });
        return result as JobSpecs[typeof name]["result"]; // HANDLERS is a mapped type over the specs
      },
      log: (message) => {
        this.#log(job, message);
      },
      addResult: (ids) => {
        this.#change(job, { resultIds: { ...job.row.resultIds, ...ids } });
      },
    };
  }

  #progress(job: LiveJob, { step, fraction, samplesDone }: Progress): void {
    if (step !== job.row.step) {
      this.#closeStep(job);
      this.#change(job, { step, percent: 0 });
    }
    const elapsedS = (performance.now() - job.stepStartedMs) / 1000;
    job.row = { ...job.row, percent: Math.min(100, fraction * 100) };
    job.throughput = samplesDone !== undefined && elapsedS > 0 ? samplesDone / elapsedS : null;
    job.secondsLeft = fraction > 0.01 ? (elapsedS * (1 - fraction)) / fraction : null;
    if (performance.now() - job.lastEmitMs >= EMIT_EVERY_MS) this.#emit(job);
  }

  /** Adds the time of the step that ends to the timings. */
  #closeStep(job: LiveJob): void {
    const nowMs = performance.now();
    const { step, timings } = job.row;
    if (step !== "") {
      const spent = (timings[step] ?? 0) + (nowMs - job.stepStartedMs) / 1000;
      job.row = { ...job.row, timings: { ...timings, [step]: spent } };
    }
    job.stepStartedMs = nowMs;
    job.throughput = null;
    job.secondsLeft = null;
  }

  #end(job: LiveJob, state: JobState, error?: unknown): void {
    this.#closeStep(job);
    const wire = error === undefined ? null : wireErrorFrom(error);
    if (wire !== null && state === "failed") this.#log(job, `${wire.code}: ${wire.message}`);
    this.#change(job, {
      state,
      error: wire,
      finishedAt: now(),
      ...(state === "done" ? { percent: 100 } : {}),
    });
  }

  #change(job: LiveJob, change: Partial<JobRow>): void {
    job.row = { ...job.row, ...change };
    this.#unsaved.set(job.row.id, job.row);
    this.#write(job, (jobs) => {
      for (const row of this.#unsaved.values()) {
        jobs.update(row);
        this.#unsaved.delete(row.id);
      }
    });
    this.#emit(job);
  }

  #log(job: LiveJob, message: string): void {
    this.#write(job, (jobs) => {
      jobs.addLog(job.row.id, now(), message);
    });
  }

  #write(job: LiveJob, write: (jobs: Project["jobs"]) => void): void {
    try {
      write(this.#options.project.jobs);
    } catch (error) {
      job.refusal ??= error;
      requestCancel(job.cancel);
    }
  }

  #emit(job: LiveJob): void {
    job.lastEmitMs = performance.now();
    this.#options.onChange(summaryOf(job));
  }

  #newRow(request: JobRequest): JobRow {
    if (this.#closed) throw new EphysError("Cancelled", "the project is being closed");
    const { kind, title, params, seed, recordingId, inputs } = request;
    const hash = createHash("sha256").update(JSON.stringify({ kind, params, inputs }));
    const row: Omit<JobRow, "id"> = {
      kind,
      title,
      params,
      seed,
      recordingId,
      state: "queued",
      step: "",
      percent: 0,
      versions: this.#options.versions,
      inputHash: hash.digest("hex"),
      resultIds: {},
      error: null,
      timings: {},
      createdAt: now(),
      startedAt: null,
      finishedAt: null,
    };
    return { ...row, id: this.#options.project.jobs.add(row) };
  }
}

function summaryOf(job: LiveJob | { readonly row: JobRow }): JobSummary {
  const { row } = job;
  const live = "request" in job ? job : undefined;
  const isRunning = row.state === "running";
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state: row.state,
    step: row.step,
    percent: row.percent,
    throughput: isRunning ? (live?.throughput ?? null) : null,
    secondsLeft: isRunning ? (live?.secondsLeft ?? null) : null,
    createdAt: row.createdAt,
    seconds: secondsOf(row),
    error: row.error,
    recordingId: row.recordingId,
    resultIds: row.resultIds,
  };
}

function secondsOf({ startedAt, finishedAt }: JobRow): number {
  if (startedAt === null) return 0;
  const endMs = finishedAt === null ? Date.now() : Date.parse(finishedAt);
  return Math.max(0, (endMs - Date.parse(startedAt)) / 1000);
}

const now = (): string => new Date().toISOString();
const seconds = (ms: number): string => (ms / 1000).toFixed(1);

function cancelledError(): EphysError {
  return new EphysError("Cancelled", "the job was cancelled before it began");
}
