import { EphysError } from "#core/model/index.ts";
import { countSpikes, type Sorting } from "#core/sorting/index.ts";
import { agreementFromCounts, distanceAgreement } from "./agreement.ts";
import { matchCountMatrix } from "./match-counts.ts";
import { bestMatch, hungarianMatch, possibleMatches, type UnitMatching } from "./matching.ts";

/** Options of any comparison of two sortings; SpikeInterface's defaults. */
export interface PairOptions {
  /** ms within which two spikes are the same; 0.4 */
  readonly deltaMs?: number;
  /** least agreement of a match; 0.5 */
  readonly matchScore?: number;
  /** least agreement of a possible match; 0.1 */
  readonly chanceScore?: number;
  /** "count" (default): shared events; "distance": spike trains as boxes */
  readonly agreementMethod?: "count" | "distance";
}

/** Two sortings compared. Matrices are [unit1 × unit2]. */
export interface PairComparison extends UnitMatching {
  readonly deltaFrames: number;
  readonly spikeCounts1: Float64Array;
  readonly spikeCounts2: Float64Array;
  readonly matchCounts: Float64Array;
}

/** Largest relative difference of sampling frequencies that is taken for rounding. */
const RATE_TOLERANCE = 0.001;

/** Matches the units of two sortings of the same recording, whichever is first. */
export function compareSortings(
  sorting1: Sorting,
  sorting2: Sorting,
  options: PairOptions = {},
): PairComparison {
  return comparePair(sorting1, sorting2, options, true);
}

/** Shared by the symmetric comparison and the one with ground truth. */
export function comparePair(
  sorting1: Sorting,
  sorting2: Sorting,
  options: PairOptions,
  ensureSymmetry: boolean,
): PairComparison {
  const { deltaMs = 0.4, matchScore = 0.5, chanceScore = 0.1, agreementMethod = "count" } = options;
  const deltaFrames = framesOf(deltaMs, sorting1, sorting2);
  const spikeCounts1 = countSpikes(sorting1);
  const spikeCounts2 = countSpikes(sorting2);
  const matchCounts = matchCountMatrix(sorting1, sorting2, deltaFrames, ensureSymmetry);
  const agreement =
    agreementMethod === "count"
      ? agreementFromCounts(matchCounts, spikeCounts1, spikeCounts2)
      : distanceAgreement(sorting1, sorting2, deltaFrames);
  const num1 = sorting1.unitIds.length;
  const num2 = sorting2.unitIds.length;
  return {
    unitIds1: sorting1.unitIds,
    unitIds2: sorting2.unitIds,
    deltaFrames,
    spikeCounts1,
    spikeCounts2,
    matchCounts,
    agreement,
    possible: possibleMatches(agreement, num1, num2, chanceScore),
    best: bestMatch(agreement, num1, num2, chanceScore),
    hungarian: hungarianMatch(agreement, num1, num2, matchScore),
  };
}

/** Rows by falling best agreement, columns along the diagonal: how an agreement matrix is drawn. */
export function orderForDisplay(comparison: PairComparison): {
  readonly order1: Int32Array;
  readonly order2: Int32Array;
} {
  const { agreement, unitIds1, unitIds2 } = comparison;
  const num2 = unitIds2.length;
  const best = unitIds1.map((_, i) =>
    agreement.subarray(i * num2, (i + 1) * num2).reduce((a, b) => Math.max(a, b), 0),
  );
  const order1 = Int32Array.from(best.keys()).sort((a, b) => best[b] - best[a] || b - a);
  const order2: number[] = [];
  const free = new Set(unitIds2.keys());
  for (const i of order1) {
    let chosen = -1;
    for (const j of free) {
      if (chosen < 0 || agreement[i * num2 + j] > agreement[i * num2 + chosen]) chosen = j;
    }
    if (chosen < 0) break;
    order2.push(chosen);
    free.delete(chosen);
  }
  return { order1, order2: Int32Array.from([...order2, ...free]) };
}

function framesOf(deltaMs: number, sorting1: Sorting, sorting2: Sorting): number {
  if (!(deltaMs >= 0)) {
    throw new EphysError("InvalidParameter", `delta_time ${String(deltaMs)} ms is negative`);
  }
  const rate = sorting1.samplingFrequency;
  if (!(Math.abs(sorting2.samplingFrequency - rate) / rate < RATE_TOLERANCE)) {
    throw new EphysError(
      "InvalidValue",
      `sortings at ${String(rate)} Hz and ${String(sorting2.samplingFrequency)} Hz cannot be compared; ` +
        "both must come from the same recording",
    );
  }
  return Math.trunc((deltaMs / 1000) * rate);
}
