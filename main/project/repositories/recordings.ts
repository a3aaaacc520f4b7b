import type { Pipeline } from "#contract/index.ts";
import type { ExtractorDict, JsonObject } from "#core/model/index.ts";
import type { Db } from "../database.ts";
import type { Fingerprint } from "../fingerprint.ts";
import { notFound } from "./not-found.ts";
import type { StoredPath } from "./paths.ts";

/** A recording as the project knows it. */
export interface RecordingRow extends StoredPath {
  readonly id: number;
  readonly name: string;
  readonly format: string;
  readonly why: string;
  readonly streamId: string | null;
  readonly params: JsonObject;
  readonly dict: ExtractorDict;
  readonly fingerprint: Fingerprint;
  readonly numChannels: number;
  readonly numSamples: readonly number[];
  readonly samplingFrequency: number;
  readonly pipeline: Pipeline;
  readonly createdAt: string;
  readonly jobId: number | null;
}

interface Raw {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly relative_path: string;
  readonly format: string;
  readonly why: string;
  readonly stream_id: string | null;
  readonly params_json: string;
  readonly dict_json: string;
  readonly size_bytes: number;
  readonly modified_ms: number;
  readonly content_hash: string;
  readonly num_channels: number;
  readonly num_samples_json: string;
  readonly sampling_frequency: number;
  readonly pipeline_json: string;
  readonly created_at: string;
  readonly job_id: number | null;
}

export function createRecordingRepository(db: Db) {
  const all = db.prepare<[], Raw>("SELECT * FROM recordings ORDER BY id");
  const one = db.prepare<[number], Raw>("SELECT * FROM recordings WHERE id = ?");
  const insert = db.prepare(
    `INSERT INTO recordings (name, path, relative_path, format, why, stream_id, params_json, dict_json, size_bytes,
       modified_ms, content_hash, num_channels, num_samples_json, sampling_frequency, pipeline_json, created_at, job_id)
     VALUES (@name, @path, @relativePath, @format, @why, @streamId, @params, @dict, @sizeBytes,
       @modifiedMs, @contentHash, @numChannels, @numSamples, @samplingFrequency, @pipeline, @createdAt, @jobId)`,
  );
  const relocate = db.prepare(
    `UPDATE recordings SET path = @path, relative_path = @relativePath, dict_json = @dict,
       modified_ms = @modifiedMs WHERE id = @id`,
  );
  const setPipeline = db.prepare("UPDATE recordings SET pipeline_json = ? WHERE id = ?");
  const remove = db.prepare("DELETE FROM recordings WHERE id = ?");
  return {
    list: (): RecordingRow[] => all.all().map(rowOf),
    get(id: number): RecordingRow {
      const raw = one.get(id);
      if (raw === undefined) throw notFound("recording", id);
      return rowOf(raw);
    },
    add(row: Omit<RecordingRow, "id">): number {
      const { fingerprint, ...rest } = row;
      const { lastInsertRowid } = insert.run({
        ...rest,
        ...fingerprint,
        sizeBytes: Math.round(fingerprint.sizeBytes),
        params: JSON.stringify(row.params),
        dict: JSON.stringify(row.dict),
        numSamples: JSON.stringify(row.numSamples),
        pipeline: JSON.stringify(row.pipeline),
      });
      return Number(lastInsertRowid);
    },
    relocate(id: number, place: StoredPath, dict: ExtractorDict, modifiedMs: number): void {
      relocate.run({ id, ...place, dict: JSON.stringify(dict), modifiedMs });
    },
    setPipeline(id: number, pipeline: Pipeline): void {
      setPipeline.run(JSON.stringify(pipeline), id);
    },
    remove(id: number): void {
      remove.run(id);
    },
  };
}

function rowOf(raw: Raw): RecordingRow {
  return {
    id: raw.id,
    name: raw.name,
    path: raw.path,
    relativePath: raw.relative_path,
    format: raw.format,
    why: raw.why,
    streamId: raw.stream_id,
    // JSON columns hold what this repository wrote
    params: JSON.parse(raw.params_json) as JsonObject,
    dict: JSON.parse(raw.dict_json) as ExtractorDict,
    fingerprint: {
      sizeBytes: raw.size_bytes,
      modifiedMs: raw.modified_ms,
      contentHash: raw.content_hash,
    },
    numChannels: raw.num_channels,
    numSamples: JSON.parse(raw.num_samples_json) as number[],
    samplingFrequency: raw.sampling_frequency,
    pipeline: JSON.parse(raw.pipeline_json) as Pipeline,
    createdAt: raw.created_at,
    jobId: raw.job_id,
  };
}
