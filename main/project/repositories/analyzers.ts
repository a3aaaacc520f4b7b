import type { JsonObject } from "#core/model/index.ts";
import type { Db } from "../database.ts";
import { notFound } from "./not-found.ts";
import type { StoredPath } from "./paths.ts";

/** A SortingAnalyzer as the project knows it. */
export interface AnalyzerRow extends StoredPath {
  readonly id: number;
  readonly name: string;
  readonly recordingId: number | null;
  readonly sortingId: number | null;
  readonly numUnits: number;
  readonly createdAt: string;
  readonly jobId: number | null;
}

type StoredExtensionState = "computing" | "done" | "failed";

export interface ExtensionRow {
  readonly name: string;
  readonly state: StoredExtensionState;
  readonly params: JsonObject;
}

interface Raw {
  readonly id: number;
  readonly name: string;
  readonly recording_id: number | null;
  readonly sorting_id: number | null;
  readonly path: string;
  readonly relative_path: string;
  readonly num_units: number;
  readonly created_at: string;
  readonly job_id: number | null;
}

interface RawExtension {
  readonly name: string;
  readonly state: StoredExtensionState;
  readonly params_json: string;
}

export function createAnalyzerRepository(db: Db) {
  const all = db.prepare<[], Raw>("SELECT * FROM analyzers ORDER BY id");
  const one = db.prepare<[number], Raw>("SELECT * FROM analyzers WHERE id = ?");
  const insert = db.prepare(
    `INSERT INTO analyzers (name, recording_id, sorting_id, path, relative_path, num_units, created_at, job_id)
     VALUES (@name, @recordingId, @sortingId, @path, @relativePath, @numUnits, @createdAt, @jobId)`,
  );
  const remove = db.prepare("DELETE FROM analyzers WHERE id = ?");
  const extensions = db.prepare<[number], RawExtension>(
    "SELECT name, state, params_json FROM extensions WHERE analyzer_id = ? ORDER BY name",
  );
  const setExtension = db.prepare(
    `INSERT INTO extensions (analyzer_id, name, state, params_json, updated_at, job_id)
     VALUES (@analyzerId, @name, @state, @params, @updatedAt, @jobId)
     ON CONFLICT (analyzer_id, name) DO UPDATE SET state = excluded.state, params_json = excluded.params_json,
       updated_at = excluded.updated_at, job_id = excluded.job_id`,
  );
  const removeExtension = db.prepare("DELETE FROM extensions WHERE analyzer_id = ? AND name = ?");
  return {
    list: (): AnalyzerRow[] => all.all().map(rowOf),
    get(id: number): AnalyzerRow {
      const raw = one.get(id);
      if (raw === undefined) throw notFound("analyzer", id);
      return rowOf(raw);
    },
    add(row: Omit<AnalyzerRow, "id">): number {
      return Number(insert.run(row).lastInsertRowid);
    },
    remove(id: number): void {
      remove.run(id);
    },
    extensions: (id: number): ExtensionRow[] =>
      extensions.all(id).map(({ name, state, params_json }) => ({
        name,
        state,
        params: JSON.parse(params_json) as JsonObject, // written below
      })),
    setExtension(
      analyzerId: number,
      extension: ExtensionRow,
      change: { readonly updatedAt: string; readonly jobId: number | null },
    ): void {
      const { name, state, params } = extension;
      setExtension.run({ analyzerId, name, state, params: JSON.stringify(params), ...change });
    },
    removeExtension(analyzerId: number, name: string): void {
      removeExtension.run(analyzerId, name);
    },
  };
}

function rowOf(raw: Raw): AnalyzerRow {
  return {
    id: raw.id,
    name: raw.name,
    recordingId: raw.recording_id,
    sortingId: raw.sorting_id,
    path: raw.path,
    relativePath: raw.relative_path,
    numUnits: raw.num_units,
    createdAt: raw.created_at,
    jobId: raw.job_id,
  };
}
