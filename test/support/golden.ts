import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The golden cases beside the checkout; suites that need them name themselves as not run where they are absent. */
export const GOLDEN = resolve(import.meta.dirname, "../../../shared/golden");

export const hasGolden = existsSync(GOLDEN);

export function goldenPath(...parts: string[]): string {
  return join(GOLDEN, ...parts);
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each golden file has its own type, named where it is read
export function goldenJson<T>(...parts: string[]): T {
  return JSON.parse(readFileSync(goldenPath(...parts), "utf8")) as T; // the caller names the file's type
}
