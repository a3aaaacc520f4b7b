import type { UnitId } from "#core/model/index.ts";
import type { Db } from "../database.ts";

interface RawChange {
  readonly unit_json: string;
  readonly label_before: string | null;
  readonly label_after: string | null;
}

interface RawBatch {
  readonly id: number;
  readonly action: "set" | "undo" | "redo";
  readonly target_id: number | null;
}

interface NewBatch {
  readonly analyzerId: number;
  readonly author: string;
  readonly createdAt: string;
}

export interface LabelRepository {
  /** unit id as JSON text → label, for the units that have one */
  current(analyzerId: number): ReadonlyMap<string, string>;
  /** null removes. Returns how many units changed. */
  set(batch: NewBatch, unitIds: readonly UnitId[], label: string | null): number;
  /** False when there is nothing to take back. */
  undo(batch: NewBatch): boolean;
  redo(batch: NewBatch): boolean;
}

/** Labels as an append-only journal: undo and redo are entries too, so who did what and when is never lost. */
export function createLabelRepository(db: Db): LabelRepository {
  const latest = db.prepare<[number], { unit_json: string; label_after: string | null }>(
    `SELECT unit_json, label_after FROM label_changes c
       JOIN label_batches b ON b.id = c.batch_id
     WHERE b.analyzer_id = ? ORDER BY b.id`,
  );
  const batches = db.prepare<[number], RawBatch>(
    "SELECT id, action, target_id FROM label_batches WHERE analyzer_id = ? ORDER BY id",
  );
  const changesOf = db.prepare<[number], RawChange>(
    "SELECT unit_json, label_before, label_after FROM label_changes WHERE batch_id = ?",
  );
  const addBatch = db.prepare(
    `INSERT INTO label_batches (analyzer_id, action, target_id, author, created_at)
     VALUES (@analyzerId, @action, @targetId, @author, @createdAt)`,
  );
  const addChange = db.prepare(
    "INSERT INTO label_changes (batch_id, unit_json, label_before, label_after) VALUES (?, ?, ?, ?)",
  );

  const current = (analyzerId: number): Map<string, string> => {
    const labels = new Map<string, string>();
    for (const { unit_json, label_after } of latest.all(analyzerId)) {
      if (label_after === null) labels.delete(unit_json);
      else labels.set(unit_json, label_after);
    }
    return labels;
  };

  /** The 'set' batches that stand, and those that were taken back and can be brought back; last on top. */
  const stacks = (analyzerId: number): { done: number[]; undone: number[] } => {
    const done: number[] = [];
    let undone: number[] = [];
    for (const { id, action, target_id } of batches.all(analyzerId)) {
      if (action === "set") {
        done.push(id);
        undone = [];
      } else if (action === "undo") undone.push(done.pop() ?? id);
      else done.push(undone.pop() ?? target_id ?? id);
    }
    return { done, undone };
  };

  const append = (
    batch: NewBatch & { readonly action: RawBatch["action"]; readonly targetId: number | null },
    changes: readonly RawChange[],
  ): void => {
    const { lastInsertRowid } = addBatch.run(batch);
    for (const { unit_json, label_before, label_after } of changes) {
      addChange.run(lastInsertRowid, unit_json, label_before, label_after);
    }
  };

  return {
    current,
    set: db.transaction(
      (batch: NewBatch, unitIds: readonly UnitId[], label: string | null): number => {
        const labels = current(batch.analyzerId);
        const changes = [...new Set(unitIds.map((id) => JSON.stringify(id)))]
          .map((unit_json) => ({
            unit_json,
            label_before: labels.get(unit_json) ?? null,
            label_after: label,
          }))
          .filter(({ label_before, label_after }) => label_before !== label_after);
        if (changes.length > 0) append({ ...batch, action: "set", targetId: null }, changes);
        return changes.length;
      },
    ),
    undo: db.transaction((batch: NewBatch): boolean => {
      const targetId = stacks(batch.analyzerId).done.at(-1);
      if (targetId === undefined) return false;
      const changes = changesOf.all(targetId).map((change) => ({
        unit_json: change.unit_json,
        label_before: change.label_after,
        label_after: change.label_before,
      }));
      append({ ...batch, action: "undo", targetId }, changes);
      return true;
    }),
    redo: db.transaction((batch: NewBatch): boolean => {
      const targetId = stacks(batch.analyzerId).undone.at(-1);
      if (targetId === undefined) return false;
      append({ ...batch, action: "redo", targetId }, changesOf.all(targetId));
      return true;
    }),
  };
}
