import { EphysError, type UnitId } from "#core/model/index.ts";
import { unitIndicesOf } from "#core/sorting/index.ts";
import type { SortingAnalyzer } from "./analyzer.ts";
import { sparsityFromMask, type ChannelSparsity } from "./sparsity.ts";

/** "soft": results follow without reading samples; "hard": they are computed anew. */
export const MERGING_MODES = ["soft", "hard"] as const;
export type MergingMode = (typeof MERGING_MODES)[number];

/** How many of a group's channels its units share: intersection over union; 1 without a sparsity. */
export function sharedChannelFraction(
  { sparsity }: SortingAnalyzer,
  units: readonly number[],
): number {
  if (sparsity === undefined) return 1;
  const { mask, numChannels } = sparsity;
  let some = 0;
  let all = 0;
  for (let c = 0; c < numChannels; c++) {
    const having = units.filter((unit) => mask[unit * numChannels + c] !== 0).length;
    if (having > 0) some++;
    if (having === units.length) all++;
  }
  return some === 0 ? 0 : all / some;
}

/** Groups that can be merged, and those whose units share too few channels for a soft merge. */
export interface MergeableGroups {
  readonly possible: readonly (readonly UnitId[])[];
  readonly impossible: readonly (readonly UnitId[])[];
}

/**
 * Which groups can be merged (are_units_mergeable of SpikeInterface 0.103): a hard merge always, a soft one where the units
 * share at least `sparsityOverlap` of their channels.
 */
export function mergeableGroups(
  analyzer: SortingAnalyzer,
  groups: readonly (readonly UnitId[])[],
  mode: MergingMode = "soft",
  sparsityOverlap = 0.75,
): MergeableGroups {
  const possible: (readonly UnitId[])[] = [];
  const impossible: (readonly UnitId[])[] = [];
  for (const group of groups) {
    const units = [...unitIndicesOf(analyzer.sorting, group)];
    const fits = mode === "hard" || sharedChannelFraction(analyzer, units) >= sparsityOverlap;
    (fits ? possible : impossible).push(group);
  }
  return { possible, impossible };
}

/** Refuses groups that share too few channels. */
export function refuseUnmergeable(
  groups: readonly (readonly UnitId[])[],
  sparsityOverlap: number,
): never {
  throw new EphysError(
    "InvalidParameter",
    `units ${groups.map((group) => group.join(" + ")).join(", ")} share less than ${String(sparsityOverlap * 100)} % ` +
      "of their channels: lower sparsity_overlap, skip them, or merge in mode hard",
    { groups: groups.map((group) => [...group]), sparsity_overlap: sparsityOverlap },
  );
}

/**
 * The channels of regrouped units: merged units have those that all members have (soft) or that any has (hard), parts those
 * of their unit.
 * @param sources per new unit, positions of the old ones
 */
export function regroupedSparsity(
  sparsity: ChannelSparsity,
  sources: readonly (readonly number[])[],
  mode: MergingMode,
): ChannelSparsity {
  const { mask, numChannels } = sparsity;
  const out = new Uint8Array(sources.length * numChannels);
  for (const [unit, from] of sources.entries()) {
    for (let c = 0; c < numChannels; c++) {
      const has = (old: number): boolean => mask[old * numChannels + c] !== 0;
      if (mode === "soft" ? from.every(has) : from.some(has)) out[unit * numChannels + c] = 1;
    }
  }
  return sparsityFromMask(out, sources.length, numChannels);
}
