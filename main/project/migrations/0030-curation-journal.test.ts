import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { curatedUnits, replayJournal } from "#core/curation/index.ts";
import { openDatabase } from "../database.ts";
import { createCurationRepository } from "../repositories/index.ts";
import { MIGRATIONS } from "./index.ts";

test("labels of the schema before are actions of the journal, with their undo and who gave them", () => {
  const folder = mkdtempSync(join(tmpdir(), "spikedesk-migration-"));
  const file = join(folder, "project.sqlite");
  try {
    const old = openDatabase(
      file,
      MIGRATIONS.filter(({ version }) => version < 30),
    );
    old.exec(`
      INSERT INTO analyzers (id, name, path, relative_path, num_units, created_at) VALUES (7, 'a', '/a', 'a', 3, 't');
      INSERT INTO label_batches (id, analyzer_id, action, target_id, author, created_at) VALUES
        (1, 7, 'set', NULL, 'ann', 't1'), (2, 7, 'set', NULL, 'ben', 't2'), (3, 7, 'undo', 2, 'ben', 't3'),
        (4, 7, 'set', NULL, 'ann', 't4'), (5, 7, 'undo', 4, 'ann', 't5'), (6, 7, 'redo', 4, 'ann', 't6');
      INSERT INTO label_changes (batch_id, unit_json, label_before, label_after) VALUES
        (1, '0', NULL, 'good'), (1, '"u\\"1"', NULL, 'good'), (2, '0', 'good', 'noise'), (3, '0', 'noise', 'good'),
        (4, '"u\\"1"', 'good', NULL), (5, '"u\\"1"', NULL, 'good'), (6, '"u\\"1"', 'good', NULL);
    `);
    old.close();
    const db = openDatabase(file);
    const entries = createCurationRepository(db).entries(7);
    expect(entries.map(({ id, author, kind }) => [id, author, kind])).toEqual([
      [1, "ann", "act"],
      [2, "ben", "act"],
      [3, "ben", "undo"],
      [4, "ann", "act"],
      [5, "ann", "undo"],
      [6, "ann", "redo"],
    ]);
    const { done } = replayJournal(entries).current;
    const units = curatedUnits([0, 'u"1', 2], done);
    expect(Object.fromEntries(units.labels)).toEqual({ 0: { quality: ["good"] }, 'u"1': {} });
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'label%'").pluck().get()).toBe(0); // prettier-ignore
    db.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
