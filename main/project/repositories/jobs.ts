import type { JobDetail, JobState, WireError } from "#contract/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Db } from "../database.ts";
import { notFound } from "./not-found.ts";

/** A job as the project keeps it. */
export interface JobRow {
  readonly id: number;
  readonly kind: string;
  readonly title: string;
  readonly state: JobState;
  readonly step: string;
  readonly percent: number;
  readonly params: JsonObject;
  readonly seed: number | null;
  readonly versions: JsonObject;
  /** hash over what the job was given: input fingerprints and parameters */
  readonly inputHash: string;
  readonly recordingId: number | null;
  readonly resultIds: JobDetail["resultIds"];
  readonly error: WireError | null;
  /** seconds per step */
  readonly timings: Readonly<Record<string, number>>;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

interface Raw {
  readonly id: number;
  readonly kind: string;
  readonly title: string;
  readonly state: JobState;
  readonly step: string;
  readonly percent: number;
  readonly params_json: string;
  readonly seed: number | null;
  readonly versions_json: string;
  readonly input_hash: string;
  readonly recording_id: number | null;
  readonly result_ids_json: string;
  readonly error_json: string | null;
  readonly timings_json: string;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
}

export function createJobRepository(db: Db) {
  const all = db.prepare<[], Raw>("SELECT * FROM jobs ORDER BY id");
  const one = db.prepare<[number], Raw>("SELECT * FROM jobs WHERE id = ?");
  const insert = db.prepare(
    `INSERT INTO jobs (kind, title, state, step, percent, params_json, seed, versions_json, input_hash, recording_id,
       result_ids_json, error_json, timings_json, created_at, started_at, finished_at)
     VALUES (@kind, @title, @state, @step, @percent, @params, @seed, @versions, @inputHash, @recordingId,
       @resultIds, @error, @timings, @createdAt, @startedAt, @finishedAt)`,
  );
  const update = db.prepare(
    `UPDATE jobs SET state = @state, step = @step, percent = @percent, recording_id = @recordingId,
       result_ids_json = @resultIds, error_json = @error, timings_json = @timings,
       started_at = @startedAt, finished_at = @finishedAt WHERE id = @id`,
  );
  const interrupt = db.prepare<[string], { id: number }>(
    `UPDATE jobs SET state = 'interrupted', finished_at = ?
     WHERE state IN ('queued', 'running') RETURNING id`,
  );
  const addLog = db.prepare("INSERT INTO job_log (job_id, created_at, message) VALUES (?, ?, ?)");
  const log = db.prepare<[number], { at: string; message: string }>(
    "SELECT created_at AS at, message FROM job_log WHERE job_id = ? ORDER BY rowid",
  );
  return {
    list: (): JobRow[] => all.all().map(rowOf),
    get(id: number): JobRow {
      const raw = one.get(id);
      if (raw === undefined) throw notFound("job", id);
      return rowOf(raw);
    },
    add(row: Omit<JobRow, "id">): number {
      return Number(
        insert.run({
          ...row,
          ...changing(row),
          params: JSON.stringify(row.params),
          versions: JSON.stringify(row.versions),
        }).lastInsertRowid,
      );
    },
    /** Writes what changes while a job lives. */
    update(row: JobRow): void {
      const { id, state, step, percent, recordingId, startedAt, finishedAt } = row;
      update.run({
        id,
        state,
        step,
        percent,
        recordingId,
        startedAt,
        finishedAt,
        ...changing(row),
      });
    },
    /** Jobs that a killed process left running; returns their ids. */
    interruptUnfinished: (at: string): number[] => interrupt.all(at).map(({ id }) => id),
    log: (id: number) => log.all(id),
    addLog(id: number, at: string, message: string): void {
      addLog.run(id, at, message);
    },
  };
}

function changing(
  row: Pick<JobRow, "resultIds" | "error" | "timings">,
): Record<string, string | null> {
  return {
    resultIds: JSON.stringify(row.resultIds),
    error: row.error === null ? null : JSON.stringify(row.error),
    timings: JSON.stringify(row.timings),
  };
}

function rowOf(raw: Raw): JobRow {
  return {
    id: raw.id,
    kind: raw.kind,
    title: raw.title,
    state: raw.state,
    step: raw.step,
    percent: raw.percent,
    // JSON columns hold what this repository wrote
    params: JSON.parse(raw.params_json) as JsonObject,
    seed: raw.seed,
    versions: JSON.parse(raw.versions_json) as JsonObject,
    inputHash: raw.input_hash,
    recordingId: raw.recording_id,
    resultIds: JSON.parse(raw.result_ids_json) as JobDetail["resultIds"],
    error: raw.error_json === null ? null : (JSON.parse(raw.error_json) as WireError),
    timings: JSON.parse(raw.timings_json) as Record<string, number>,
    createdAt: raw.created_at,
    startedAt: raw.started_at,
    finishedAt: raw.finished_at,
  };
}
