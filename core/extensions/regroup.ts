import {
  analyzerOfUnits,
  mergeableGroups,
  refuseUnmergeable,
  regroupedSparsity,
  type AnalyzerExtension,
  type MergingMode,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { isComputable, METRICS } from "#core/metrics/index.ts";
import type { JsonObject, JsonValue, UnitId } from "#core/model/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  applyMerges,
  applySplits,
  type MergeOptions,
  type RegroupedSorting,
  type SplitOptions,
  type SplitParts,
  type UnitOrigin,
} from "#core/sorting/index.ts";
import { EXTENSIONS } from "./catalog.ts";
import type { ExtensionDefinition } from "./define.ts";
import { extensionByName, missingDependency } from "./graph.ts";
import { computeExtensions } from "./run.ts";
import { selectUnitsOfAnalyzer } from "./select.ts";

/*
 * Merges and splits of an analyzer's units (merge_units and split_units of SpikeInterface 0.103). Soft: every extension lets
 * its results follow without reading samples. Hard: everything is computed anew. What cannot follow is computed anew too,
 * where that is possible, and otherwise left out with a line in the log. The analyzer given stays as it is.
 */

/** An analyzer in memory with regrouped units. */
export interface RegroupedAnalyzer {
  readonly analyzer: SortingAnalyzer;
  /** of the units that were made */
  readonly lineage: readonly UnitOrigin[];
  /** groups that share too few channels and were left as they are */
  readonly skipped: readonly (readonly UnitId[])[];
  /** extensions that are not there any more */
  readonly dropped: readonly string[];
}

export interface MergeAnalyzerOptions extends MergeOptions {
  /** "soft" */
  readonly mode?: MergingMode | undefined;
  /** share of channels that merged units have in common, for a soft merge; 0.75 */
  readonly sparsityOverlap?: number | undefined;
  /** leave groups out that share too few, rather than refuse all; false */
  readonly skipUnmergeable?: boolean | undefined;
}

/** @throws UnitNotFound, InvalidParameter */
export async function mergeUnitsOfAnalyzer(
  analyzer: SortingAnalyzer,
  groups: readonly (readonly UnitId[])[],
  options: MergeAnalyzerOptions,
  ctx: ComputeContext,
): Promise<RegroupedAnalyzer> {
  const { mode = "soft", sparsityOverlap = 0.75, newUnitIds } = options;
  if (groups.length === 0) {
    throw new EphysError("InvalidParameter", "a merge needs at least one group of units");
  }
  const { possible, impossible } = mergeableGroups(analyzer, groups, mode, sparsityOverlap);
  if (impossible.length > 0) {
    if (options.skipUnmergeable !== true) refuseUnmergeable(impossible, sparsityOverlap);
    for (const group of impossible) {
      ctx.log(`units ${group.join(", ")} share too few channels and are not merged`);
    }
    if (possible.length === 0) return { analyzer, lineage: [], skipped: impossible, dropped: [] };
  }
  const merged = applyMerges(analyzer.sorting, possible, {
    ...options,
    newUnitIds: newUnitIds?.filter((_, g) => possible.includes(groups[g])),
  });
  const { after, dropped } = await follow(analyzer, merged, "merge", mode, ctx);
  return { analyzer: after, lineage: merged.lineage, skipped: impossible, dropped };
}

export interface SplitAnalyzerOptions extends SplitOptions {
  /** "soft" */
  readonly mode?: MergingMode | undefined;
}

/** @throws UnitNotFound, InvalidParameter */
export async function splitUnitsOfAnalyzer(
  analyzer: SortingAnalyzer,
  splits: ReadonlyMap<UnitId, SplitParts>,
  options: SplitAnalyzerOptions,
  ctx: ComputeContext,
): Promise<RegroupedAnalyzer> {
  if (splits.size === 0)
    throw new EphysError("InvalidParameter", "a split needs at least one unit");
  const split = applySplits(analyzer.sorting, splits, options);
  const { after, dropped } = await follow(analyzer, split, "split", options.mode ?? "soft", ctx);
  return { analyzer: after, lineage: split.lineage, skipped: [], dropped };
}

