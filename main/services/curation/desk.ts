import { locationsOf, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { ndArray } from "#core/array/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import {
  curatedUnits,
  isStructural,
  replayJournal,
  type ActEntry,
  type CurationAction,
  type CuratedUnits,
  type JournalEntry,
  type RegroupPreview,
  type ReplayedJournal,
  type SplitMethod,
} from "#core/curation/index.ts";
import type { Pool } from "#main/jobs/index.ts";
import type { UnitId } from "#core/model/index.ts";
import type { NewJournalEntry, Project } from "#main/project/index.ts";
import { fromShared, toShared, type SharedAnalyzer } from "../analyzers/shared-analyzer.ts";
import {
  partsQuery,
  previewQuery,
  regroupQuery,
  type PartsWork,
  type PreviewWork,
  type RegroupWork,
} from "./desk-work.ts";

/** Analyzers as curated that are kept, so that undo and redo find theirs; fewer where spikes are many. */
const KEPT = 12;
const KEPT_OF_MANY = 3;
const MANY_SPIKES = 5_000_000;

/** The journal of one analyzer, in memory as in the database, and what it amounts to. */
export interface CurationDesk {
  entries(): readonly JournalEntry[];
  journal(): ReplayedJournal;
  /** the last row; 0 before the first */
  revision(): number;
  /** units of the branch that is worked on */
  units(): Promise<CuratedUnits>;
  /** units after some actions */
  unitsAfter(done: readonly ActEntry[]): Promise<CuratedUnits>;
  /** no unit of the branch that is worked on was merged or split */
  isAsSorted(): boolean;
  /** the analyzer of the branch that is worked on */
  curated(): Promise<SortingAnalyzer>;
  /** the analyzer after some actions */
  after(done: readonly ActEntry[]): Promise<SortingAnalyzer>;
  base(): Promise<SortingAnalyzer>;
  /** The analyzer that one more action would give; nothing is kept. */
  rehearse(done: readonly ActEntry[], action: CurationAction): Promise<SortingAnalyzer>;
  /** One more action before it is accepted; a newer preview cancels one that is under way. */
  preview(action: Structural): Promise<RegroupPreview>;
  /** The part of each spike of a unit. @param origin per row of the spike vector, what the sorter had called the spike */
  parts(unitId: UnitId, by: SplitMethod, origin: ArrayLike<number>): Promise<Uint16Array>;
  /** Keeps an analyzer that was made already. */
  keep(done: readonly ActEntry[], analyzer: SortingAnalyzer): void;
  /** Stores a row; what it amounts to follows. */
  append(entry: NewJournalEntry): JournalEntry;
  /** One after the other, so that an action is judged by what stands when its turn comes. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

type Structural = Extract<CurationAction, { readonly kind: "merge" | "split" }>;

/**
 * @param source the analyzer as its folder has it; `base` the same object until the folder changes, `early` as soon as its units are known
 * @param pool whose threads compute; without it this one does
 */
export function createCurationDesk(
  project: Project,
  analyzerId: number,
  { base, early }: { readonly base: () => Promise<SortingAnalyzer>; readonly early: () => Promise<SortingAnalyzer> }, // prettier-ignore
  tasks: TaskContext,
  pool?: () => Pool,
): CurationDesk {
  const work = createWork(tasks, pool);
  let previewed: Int32Array | undefined;
  let entries: JournalEntry[] | undefined;
  let replayed: ReplayedJournal | undefined;
  let units: { readonly key: number; readonly value: CuratedUnits } | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const analyzers = new Map<string, Promise<SortingAnalyzer>>();
  let madeFrom: SortingAnalyzer | undefined;

  const all = (): JournalEntry[] => (entries ??= project.curation.entries(analyzerId));
  const journal = (): ReplayedJournal => (replayed ??= replayJournal(all()));
  const revision = (): number => all().at(-1)?.id ?? 0;

  const after = async (done: readonly ActEntry[]): Promise<SortingAnalyzer> => {
    const given = await base();
    if (given !== madeFrom) analyzers.clear(); // its folder has changed
    madeFrom = given;
    const structural = done.filter(({ action }) => isStructural(action));
    return structural.length === 0 ? given : remembered(given, structural);
  };
  const remembered = (
    given: SortingAnalyzer,
    structural: readonly ActEntry[],
  ): Promise<SortingAnalyzer> => {
    const key = keyOf(structural);
    const known = analyzers.get(key);
    const before = analyzers.get(keyOf(structural.slice(0, -1)));
    const made = known ?? makeAnalyzer(given, before, structural, work);
    analyzers.delete(key);
    analyzers.set(key, made);
    made.catch(() => analyzers.delete(key));
    const most = given.sorting.spikes.unitIndex.length > MANY_SPIKES ? KEPT_OF_MANY : KEPT;
    for (const oldest of [...analyzers.keys()].slice(0, Math.max(0, analyzers.size - most))) {
      analyzers.delete(oldest);
    }
    return made;
  };
  const unitsAfter = async (done: readonly ActEntry[]): Promise<CuratedUnits> =>
    curatedUnits((await early()).sorting.unitIds, done);
  return {
    entries: all,
    journal,
    revision,
    base,
    after,
    unitsAfter,
    async units() {
      const key = revision();
      if (units?.key === key) return units.value;
      const value = await unitsAfter(journal().current.done);
      units = { key, value };
      return value;
    },
    isAsSorted: () => !journal().current.done.some(({ action }) => isStructural(action)),
    curated: () => after(journal().current.done),
    async rehearse(done, action) {
      if (!isStructural(action)) return after(done);
      const [given, start] = [await base(), await after(done)];
      return withRecordingOf(given, await work.regroup({ analyzer: wire(start), one: action }));
    },
    async preview(action) {
      if (previewed) Atomics.store(previewed, 0, 1);
      const cancel = new Int32Array(new SharedArrayBuffer(4));
      previewed = cancel;
      return work.preview({ analyzer: wire(await after(journal().current.done)), action, cancel });
    },
    async parts(unitId, by, origin) {
      return work.parts({ analyzer: wire(await after(journal().current.done)), unitId, by, origin }); // prettier-ignore
    },
    keep(done, analyzer) {
      const key = keyOf(done.filter(({ action }) => isStructural(action)));
      analyzers.set(key, Promise.resolve(analyzer));
    },
    append(entry) {
      const row = project.curation.append(analyzerId, entry);
      all().push(row);
      replayed = undefined;
      return row;
    },
    inTurn(work) {
      const mine = turn.then(work, work);
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

const keyOf = (structural: readonly ActEntry[]): string =>
  structural.map(({ id }) => String(id)).join(" ");

interface Work {
  regroup(work: RegroupWork): Promise<SortingAnalyzer>;
  preview(work: PreviewWork): Promise<RegroupPreview>;
  parts(work: PartsWork): Promise<Uint16Array>;
}

function createWork(tasks: TaskContext, pool: (() => Pool) | undefined): Work {
  const ask = async <T>(name: string, work: unknown, here: () => Promise<T>): Promise<T> =>
    pool === undefined ? here() : ((await pool().query(name, work)) as T); // the same function answers there
  return {
    async regroup(work) {
      return fromShared(await ask<SharedAnalyzer>("desk_regroup", work, () => regroupQuery(work, tasks))); // prettier-ignore
    },
    preview: (work) => ask("desk_preview", work, () => previewQuery(work, tasks)),
    parts: (work) => ask("desk_parts", work, () => partsQuery(work)),
  };
}

const wire = (analyzer: SortingAnalyzer): SharedAnalyzer =>
  toShared(withoutRecording(analyzer), false);

/** From the analyzer before the last action where there is one, else from the folder's own in two steps. */
async function makeAnalyzer(
  given: SortingAnalyzer,
  before: Promise<SortingAnalyzer> | undefined,
  structural: readonly ActEntry[],
  work: Work,
): Promise<SortingAnalyzer> {
  const last = structural.at(-1)?.action;
  const start = structural.length === 1 ? given : await before?.catch(() => undefined);
  // what would have to be read from the recording is left to jobs: nobody waits for hours of samples at the desk
  if (start !== undefined && last !== undefined && isStructural(last)) {
    return withRecordingOf(given, await work.regroup({ analyzer: wire(start), one: last }));
  }
  return withRecordingOf(given, await work.regroup({ analyzer: wire(given), all: structural }));
}

function withRecordingOf(
  { recording, recordingProblem }: SortingAnalyzer,
  made: SortingAnalyzer,
): SortingAnalyzer {
  return {
    ...made,
    recording,
    ...(recordingProblem === undefined ? {} : { recordingProblem }),
  };
}

/** Counted anew for all pairs after a split, and looked up by no view: views count what they show when they show it. */
const COUNTED_WHEN_SHOWN = new Set(["correlograms", "isi_histograms"]);

/** The analyzer as if its recording could not be opened, without results that nothing at the desk reads. */
function withoutRecording(analyzer: SortingAnalyzer): SortingAnalyzer {
  const { attributes, extensions } = analyzer;
  return {
    ...analyzer,
    extensions: new Map([...extensions].filter(([name]) => !COUNTED_WHEN_SHOWN.has(name))),
    attributes: { ...attributes, properties: withLocations(analyzer) },
    recording: undefined,
    recordingProblem: "the desk does not read samples",
  };
}

/** The channels' properties, with their places also where only the recording knows them. */
function withLocations(analyzer: SortingAnalyzer): SortingAnalyzer["attributes"]["properties"] {
  const { properties, channelIds } = analyzer.attributes;
  const { recording } = analyzer;
  if (properties.has("location") || recording?.probeGroup === undefined) return properties;
  const location = ndArray("float64", [channelIds.length, 2], locationsOf(analyzer));
  return new Map([...properties, ["location", location]]);
}
