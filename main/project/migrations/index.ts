import { initial } from "./0010-initial.ts";
import { badChannels } from "./0020-bad-channels.ts";
import { curationJournal } from "./0030-curation-journal.ts";
import { projectSettings } from "./0040-settings.ts";

export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** In order; a landed one is never edited. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  badChannels,
  curationJournal,
  projectSettings,
];
