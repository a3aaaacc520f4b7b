/** Settings that a project has of its own, by name. */
export const projectSettings = {
  version: 40,
  sql: `
    CREATE TABLE settings (
      name TEXT PRIMARY KEY,
      value_json TEXT NOT NULL
    ) STRICT;
  `,
} as const;
