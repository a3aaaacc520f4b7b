import type { MergingMode, SortingAnalyzer } from "#core/analyzer/index.ts";
import { mergeableGroups, refuseUnmergeable } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { mergeUnitsOfAnalyzer } from "#core/extensions/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { chainLineage, type MergeIdStrategy, type UnitOrigin } from "#core/sorting/index.ts";
import type { MergeRecipe } from "./catalog.ts";
import { findMerges, type MergeProposal } from "./find.ts";

export interface AutoMergeOptions {
  /** one after the other; default: the preset similarity_correlograms */
  readonly recipes?: readonly MergeRecipe[] | undefined;
  /** each recipe until it finds no more; false: once */
  readonly recursive?: boolean | undefined;
  /** spikes of merged units that follow another by less than this many ms are dropped */
  readonly censorMs?: number | undefined;
  /** "soft" */
  readonly mode?: MergingMode | undefined;
  /** share of channels that merged units have in common, for a soft merge; 0.75 */
  readonly sparsityOverlap?: number | undefined;
  /** "append" */
  readonly newIdStrategy?: MergeIdStrategy | undefined;
  /** refuse all when a group cannot be merged, rather than leave it out; false */
  readonly failUnmergeable?: boolean | undefined;
}

/** One search and the merges that came of it. */
export interface MergeRound {
  readonly steps: readonly string[];
  readonly proposals: readonly MergeProposal[];
  readonly merged: readonly UnitOrigin[];
  /** groups that share too few channels */
  readonly skipped: readonly (readonly UnitId[])[];
}

export interface AutoMerged {
  /** in memory; the one given, where nothing was merged */
  readonly analyzer: SortingAnalyzer;
  /** merged units, traced back to the units that were given */
  readonly lineage: readonly UnitOrigin[];
  readonly rounds: readonly MergeRound[];
}

/**
 * Finds merges and applies them, recipe after recipe (auto_merge_units of SpikeInterface 0.103). It ends: every round but
 * a recipe's last has fewer units.
 */
export async function autoMerge(
  analyzer: SortingAnalyzer,
  options: AutoMergeOptions,
  ctx: ComputeContext,
): Promise<AutoMerged> {
  const { mode = "soft", sparsityOverlap = 0.75, censorMs, newIdStrategy } = options;
  let now = analyzer;
  let lineage: readonly UnitOrigin[] = [];
  const rounds: MergeRound[] = [];
  for (const recipe of options.recipes ?? [{}]) {
    for (;;) {
      const found = await findMerges(now, recipe, ctx);
      const { possible, impossible } = mergeableGroups(found.analyzer, found.groups, mode, sparsityOverlap); // prettier-ignore
      if (impossible.length > 0 && options.failUnmergeable === true) {
        refuseUnmergeable(impossible, sparsityOverlap);
      }
      const merged =
        possible.length === 0
          ? { analyzer: now, lineage: [] }
          : await mergeUnitsOfAnalyzer(
              found.analyzer,
              possible,
              { mode, sparsityOverlap, censorMs, newIdStrategy },
              ctx,
            );
      const { steps, proposals } = found;
      rounds.push({ steps, proposals, merged: merged.lineage, skipped: impossible });
      now = merged.analyzer;
      lineage = chainLineage(lineage, merged.lineage);
      if (options.recursive !== true || possible.length === 0) break;
    }
  }
  return { analyzer: now, lineage, rounds };
}
