import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import { loadDeskAnalyzer } from "#core/curation/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { createCurationDesk, type CurationDesk } from "../curation/desk.ts";
import type { Pool } from "#main/jobs/index.ts";
import { openAnalyzer, openedAtOnce, type OpenedAnalyzer } from "./open-analyzer.ts";
import { createArrayReader } from "./shared-arrays.ts";
import { findStoredPath, type Project } from "#main/project/index.ts";

/** Analyzers kept open; their arrays are in memory. */
const MAX_OPEN = 3;

/** The project's analyzers, opened when first asked for. */
export interface AnalyzerStore {
  /** as curated: merged and split units are there; the same object until units change */
  get(id: number): Promise<SortingAnalyzer>;
  /**
   * As curated and whole but for the extensions that are read late and not among `needed`: what a view shows first need
   * not wait for all of a large folder.
   */
  early(id: number, ...needed: readonly string[]): Promise<SortingAnalyzer>;
  /** as the folder has it */
  base(id: number): Promise<SortingAnalyzer>;
  /** Opens a folder that is not the project's yet; it need not be read again when it becomes so. */
  openFolder(path: string): Promise<SortingAnalyzer>;
  /** its journal of curation */
  desk(id: number): CurationDesk;
  folder(id: number): string;
  /** when it became the project's, ISO 8601 */
  since(id: number): string;
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
  const opened = new Map<number, OpenedAnalyzer>();
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
  let added: { readonly path: string; readonly analyzer: OpenedAnalyzer } | undefined;
  const since = (id: number): string => project.analyzers.get(id).createdAt;
  const openAdded = (id: number): OpenedAnalyzer => {
    const path = folder(id);
    const known = added?.path === path ? added.analyzer : undefined;
    added = undefined;
    return known ?? open(path, since(id));
  };
  const open = (path: string, asOf?: string): OpenedAnalyzer =>
    reader === undefined
      ? openedAtOnce(loadDeskAnalyzer(path, { ...tasks, log: () => undefined }, { asOf }))
      : openAnalyzer(path, reader, asOf);
  const openedOf = (id: number): OpenedAnalyzer => {
    const analyzer = opened.get(id) ?? openAdded(id);
    opened.delete(id);
    opened.set(id, analyzer);
    analyzer.whole.catch(() => opened.delete(id));
    const [oldest] = opened.keys();
    if (opened.size > MAX_OPEN && oldest !== undefined) opened.delete(oldest);
    return analyzer;
  };
  // a folder that is gone is the promise's error
  const base = async (id: number): Promise<SortingAnalyzer> => openedOf(id).whole;
  const earlyBase = async (id: number, needed: readonly string[]): Promise<SortingAnalyzer> =>
    openedOf(id).early(needed);
  const desks = new Map<number, CurationDesk>();
  const desk = (id: number): CurationDesk => {
    const known = desks.get(id);
    if (known !== undefined) return known;
    project.analyzers.get(id); // refuses an unknown analyzer
    const source = { base: () => base(id), early: () => earlyBase(id, []) };
    const made = createCurationDesk(project, id, source, tasks, pool);
    desks.set(id, made);
    return made;
  };
  const get = (id: number): Promise<SortingAnalyzer> => desk(id).curated();
  const early: AnalyzerStore["early"] = (id, ...needed) =>
    desk(id).isAsSorted() ? earlyBase(id, needed) : get(id);
  return {
    get,
    early,
    base,
    openFolder(path) {
      const analyzer = open(path);
      added = { path, analyzer };
      return analyzer.early([]);
    },
    desk,
    folder,
    since,
    async unitIds(id) {
      return (await early(id)).sorting.unitIds;
    },
    forget(id) {
      opened.delete(id);
      if (!project.analyzers.list().some((row) => row.id === id)) desks.delete(id);
    },
  };
}
