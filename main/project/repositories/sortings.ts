import type { ExtractorDict } from "#core/model/index.ts";
import type { Db } from "../database.ts";
import { notFound } from "./not-found.ts";
import type { StoredPath } from "./paths.ts";

/** A sorting as the project knows it. */
export interface SortingRow extends StoredPath {
  readonly id: number;
  readonly name: string;
  readonly recordingId: number | null;
  /** the sorter's name, or where it was opened from */
  readonly source: string;
  readonly dict: ExtractorDict;
  readonly numUnits: number;
  readonly numSpikes: number;
  readonly isGroundTruth: boolean;
  readonly createdAt: string;
  readonly jobId: number | null;
}

interface Raw {
  readonly id: number;
  readonly name: string;
  readonly recording_id: number | null;
  readonly source: string;
  readonly path: string;
  readonly relative_path: string;
  readonly dict_json: string;
  readonly num_units: number;
  readonly num_spikes: number;
  readonly is_ground_truth: number;
  readonly created_at: string;
  readonly job_id: number | null;
}

export function createSortingRepository(db: Db) {
  const all = db.prepare<[], Raw>("SELECT * FROM sortings ORDER BY id");
  const one = db.prepare<[number], Raw>("SELECT * FROM sortings WHERE id = ?");
  const insert = db.prepare(
    `INSERT INTO sortings (name, recording_id, source, path, relative_path, dict_json, num_units, num_spikes,
       is_ground_truth, created_at, job_id)
     VALUES (@name, @recordingId, @source, @path, @relativePath, @dict, @numUnits, @numSpikes,
       @isGroundTruth, @createdAt, @jobId)`,
  );
  const remove = db.prepare("DELETE FROM sortings WHERE id = ?");
  return {
    list: (): SortingRow[] => all.all().map(rowOf),
    get(id: number): SortingRow {
      const raw = one.get(id);
      if (raw === undefined) throw notFound("sorting", id);
      return rowOf(raw);
    },
    add(row: Omit<SortingRow, "id">): number {
      const { lastInsertRowid } = insert.run({
        ...row,
        dict: JSON.stringify(row.dict),
        isGroundTruth: row.isGroundTruth ? 1 : 0,
      });
      return Number(lastInsertRowid);
    },
    remove(id: number): void {
      remove.run(id);
    },
  };
}

function rowOf(raw: Raw): SortingRow {
  return {
    id: raw.id,
    name: raw.name,
    recordingId: raw.recording_id,
    source: raw.source,
    path: raw.path,
    relativePath: raw.relative_path,
    dict: JSON.parse(raw.dict_json) as ExtractorDict, // written by this repository
    numUnits: raw.num_units,
    numSpikes: raw.num_spikes,
    isGroundTruth: raw.is_ground_truth !== 0,
    createdAt: raw.created_at,
    jobId: raw.job_id,
  };
}
