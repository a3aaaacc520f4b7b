import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import { loadDeskAnalyzer } from "#core/curation/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { createCurationDesk, type CurationDesk } from "../curation/desk.ts";
import type { Pool } from "#main/jobs/index.ts";
import { shareExtensions } from "./shared-analyzer.ts";
import { createArrayReader } from "./shared-arrays.ts";
import { findStoredPath, type Project } from "#main/project/index.ts";

/** Analyzers kept open; their arrays are in memory. */
const MAX_OPEN = 3;

/** The project's analyzers, opened when first asked for. */
export interface AnalyzerStore {
  /** as curated: merged and split units are there; the same object until units change */
  get(id: number): Promise<SortingAnalyzer>;
  /** as the folder has it */
  base(id: number): Promise<SortingAnalyzer>;
  /** Opens a folder that is not the project's yet; it need not be read again when it becomes so. */
  openFolder(path: string): Promise<SortingAnalyzer>;
  /** its journal of curation */
  desk(id: number): CurationDesk;
  folder(id: number): string;
  /** as curated */
  unitIds(id: number): Promise<readonly UnitId[]>;
  /** What is on disk has changed: read it again when next asked for. */
  forget(id: number): void;
}

/** @param pool threads that read what is large; without them it is read here */
export function createAnalyzerStore(
  project: Project,
  ownTasks: TaskContext,
  pool?: () => Pool,
): AnalyzerStore {
  const reader = pool === undefined ? undefined : createArrayReader(ownTasks, pool);
  const tasks = reader?.tasks ?? ownTasks;
  const opened = new Map<number, Promise<SortingAnalyzer>>();
  const folder = (id: number): string => {
    const row = project.analyzers.get(id);
    const found = findStoredPath(project.folder, row);
    if (found !== undefined) return found;
    throw new EphysError(
      "FileNotFound",
      `the analyzer's folder ${row.path} is not there any more; analyze again or put it back`,
      { path: row.path, analyzerId: id },
    );
  };
  let added: { readonly path: string; readonly analyzer: Promise<SortingAnalyzer> } | undefined;
  const openAdded = (path: string): Promise<SortingAnalyzer> => {
    const known = added?.path === path ? added.analyzer : undefined;
    added = undefined;
    return known ?? open(path);
  };
  const open = async (path: string): Promise<SortingAnalyzer> => {
    await reader?.begin(path);
    const analyzer = await loadDeskAnalyzer(path, { ...tasks, log: () => undefined });
    if (reader === undefined) return analyzer;
    await reader.index(path, analyzer.sorting);
    shareExtensions(analyzer);
    return analyzer;
  };
  const base = (id: number): Promise<SortingAnalyzer> => {
    const known = opened.get(id);
    const analyzer = known ?? openAdded(folder(id));
    opened.delete(id);
    opened.set(id, analyzer);
    analyzer.catch(() => opened.delete(id));
    const [oldest] = opened.keys();
    if (opened.size > MAX_OPEN && oldest !== undefined) opened.delete(oldest);
    return analyzer;
  };
  const desks = new Map<number, CurationDesk>();
  const desk = (id: number): CurationDesk => {
    const known = desks.get(id);
    if (known !== undefined) return known;
    project.analyzers.get(id); // refuses an unknown analyzer
    const made = createCurationDesk(project, id, () => base(id), tasks, pool);
    desks.set(id, made);
    return made;
  };
  const get = (id: number): Promise<SortingAnalyzer> => desk(id).curated();
  return {
    get,
    base,
    openFolder(path) {
      const analyzer = open(path);
      added = { path, analyzer };
      return analyzer;
    },
    desk,
    folder,
    async unitIds(id) {
      return (await get(id)).sorting.unitIds;
    },
    forget(id) {
      opened.delete(id);
      if (!project.analyzers.list().some((row) => row.id === id)) desks.delete(id);
    },
  };
}
