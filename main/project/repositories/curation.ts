import {
  actionFromStored,
  storedAction,
  type CurationAction,
  type JournalEntry,
} from "#core/curation/index.ts";
import { EphysError, parseJson, type JsonObject } from "#core/model/index.ts";
import type { Db } from "../database.ts";

/** What a new row is, beside its id. */
export type NewJournalEntry = {
  readonly branch: string;
  readonly author: string;
  readonly createdAt: string;
  readonly reason: string;
} & (
  | { readonly kind: "act"; readonly action: CurationAction }
  | { readonly kind: "undo" | "redo"; readonly target: number }
  | { readonly kind: "branch"; readonly from: string }
  | { readonly kind: "switch" }
);

export interface CurationRepository {
  /** all rows of an analyzer, oldest first; `after` = only those behind that row */
  entries(analyzerId: number, after?: number): JournalEntry[];
  /** of all analyzers; 0 before the first */
  lastRow(): number;
  /** Stored before it returns; the id is never given again. */
  append(analyzerId: number, entry: NewJournalEntry): JournalEntry;
}

interface Raw {
  readonly id: number;
  readonly branch: string;
  readonly kind: JournalEntry["kind"];
  readonly target_id: number | null;
  readonly from_branch: string | null;
  readonly action_json: string | null;
  readonly spikes: Uint8Array | null;
  readonly author: string;
  readonly created_at: string;
  readonly reason: string;
}

/** The journal of curations: undo, redo and branches are rows too, so who did what and when is never lost. */
export function createCurationRepository(db: Db): CurationRepository {
  const select = db.prepare<[number, number], Raw>(
    "SELECT * FROM curation_journal WHERE analyzer_id = ? AND id > ? ORDER BY id",
  );
  const insert = db.prepare(
    `INSERT INTO curation_journal
       (analyzer_id, branch, kind, target_id, from_branch, action_json, spikes, author, created_at, reason)
     VALUES (@analyzerId, @branch, @kind, @target, @from, @json, @spikes, @author, @createdAt, @reason)`,
  );
  const last = db.prepare<[], number>("SELECT ifnull(max(id), 0) FROM curation_journal").pluck();
  return {
    lastRow: () => Number(last.get()),
    entries: (analyzerId, after = 0) => select.all(analyzerId, after).map(entryOf),
    append(analyzerId, entry) {
      const stored = entry.kind === "act" ? storedAction(entry.action) : undefined;
      const { branch, kind, author, createdAt, reason } = entry;
      const { lastInsertRowid } = insert.run({
        ...{ analyzerId, branch, kind, author, createdAt, reason },
        target: entry.kind === "undo" || entry.kind === "redo" ? entry.target : null,
        from: entry.kind === "branch" ? entry.from : null,
        json: stored === undefined ? null : JSON.stringify(stored.json),
        spikes: stored?.spikes ?? null,
      });
      return { ...entry, id: Number(lastInsertRowid) };
    },
  };
}

function entryOf(raw: Raw): JournalEntry {
  const { id, branch, author, created_at: createdAt, reason, kind } = raw;
  const head = { id, branch, author, createdAt, reason };
  switch (kind) {
    case "act": {
      const json = parseJson(
        raw.action_json ?? "null",
        `row ${String(id)} of the curation journal`,
      );
      // the codec checks what it is
      return { ...head, kind, action: actionFromStored({ json: json as JsonObject, spikes: raw.spikes }, id) }; // prettier-ignore
    }
    case "undo":
    case "redo":
      return { ...head, kind, target: raw.target_id ?? refuse(id, "which row it is about") };
    case "branch":
      return { ...head, kind, from: raw.from_branch ?? refuse(id, "which branch it is made of") };
    case "switch":
      return { ...head, kind };
    default:
      return kind satisfies never;
  }
}

function refuse(row: number, what: string): never {
  throw new EphysError(
    "InvalidValue",
    `row ${String(row)} of the curation journal does not say ${what}; restore the project from a copy`,
    { row },
  );
}
