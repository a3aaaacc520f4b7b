import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { chooseSteps, type ChosenStep, type MergeRecipe } from "./catalog.ts";
import { connectedGroups } from "./groups.ts";
import { withNeededExtensions } from "./needed-extensions.ts";
import { forEachPair, type Finding, type MergeSearch, type StepResult } from "./search.ts";

/** What one step found for one pair: a number for or against it. */
export interface MergeReason extends Finding {
  readonly step: string;
  readonly label: string;
  readonly measure: string;
  readonly unit: string;
  /** the pair passes where `value` is above, or below, the limit */
  readonly passes: "above" | "below";
  readonly limit: number;
}

/** Two units, and what speaks for and against their merge. */
export interface MergeProposal {
  readonly unitIds: readonly [UnitId, UnitId];
  /** every step passed */
  readonly accepted: boolean;
  /** in the order of steps, up to the one that failed */
  readonly reasons: readonly MergeReason[];
}

export interface FindMergesOptions extends MergeRecipe {
  /** compute extensions that are missing, in memory; true */
  readonly computeMissing?: boolean | undefined;
  /** most pairs that failed to tell of, those that came furthest first; 0 */
  readonly nearMisses?: number | undefined;
}

/** What a search for merges found. */
export interface MergeCandidates {
  /** in the order of the sorting */
  readonly proposals: readonly MergeProposal[];
  /** pairs that failed, those that came furthest first */
  readonly nearMisses: readonly MergeProposal[];
  /** accepted pairs joined to groups of two and more, in the order of the sorting */
  readonly groups: readonly (readonly UnitId[])[];
  /** the steps that were taken */
  readonly steps: readonly string[];
  /** with the extensions that had to be computed */
  readonly analyzer: SortingAnalyzer;
}

/**
 * Pairs of units that may be one neuron (compute_merge_unit_groups of SpikeInterface 0.103): each step looks at the pairs
 * that passed the ones before. Nothing of the analyzer given is changed.
 * @throws UnknownName, InvalidParameter, MissingExtension
 */
export async function findMerges(
  analyzer: SortingAnalyzer,
  options: FindMergesOptions,
  ctx: ComputeContext,
): Promise<MergeCandidates> {
  const steps = chooseSteps(options);
  const complete = await withNeededExtensions(analyzer, steps, options.computeMissing ?? true, ctx);
  const numUnits = complete.sorting.unitIds.length;
  const search: MergeSearch = {
    analyzer: complete,
    numUnits,
    pairs: new Uint8Array(numUnits * numUnits).fill(1),
  };
  /** [unit × unit], how many steps a pair has passed */
  const passed = new Uint8Array(numUnits * numUnits);
  const results: StepResult[] = [];
  for (const [k, { step, params }] of steps.entries()) {
    throwIfCancelled(ctx.cancel);
    ctx.report({ step: `merges: ${step.label.toLowerCase()}`, fraction: k / steps.length });
    const result = step.judge(search, params);
    results.push(result);
    forEachPair(search, (i, j) => {
      if (result.at(i, j).passed) passed[i * numUnits + j]++;
      else search.pairs[i * numUnits + j] = 0;
    });
  }
  const explain = (i: number, j: number): MergeProposal =>
    proposal(complete, steps, results, passed[i * numUnits + j], i, j);
  const proposals: MergeProposal[] = [];
  forEachPair(search, (i, j) => proposals.push(explain(i, j)));
  return {
    proposals,
    nearMisses: closest(passed, results, numUnits, options.nearMisses ?? 0).map(([i, j]) =>
      explain(i, j),
    ),
    groups: connectedGroups(
      complete.sorting.unitIds,
      proposals.map(({ unitIds }) => unitIds),
    ),
    steps: steps.map(({ step }) => step.name),
    analyzer: complete,
  };
}

function proposal(
  { sorting }: SortingAnalyzer,
  steps: readonly ChosenStep[],
  results: readonly StepResult[],
  numPassed: number,
  i: number,
  j: number,
): MergeProposal {
  const reasons = results.slice(0, numPassed + 1).map((result, k) => {
    const { name, label, measure, passes } = steps[k].step;
    return {
      step: name,
      label,
      measure: measure.label,
      unit: measure.unit,
      passes,
      limit: result.limit,
      ...result.at(i, j),
    };
  });
  return {
    unitIds: [sorting.unitIds[i], sorting.unitIds[j]],
    accepted: numPassed === steps.length,
    reasons,
  };
}

/**
 * Pairs that failed after at least one step: those that passed most first, then those whose number was nearest to the limit.
 */
function closest(
  passed: Uint8Array,
  results: readonly StepResult[],
  numUnits: number,
  most: number,
): (readonly [number, number])[] {
  const out: (readonly [number, number])[] = [];
  for (let level = results.length - 1; level > 0 && out.length < most; level--) {
    const result = results[level];
    const failed: { readonly pair: readonly [number, number]; readonly miss: number }[] = [];
    for (let k = 0; k < passed.length; k++) {
      if (passed[k] !== level) continue;
      const pair = [Math.floor(k / numUnits), k % numUnits] as const;
      const miss = Math.abs(result.at(...pair).value - result.limit);
      failed.push({ pair, miss: Number.isNaN(miss) ? Infinity : miss });
    }
    failed.sort((a, b) => (a.miss === b.miss ? 0 : a.miss - b.miss));
    out.push(...failed.slice(0, most - out.length).map(({ pair }) => pair));
  }
  return out;
}
