import type { ChannelId, JsonObject } from "#core/model/index.ts";
import type { Db } from "../database.ts";

/** What a detection of bad channels found; lists are [channel] of the recording as its file has it. */
interface FoundBadChannels {
  readonly badChannelIds: readonly ChannelId[];
  readonly labels: readonly ("good" | "dead" | "noise" | "out")[];
  readonly reasons: readonly string[];
  readonly measures: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
  }[];
}

export interface BadChannelsRow {
  readonly recordingId: number;
  readonly params: JsonObject;
  readonly found: FoundBadChannels;
  readonly jobId: number | null;
  readonly createdAt: string;
}

interface Raw {
  readonly recording_id: number;
  readonly params_json: string;
  readonly found_json: string;
  readonly job_id: number | null;
  readonly created_at: string;
}

export function createBadChannelsRepository(db: Db) {
  const one = db.prepare<[number], Raw>("SELECT * FROM bad_channels WHERE recording_id = ?");
  const put = db.prepare(
    `INSERT OR REPLACE INTO bad_channels (recording_id, params_json, found_json, job_id, created_at)
     VALUES (@recordingId, @params, @found, @jobId, @createdAt)`,
  );
  const remove = db.prepare("DELETE FROM bad_channels WHERE recording_id = ?");
  return {
    get(recordingId: number): BadChannelsRow | undefined {
      const raw = one.get(recordingId);
      if (raw === undefined) return undefined;
      return {
        recordingId,
        // JSON columns hold what this repository wrote
        params: JSON.parse(raw.params_json) as JsonObject,
        found: JSON.parse(raw.found_json) as FoundBadChannels,
        jobId: raw.job_id,
        createdAt: raw.created_at,
      };
    },
    /** Replaces what was found before. */
    set(row: BadChannelsRow): void {
      put.run({ ...row, params: JSON.stringify(row.params), found: JSON.stringify(row.found) });
    },
    remove(recordingId: number): void {
      remove.run(recordingId);
    },
  };
}
