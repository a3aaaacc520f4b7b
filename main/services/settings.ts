import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import type { z } from "zod";
import type { ProjectSettings, Settings } from "#contract/index.ts";
import { INPUT_SCHEMAS } from "#contract/schemas/index.ts";
import type { Project } from "#main/project/index.ts";

function defaults(): Settings {
  return {
    theme: "dark",
    numWorkers: availableParallelism(),
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

const read = (file: string): Partial<Settings> =>
  known(INPUT_SCHEMAS.app.setSettings, readJson(file));

export interface ProjectSettingsStore {
  get(): ProjectSettings;
  /** null = as the application again */
  set(change: { readonly [N in keyof ProjectSettings]: ProjectSettings[N] | null }): ProjectSettings; // prettier-ignore
}

/** What an open project has of its own; read once, because every piece of work asks how many threads there are. */
export function createProjectSettings(project: Project): ProjectSettingsStore {
  const stored = (): ProjectSettings =>
    known(INPUT_SCHEMAS.projects.setSettings, project.settings.all()) as ProjectSettings; // null is never stored
  let own = stored();
  return {
    get: () => own,
    set(change) {
      project.atomically(() => {
        for (const [name, value] of Object.entries(change)) project.settings.set(name, value);
      });
      own = stored();
      return own;
    },
  };
}

/** The settings among stored values: one of another version, or broken, does not take the others with it. */
function known<T extends object>(schema: z.ZodType<T>, stored: unknown): Partial<T> {
  if (typeof stored !== "object" || stored === null) return {};
  const values = Object.entries(stored as Readonly<Record<string, unknown>>);
  const each = values.map(([name, value]) => schema.safeParse({ [name]: value }));
  const found = each.flatMap(({ data }) => Object.entries(data ?? {}));
  return Object.fromEntries(found) as Partial<T>; // each is one member of T
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
