/** The first schema. Arrays stay out of it: they lie in folders below results/. Texts ending in _json hold JSON. */
export const initial = {
  version: 10,
  sql: `
    CREATE TABLE recordings (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      path TEXT NOT NULL,
      relative_path TEXT NOT NULL,
      format TEXT NOT NULL,
      why TEXT NOT NULL,
      stream_id TEXT,
      params_json TEXT NOT NULL,
      dict_json TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_ms REAL NOT NULL,
      content_hash TEXT NOT NULL,
      num_channels INTEGER NOT NULL,
      num_samples_json TEXT NOT NULL,
      sampling_frequency REAL NOT NULL,
      pipeline_json TEXT NOT NULL,
      created_at TEXT NOT NULL,
      job_id INTEGER REFERENCES jobs (id)
    ) STRICT;

    CREATE TABLE sortings (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      recording_id INTEGER REFERENCES recordings (id) ON DELETE SET NULL,
      source TEXT NOT NULL,
      path TEXT NOT NULL,
      relative_path TEXT NOT NULL,
      dict_json TEXT NOT NULL,
      num_units INTEGER NOT NULL,
      num_spikes INTEGER NOT NULL,
      is_ground_truth INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      job_id INTEGER REFERENCES jobs (id)
    ) STRICT;

    CREATE TABLE analyzers (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      recording_id INTEGER REFERENCES recordings (id) ON DELETE SET NULL,
      sorting_id INTEGER REFERENCES sortings (id) ON DELETE SET NULL,
      path TEXT NOT NULL,
      relative_path TEXT NOT NULL,
      num_units INTEGER NOT NULL,
      created_at TEXT NOT NULL,
      job_id INTEGER REFERENCES jobs (id)
    ) STRICT;

    CREATE TABLE extensions (
      analyzer_id INTEGER NOT NULL REFERENCES analyzers (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('computing', 'done', 'failed')),
      params_json TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      job_id INTEGER REFERENCES jobs (id),
      PRIMARY KEY (analyzer_id, name)
    ) STRICT;

    -- the journal of labels: rows are added, never changed
    CREATE TABLE label_batches (
      id INTEGER PRIMARY KEY,
      analyzer_id INTEGER NOT NULL REFERENCES analyzers (id) ON DELETE CASCADE,
      action TEXT NOT NULL CHECK (action IN ('set', 'undo', 'redo')),
      -- of an undo or redo: the 'set' it takes back or brings back
      target_id INTEGER REFERENCES label_batches (id),
      author TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE label_changes (
      batch_id INTEGER NOT NULL REFERENCES label_batches (id) ON DELETE CASCADE,
      unit_json TEXT NOT NULL,
      label_before TEXT,
      label_after TEXT,
      PRIMARY KEY (batch_id, unit_json)
    ) STRICT;

    CREATE TABLE jobs (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
      step TEXT NOT NULL,
      percent REAL NOT NULL,
      params_json TEXT NOT NULL,
      seed INTEGER,
      versions_json TEXT NOT NULL,
      input_hash TEXT NOT NULL,
      recording_id INTEGER REFERENCES recordings (id) ON DELETE SET NULL,
      result_ids_json TEXT NOT NULL,
      error_json TEXT,
      timings_json TEXT NOT NULL,
      created_at TEXT NOT NULL,
      started_at TEXT,
      finished_at TEXT
    ) STRICT;

    CREATE TABLE job_log (
      job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
      created_at TEXT NOT NULL,
      message TEXT NOT NULL
    ) STRICT;
    CREATE INDEX job_log_by_job ON job_log (job_id);

    -- from what each result was made, as the dictionaries say it
    CREATE TABLE provenance (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('recording', 'sorting', 'analyzer', 'extension')),
      result_id INTEGER NOT NULL,
      name TEXT NOT NULL,
      inputs_json TEXT NOT NULL,
      params_json TEXT NOT NULL,
      versions_json TEXT NOT NULL,
      job_id INTEGER REFERENCES jobs (id),
      created_at TEXT NOT NULL
    ) STRICT;
  `,
} as const;
