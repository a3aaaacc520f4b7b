/** What the last detection of bad channels found, per recording. */
export const badChannels = {
  version: 20,
  sql: `
    CREATE TABLE bad_channels (
      recording_id INTEGER PRIMARY KEY REFERENCES recordings (id) ON DELETE CASCADE,
      params_json TEXT NOT NULL,
      found_json TEXT NOT NULL,
      job_id INTEGER REFERENCES jobs (id),
      created_at TEXT NOT NULL
    ) STRICT;
  `,
} as const;
