import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "../database.ts";
import { createBadChannelsRepository } from "../repositories/index.ts";
import { MIGRATIONS } from "./index.ts";

test("a project of the schema before keeps its recordings and gains a place for bad channels", () => {
  const folder = mkdtempSync(join(tmpdir(), "spikedesk-migration-"));
  const file = join(folder, "project.sqlite");
  try {
    const old = openDatabase(
      file,
      MIGRATIONS.filter(({ version }) => version < 20),
    );
    old
      .prepare(
        `INSERT INTO recordings (name, path, relative_path, format, why, params_json, dict_json, size_bytes, modified_ms,
         content_hash, num_channels, num_samples_json, sampling_frequency, pipeline_json, created_at)
         VALUES ('a', '/a', 'a', 'f', 'w', '{}', '{}', 1, 1, 'h', 2, '[1]', 30000, '[]', 't')`,
      )
      .run();
    old.close();
    const db = openDatabase(file);
    const repository = createBadChannelsRepository(db);
    expect(repository.get(1)).toBeUndefined();
    const row = {
      recordingId: 1,
      params: { method: "std" },
      found: {
        badChannelIds: [1],
        labels: ["good", "noise"] as const,
        reasons: ["", "deviation"],
        measures: [{ name: "relative_deviation", values: [1, null] }],
      },
      jobId: null,
      createdAt: "t",
    };
    repository.set({ ...row, params: {} });
    repository.set(row);
    expect(repository.get(1)).toEqual(row);
    db.prepare("DELETE FROM recordings").run();
    expect(repository.get(1)).toBeUndefined();
    db.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
