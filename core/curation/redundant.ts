import { peakShifts, templateAmplitudes, templatesOf } from "#core/analyzer/index.ts";
import type { PeakSign, SortingAnalyzer } from "#core/analyzer/index.ts";
import { compareSortings } from "#core/comparison/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { alignSorting, countSpikes, removeUnits, type Sorting } from "#core/sorting/index.ts";

/*
 * Units that are (nearly) the same unit twice: find_redundant_units and remove_redundant_units of SpikeInterface 0.103.
 */

export interface RedundancyOptions {
  /** ms within which two spikes are the same; 0.4 */
  readonly deltaMs?: number;
  /** least agreement of a pair; 0.2 */
  readonly agreementThreshold?: number;
  /** share of the smaller unit's spikes that both have; above this they are redundant; 0.8 */
  readonly duplicateThreshold?: number;
}

/** Two units with the same spikes, and how much they share. */
export interface RedundantPair {
  readonly unitIds: readonly [UnitId, UnitId];
  readonly agreement: number;
  /** coincident spikes over the spikes of the unit that has fewer */
  readonly shared: number;
}

/** Pairs of redundant units; the later unit of the sorting stands first in a pair, as in the reference. */
export function findRedundantUnits(
  sorting: Sorting,
  options: RedundancyOptions = {},
): RedundantPair[] {
  const { deltaMs = 0.4, agreementThreshold = 0.2, duplicateThreshold = 0.8 } = options;
  const { agreement, matchCounts, spikeCounts1 } = compareSortings(sorting, sorting, { deltaMs });
  const { unitIds } = sorting;
  const n = unitIds.length;
  const pairs: RedundantPair[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const score = agreement[i * n + j];
      if (!(score >= agreementThreshold) || score === 0) continue;
      const matches = matchCounts[i * n + j];
      const shared = Math.max(matches / spikeCounts1[i], matches / spikeCounts1[j]);
      if (shared > duplicateThreshold) {
        pairs.push({ unitIds: [unitIds[i], unitIds[j]], agreement: score, shared });
      }
    }
  }
  return pairs;
}

/** Which of two redundant units stays. */
export const REDUNDANCY_STRATEGIES = ["minimum_shift", "highest_amplitude", "max_spikes"] as const;
export type RedundancyStrategy = (typeof REDUNDANCY_STRATEGIES)[number];

export interface RemoveRedundantOptions extends RedundancyOptions {
  /** "minimum_shift" with an analyzer (best aligned, then largest), "max_spikes" without */
  readonly strategy?: RedundancyStrategy;
  /** compare spikes at the peaks of their templates; true with an analyzer */
  readonly align?: boolean;
  /** "neg" */
  readonly peakSign?: PeakSign;
}

export interface WithoutRedundant {
  readonly sorting: Sorting;
  readonly pairs: readonly RedundantPair[];
  readonly removed: readonly UnitId[];
}

/**
 * The sorting without one unit of every redundant pair. Alignment and amplitudes need the templates of an analyzer.
 * @throws InvalidParameter, MissingExtension
 */
export function removeRedundantUnits(
  source: Sorting | SortingAnalyzer,
  options: RemoveRedundantOptions = {},
): WithoutRedundant {
  const analyzer = "sorting" in source ? source : undefined;
  const sorting = "sorting" in source ? source.sorting : source;
  const { align = analyzer !== undefined, peakSign = "neg" } = options;
  const { strategy = analyzer === undefined ? "max_spikes" : "minimum_shift" } = options;
  if (analyzer === undefined && (align || strategy !== "max_spikes")) {
    throw new EphysError(
      "InvalidParameter",
      "a sorting without an analyzer has no templates: use remove_strategy max_spikes, without align",
      { parameter: align ? "align" : "remove_strategy" },
    );
  }
  if (strategy === "minimum_shift" && !align) {
    throw new EphysError("InvalidParameter", "remove_strategy minimum_shift needs align", {
      parameter: "align",
    });
  }
  // the reference measures shifts for negative peaks, whatever peak_sign says
  const shifts = align && analyzer ? peakShifts(templatesOf(analyzer)) : undefined;
  const pairs = findRedundantUnits(shifts ? alignSorting(sorting, shifts) : sorting, options);
  const places = new Map(sorting.unitIds.map((id, i) => [id, i]));
  const worse = worseOf(strategy, { sorting, analyzer, shifts, peakSign });
  const removed = new Set(
    pairs.map(({ unitIds: [first, second] }) =>
      worse(places.get(first) ?? 0, places.get(second) ?? 0) ? first : second,
    ),
  );
  return { sorting: removeUnits(sorting, [...removed]), pairs, removed: [...removed] };
}

/** Whether the first of two units goes rather than the second. */
function worseOf(
  strategy: RedundancyStrategy,
  given: {
    readonly sorting: Sorting;
    readonly analyzer: SortingAnalyzer | undefined;
    readonly shifts: Int32Array | undefined;
    readonly peakSign: PeakSign;
  },
): (first: number, second: number) => boolean {
  const { analyzer, shifts, peakSign, sorting } = given;
  if (strategy === "max_spikes" || analyzer === undefined) {
    const counts = countSpikes(sorting);
    return (first, second) => counts[first] < counts[second];
  }
  const heights = largestAtSpike(analyzer, peakSign);
  const smaller = (first: number, second: number): boolean => heights[first] < heights[second];
  if (strategy === "highest_amplitude" || shifts === undefined) return smaller;
  return (first, second) => {
    const [a, b] = [Math.abs(shifts[first]), Math.abs(shifts[second])];
    return a === b ? smaller(first, second) : a > b;
  };
}

/** Largest height over channels at the spike's sample: [unit]. */
function largestAtSpike(analyzer: SortingAnalyzer, peakSign: PeakSign): Float64Array {
  const templates = templatesOf(analyzer);
  const heights = templateAmplitudes(templates, peakSign, "at_index");
  const { numUnits, numChannels } = templates;
  return Float64Array.from({ length: numUnits }, (_, unit) =>
    heights
      .subarray(unit * numChannels, (unit + 1) * numChannels)
      .reduce((most, height) => Math.max(most, height), 0),
  );
}
