import type { PairTable, UnitKinds } from "#contract/index.ts";
import {
  compareSortings,
  compareToGroundTruth,
  type GroundTruthComparison,
  type PairComparison,
} from "#core/comparison/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import type { UnitId } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";

import type { StoredPair } from "./project-sortings.ts";
import { openStored, segmentStartsS } from "./stored-sorting.ts";

interface PairInput {
  readonly mode: PairTable["mode"];
  readonly deltaMs?: number;
  readonly matchScore?: number;
  readonly exhaustive?: boolean;
}

/** What a pool thread is asked. */
export interface PairQuery extends StoredPair {
  readonly input: PairInput;
}

/** Opens both sortings in this thread and compares them. */
export async function pairTableQuery(
  { sortings: [stored1, stored2], numSamples, input }: PairQuery,
  ctx: TaskContext,
): Promise<Omit<PairTable, "sortingId1" | "sortingId2">> {
  const sortings = [await openStored(stored1, ctx), await openStored(stored2, ctx)] as const;
  const durationS = segmentStartsS(sortings, numSamples).at(-1) ?? 0;
  return { ...pairTable(...sortings, input), durationS };
}

type Compared = Omit<PairTable, "sortingId1" | "sortingId2" | "durationS">;

/** Two sortings compared, as the window and the command line show it. */
function pairTable(sorting1: Sorting, sorting2: Sorting, input: PairInput): Compared {
  const { mode, deltaMs = 0.4, matchScore = 0.5, exhaustive = true } = input;
  const options = { deltaMs, matchScore };
  const truth =
    mode === "ground_truth"
      ? compareToGroundTruth(sorting1, sorting2, { ...options, exhaustiveGroundTruth: exhaustive })
      : undefined;
  const pair: PairComparison = truth ?? compareSortings(sorting1, sorting2, options);
  return {
    mode,
    unitIds1: pair.unitIds1,
    unitIds2: pair.unitIds2,
    numSpikes1: [...pair.spikeCounts1],
    numSpikes2: [...pair.spikeCounts2],
    deltaFrames: pair.deltaFrames,
    samplingFrequency: sorting1.samplingFrequency,
    // six digits are more than a matrix shows, and half the text
    agreement: Array.from(pair.agreement, (score) => Math.round((score || 0) * 1e6) / 1e6),
    matches: [...pair.matchCounts],
    match12: [...pair.hungarian.match12],
    performance: truth ? performanceOf(truth) : null,
    kinds: truth ? kindsOf(truth) : null,
  };
}

function performanceOf({ units, pooled }: GroundTruthComparison): PairTable["performance"] {
  return {
    accuracy: units.map((unit) => unit.accuracy),
    recall: units.map((unit) => unit.recall),
    precision: units.map((unit) => unit.precision),
    mean: {
      accuracy: pooled.accuracy || 0,
      recall: pooled.recall || 0,
      precision: pooled.precision || 0,
    },
  };
}

function kindsOf({ unitIds2, wellDetected, wrong }: GroundTruthComparison): UnitKinds {
  const position = new Map(unitIds2.map((id, at) => [id, at]));
  const positions = (ids: readonly UnitId[] = []): number[] =>
    ids.map((id) => position.get(id) ?? -1);
  return {
    wellDetected: positions(wellDetected),
    falsePositive: positions(wrong?.falsePositive),
    redundant: positions(wrong?.redundant),
    overmerged: positions(wrong?.overmerged),
  };
}
