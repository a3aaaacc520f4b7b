import { existsSync, mkdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { EphysError } from "#core/model/index.ts";
import { openDatabase, type Db } from "./database.ts";
import { lockProject } from "./lock.ts";
import {
  createAnalyzerRepository,
  createBadChannelsRepository,
  createJobRepository,
  createCurationRepository,
  createProvenanceRepository,
  createRecordingRepository,
  createSettingsRepository,
  createSortingRepository,
} from "./repositories/index.ts";
import { sweepUnfinished } from "./sweep-unfinished.ts";

export const PROJECT_SUFFIX = ".spikedesk";
const DATABASE_FILE = "project.sqlite";
const RESULTS_FOLDER = "results";

export type Project = ReturnType<typeof assemble>;

/** True when `path` is a project folder. */
export function isProjectFolder(path: string): boolean {
  return existsSync(join(path, DATABASE_FILE));
}

/** Makes an empty project in a folder that does not exist yet (or is empty). */
export function createProject(path: string): Project {
  const folder = resolve(path.endsWith(PROJECT_SUFFIX) ? path : path + PROJECT_SUFFIX);
  if (isProjectFolder(folder)) {
    throw new EphysError(
      "AlreadyExists",
      `${folder} is a project already; open it, or give another name`,
      { project: folder },
    );
  }
  mkdirSync(join(folder, RESULTS_FOLDER), { recursive: true });
  return openLocked(folder);
}

/** Opens a project; what a killed process left half-done is marked and swept. */
export function openProject(path: string): Project {
  const folder = resolve(path);
  if (!isProjectFolder(folder)) {
    const isFile = existsSync(folder) && statSync(folder).isFile();
    throw new EphysError(
      existsSync(folder) ? "FormatNotRecognised" : "FileNotFound",
      existsSync(folder)
        ? `${folder} is not a SpikeDesk project: ${isFile ? "it is a file, not a folder" : `there is no ${DATABASE_FILE} in it`}`
        : `${folder} does not exist`,
      { project: folder },
    );
  }
  return openLocked(folder);
}

function openLocked(folder: string): Project {
  const unlock = lockProject(folder);
  try {
    mkdirSync(join(folder, RESULTS_FOLDER), { recursive: true });
    const project = assemble(folder, openDatabase(join(folder, DATABASE_FILE)), unlock);
    sweepUnfinished(project);
    return project;
  } catch (error) {
    unlock();
    throw error;
  }
}

function assemble(folder: string, db: Db, unlock: () => void) {
  let open = true;
  return {
    folder,
    name: basename(folder, PROJECT_SUFFIX),
    resultsFolder: join(folder, RESULTS_FOLDER),
    recordings: createRecordingRepository(db),
    badChannels: createBadChannelsRepository(db),
    sortings: createSortingRepository(db),
    analyzers: createAnalyzerRepository(db),
    curation: createCurationRepository(db),
    jobs: createJobRepository(db),
    provenance: createProvenanceRepository(db),
    settings: createSettingsRepository(db),
    /** Runs `change` so that all of it is kept or none. */
    atomically<T>(change: () => T): T {
      return db.transaction(change)();
    },
    close(): void {
      if (!open) return;
      open = false;
      db.close();
      unlock();
    },
  };
}
