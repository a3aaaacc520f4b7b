import {
  applyAction,
  curateAnalyzer,
  previewRegroup,
  SORTER_TEMPLATES,
  splitUnit,
  withComponents,
  withUnitLocations,
  type ActEntry,
  type CurationAction,
  type RegroupPreview,
  type SplitMethod,
} from "#core/curation/index.ts";
import { createLocalExecutor, type ComputeContext, type TaskContext } from "#core/compute/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { cancelFlagOf } from "#main/jobs/cancel.ts";
import { fromShared, toShared, type SharedAnalyzer } from "../analyzers/shared-analyzer.ts";

/*
 * What the desk computes, in a thread of the pool: units after an action, the preview of one, the parts of a unit. The
 * analyzers that come and go have no recording and lie in shared memory.
 */

type Structural = Extract<CurationAction, { readonly kind: "merge" | "split" }>;

/** One more action on an analyzer, or all of them on the folder's own. */
export interface RegroupWork {
  readonly analyzer: SharedAnalyzer;
  readonly one?: Structural;
  readonly all?: readonly ActEntry[];
}

export interface PreviewWork {
  readonly analyzer: SharedAnalyzer;
  readonly action: Structural;
  /** [0] ≠ 0: somebody asked for another one meanwhile */
  readonly cancel: Int32Array;
}

export interface PartsWork {
  readonly analyzer: SharedAnalyzer;
  readonly unitId: UnitId;
  readonly by: SplitMethod;
  readonly origin: ArrayLike<number>;
}

export async function regroupQuery(
  { analyzer, one, all = [] }: RegroupWork,
  tasks: TaskContext,
): Promise<SharedAnalyzer> {
  const start = fromShared(analyzer);
  const ctx = quietContext(tasks);
  const made =
    one === undefined
      ? withComponents(start, await curateAnalyzer(withoutComponents(start), all, ctx))
      : await oneMore(start, one, ctx);
  return toShared(made, true);
}

export function previewQuery(
  { analyzer, action, cancel }: PreviewWork,
  tasks: TaskContext,
): Promise<RegroupPreview> {
  const ctx = { ...quietContext(tasks), cancel: cancelFlagOf(cancel) };
  return previewRegroup(withoutComponents(fromShared(analyzer)), action, ctx);
}

export function partsQuery({ analyzer, unitId, by, origin }: PartsWork): Promise<Uint16Array> {
  return Promise.resolve(splitUnit(fromShared(analyzer), unitId, by, origin));
}

/** One more action; what is known of units that stay is kept, where computing it anew would give the same. */
async function oneMore(
  start: SortingAnalyzer,
  action: Structural,
  ctx: ComputeContext,
): Promise<SortingAnalyzer> {
  const copy = withoutComponents(start);
  // a Phy folder's places follow its templates
  const isOfSorter = copy.extensions.has(SORTER_TEMPLATES);
  if (!isOfSorter) copy.extensions.delete("unit_locations");
  const made = withComponents(start, await applyAction(copy, action, ctx));
  return isOfSorter ? made : withUnitLocations(withoutComponents(start), made, ctx);
}

/** Components are fitted anew after a merge where everything is exact; at the desk scores follow. */
function withoutComponents(analyzer: SortingAnalyzer): SortingAnalyzer {
  const extensions = new Map(analyzer.extensions);
  extensions.delete("principal_components");
  return { ...analyzer, extensions };
}

/** For work that tells nobody how far it is. */
function quietContext(tasks: TaskContext): ComputeContext {
  const cancel = { cancelled: false };
  return {
    ...tasks,
    executor: createLocalExecutor(tasks, cancel),
    cancel,
    report: () => undefined,
    log: () => undefined,
  };
}
