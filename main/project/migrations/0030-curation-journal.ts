/**
 * Every curation action is a row: rows are added, never changed. The labels that were kept before become actions of the
 * same journal, with who gave them and when; undo and redo of them too.
 */
export const curationJournal = {
  version: 30,
  sql: `
    CREATE TABLE curation_journal (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      analyzer_id INTEGER NOT NULL REFERENCES analyzers (id) ON DELETE CASCADE,
      branch TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('act', 'undo', 'redo', 'branch', 'switch')),
      -- of an undo or redo: the act it takes back or brings back
      target_id INTEGER REFERENCES curation_journal (id),
      -- of a branch: the one it is made of
      from_branch TEXT,
      -- of an act
      action_json TEXT,
      -- of a split: the part of each spike, deflated little-endian uint16
      spikes BLOB,
      author TEXT NOT NULL,
      created_at TEXT NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE INDEX curation_journal_by_analyzer ON curation_journal (analyzer_id, id);

    INSERT INTO curation_journal
      (id, analyzer_id, branch, kind, target_id, action_json, author, created_at, reason)
    SELECT b.id, b.analyzer_id, 'main',
      CASE b.action WHEN 'set' THEN 'act' ELSE b.action END,
      CASE b.action WHEN 'set' THEN NULL ELSE b.target_id END,
      CASE b.action WHEN 'set' THEN json_object('kind', 'label', 'changes', json((
        SELECT json_group_array(json_array(
          json(c.unit_json), 'quality',
          json(CASE WHEN c.label_after IS NULL THEN json_array() ELSE json_array(c.label_after) END)))
        FROM label_changes c WHERE c.batch_id = b.id))) END,
      b.author, b.created_at, ''
    FROM label_batches b ORDER BY b.id;

    DROP TABLE label_changes;
    DROP TABLE label_batches;
  `,
} as const;
