import { initial } from "./0010-initial.ts";

export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/** In order; a landed one is never edited. */
export const MIGRATIONS: readonly Migration[] = [initial];
