import type { JsonObject } from "#core/model/index.ts";
import type { Db } from "../database.ts";

/** From what a result was made. */
export interface ProvenanceRow {
  readonly kind: "recording" | "sorting" | "analyzer" | "extension";
  readonly resultId: number;
  /** the step, sorter or extension that made it */
  readonly name: string;
  /** extractor dictionaries and fingerprints of what went in */
  readonly inputs: JsonObject;
  readonly params: JsonObject;
  readonly versions: JsonObject;
  readonly jobId: number | null;
  readonly createdAt: string;
}

interface Raw {
  readonly kind: ProvenanceRow["kind"];
  readonly result_id: number;
  readonly name: string;
  readonly inputs_json: string;
  readonly params_json: string;
  readonly versions_json: string;
  readonly job_id: number | null;
  readonly created_at: string;
}

export function createProvenanceRepository(db: Db) {
  const insert = db.prepare(
    `INSERT INTO provenance (kind, result_id, name, inputs_json, params_json, versions_json, job_id, created_at)
     VALUES (@kind, @resultId, @name, @inputs, @params, @versions, @jobId, @createdAt)`,
  );
  const of = db.prepare<[string, number], Raw>(
    "SELECT * FROM provenance WHERE kind = ? AND result_id = ? ORDER BY id",
  );
  return {
    add(row: ProvenanceRow): void {
      insert.run({
        ...row,
        inputs: JSON.stringify(row.inputs),
        params: JSON.stringify(row.params),
        versions: JSON.stringify(row.versions),
      });
    },
    of: (kind: ProvenanceRow["kind"], resultId: number): ProvenanceRow[] =>
      of.all(kind, resultId).map((raw) => ({
        kind: raw.kind,
        resultId: raw.result_id,
        name: raw.name,
        // JSON columns hold what `add` wrote
        inputs: JSON.parse(raw.inputs_json) as JsonObject,
        params: JSON.parse(raw.params_json) as JsonObject,
        versions: JSON.parse(raw.versions_json) as JsonObject,
        jobId: raw.job_id,
        createdAt: raw.created_at,
      })),
  };
}
