import type { MergingMode, SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import {
  mergeUnitsOfAnalyzer,
  selectUnitsOfAnalyzer,
  splitUnitsOfAnalyzer,
} from "#core/extensions/index.ts";
import type { UnitId } from "#core/model/index.ts";
import type { UnitOrigin } from "#core/sorting/index.ts";
import type { Curation } from "../format/index.ts";
import { planCuration } from "./plan.ts";
import { withLabels, type ApplyCurationOptions, type Curated } from "./sorting.ts";

export interface ApplyToAnalyzerOptions extends ApplyCurationOptions {
  /** "soft" */
  readonly mode?: MergingMode | undefined;
  /** share of channels that merged units have in common, for a soft merge; 0.75 */
  readonly sparsityOverlap?: number | undefined;
  /** leave merges out whose units share too few channels, rather than refuse all; false */
  readonly skipUnmergeable?: boolean | undefined;
}

/**
 * Removes, merges, then splits units of an analyzer with their results and labels what results (apply_curation of
 * SpikeInterface 0.103). The answer is in memory; the analyzer given stays as it is.
 * @throws InvalidValue, InvalidParameter
 */
export async function applyCurationToAnalyzer(
  analyzer: SortingAnalyzer,
  curation: Curation,
  options: ApplyToAnalyzerOptions,
  ctx: ComputeContext,
): Promise<Curated<SortingAnalyzer>> {
  const plan = planCuration(analyzer.sorting, curation, options);
  const { mode, sparsityOverlap, skipUnmergeable, censorMs } = options;
  const lineage: UnitOrigin[] = [];
  let skipped: readonly (readonly UnitId[])[] = [];
  const gone = new Set(plan.removed);
  let now = selectUnitsOfAnalyzer(
    analyzer,
    analyzer.sorting.unitIds.filter((id) => !gone.has(id)),
  );
  const dropped = [...analyzer.extensions.keys()].filter((name) => !now.extensions.has(name));
  if (dropped.length > 0) ctx.log(`${dropped.join(", ")} cannot follow and are left out`);
  if (plan.merges.length > 0) {
    const how = { newUnitIds: plan.mergedIds, censorMs, mode, sparsityOverlap, skipUnmergeable };
    const merged = await mergeUnitsOfAnalyzer(now, plan.merges, how, ctx);
    now = merged.analyzer;
    skipped = merged.skipped;
    lineage.push(...merged.lineage);
  }
  if (plan.splits.size > 0) {
    const split = await splitUnitsOfAnalyzer(now, plan.splits, { newUnitIds: plan.splitIds, mode }, ctx); // prettier-ignore
    now = split.analyzer;
    lineage.push(...split.lineage);
  }
  return {
    value: { ...now, sorting: withLabels(now.sorting, curation, lineage) },
    lineage,
    removed: plan.removed,
    skipped,
  };
}
