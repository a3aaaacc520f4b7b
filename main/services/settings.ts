import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import type { Settings } from "#contract/index.ts";
import { INPUT_SCHEMAS } from "#contract/schemas/index.ts";

function defaults(): Settings {
  return {
    theme: "dark",
    numWorkers: availableParallelism(),
    chunkDurationS: 1,
    kernelLevel: "auto",
    timeFormat: "clock",
    layouts: {},
    keymap: "",
    keys: {},
  };
}

export interface SettingsStore {
  get(): Settings;
  set(change: Partial<Settings>): Settings;
}

/** Settings of this user, in one JSON file; what cannot be read counts as default. */
export function createSettingsStore(folder: string): SettingsStore {
  const file = join(folder, "settings.json");
  let settings: Settings = { ...defaults(), ...read(file) };
  return {
    get: () => settings,
    set(change) {
      settings = { ...settings, ...change };
      writeJson(file, settings);
      return settings;
    },
  };
}

function read(file: string): Partial<Settings> {
  const parsed = INPUT_SCHEMAS.app.setSettings.safeParse(readJson(file));
  return parsed.success ? parsed.data : {};
}

export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined; // absent or broken: the caller has a default
  }
}

/** Under a temporary name first, so that a kill leaves the old file or the new one. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${String(process.pid)}.partial`;
  writeFileSync(partial, JSON.stringify(value, undefined, 2) + "\n");
  renameSync(partial, file);
}