async function follow(
  before: SortingAnalyzer,
  regrouped: RegroupedSorting,
  kind: "merge" | "split",
  mode: MergingMode,
  ctx: ComputeContext,
): Promise<{ readonly after: SortingAnalyzer; readonly dropped: readonly string[] }> {
  const { sorting, sources, madeUnits, kept } = regrouped;
  const sparsity = before.sparsity && regroupedSparsity(before.sparsity, sources, mode);
  const after = analyzerOfUnits(before, sorting, sparsity);
  const has = (name: string): boolean => after.extensions.has(name);
  const anew: AnalyzerExtension[] = [];
  for (const definition of inOrder(before)) {
    const extension = before.extensions.get(definition.name);
    if (extension === undefined) continue;
    const possible = mode === "soft" && missingDependency(definition.name, has) === undefined;
    const data = possible
      ? await definition.regroupUnits?.({
          kind,
          extension,
          before,
          after,
          sources,
          madeUnits,
          kept,
          ctx,
          madeAlone: () =>
            selectUnitsOfAnalyzer(
              after,
              Array.from(madeUnits, (unit) => sorting.unitIds[unit]),
            ),
        })
      : undefined;
    if (data === undefined) anew.push(extension);
    else after.extensions.set(definition.name, { ...extension, data });
  }
  await computeAnew(after, anew, mode, ctx);
  const dropped = [...before.extensions.keys()].filter((name) => !has(name));
  if (dropped.length > 0) {
    ctx.log(`${dropped.join(", ")} cannot follow a ${kind} and have to be computed again`);
  }
  return { after, dropped };
}

/** Extensions of an analyzer that are known here, parents before children and metrics after all that they read. */
function inOrder(analyzer: SortingAnalyzer): ExtensionDefinition[] {
  const pending = EXTENSIONS.map(({ name }) => extensionByName(name)).filter(({ name }) =>
    analyzer.extensions.has(name),
  );
  const out: ExtensionDefinition[] = [];
  while (pending.length > 0) {
    const waits = ({ dependsOn, uses = [] }: ExtensionDefinition): boolean =>
      [...dependsOn.flatMap((need) => need.split("|")), ...uses].some((name) =>
        pending.some((one) => one.name === name),
      );
    const at = pending.findIndex((one) => !waits(one));
    out.push(...pending.splice(Math.max(0, at), 1));
  }
  return out;
}

/** Computes what did not follow, as far as samples and parents are there; a hard merge insists. */
async function computeAnew(
  after: SortingAnalyzer,
  extensions: readonly AnalyzerExtension[],
  mode: MergingMode,
  ctx: ComputeContext,
): Promise<void> {
  const requests = new Map<string, JsonObject>();
  for (const { name, params } of extensions) {
    const { needsRecording } = extensionByName(name);
    const has = (one: string): boolean => after.extensions.has(one) || requests.has(one);
    const fromWaveforms = name === "templates" && has("waveforms");
    const readable = after.recording !== undefined || !needsRecording || fromWaveforms;
    const isPossible = readable && missingDependency(name, has) === undefined;
    if (isPossible || mode === "hard") requests.set(name, params);
  }
  const metrics = requests.get("quality_metrics");
  requests.delete("quality_metrics");
  if (requests.size > 0) await computeExtensions(after, requests, ctx, { addMissing: false });
  if (metrics === undefined) return;
  const again = new Map([["quality_metrics", computableMetrics(after, metrics)]]);
  await computeExtensions(after, again, ctx, { addMissing: false });
}

/** The stored parameters of metrics without those that only the reference computes or that lack an extension now. */
function computableMetrics(after: SortingAnalyzer, params: JsonObject): JsonObject {
  const names = params["metric_names"];
  if (!Array.isArray(names)) return params;
  const possible = METRICS.filter((metric) => isComputable(metric, after));
  const known = new Set<unknown>(possible.map(({ name }) => name));
  return { ...params, metric_names: (names as JsonValue[]).filter((name) => known.has(name)) };
}
