import type { JsonValue, UnitId } from "#core/model/index.ts";

/* Comparisons of sortings and runs; see api.ts. */

export interface ComparisonTable {
  readonly truthIds: readonly UnitId[];
  readonly testedIds: readonly UnitId[];
  /** [truth × tested], 0..1 */
  readonly agreement: readonly (readonly number[])[];
  /** [truth]: matched tested unit or null */
  readonly match: readonly (UnitId | null)[];
  readonly performance: readonly {
    readonly unitId: UnitId;
    readonly accuracy: number;
    readonly recall: number;
    readonly precision: number;
  }[];
  readonly wellDetected: readonly UnitId[];
  readonly falsePositive: readonly UnitId[];
  readonly meanAccuracy: number;
}

/** Units of a tested sorting that are well found or wrong, by their positions. */
export interface UnitKinds {
  readonly wellDetected: readonly number[];
  readonly falsePositive: readonly number[];
  readonly redundant: readonly number[];
  readonly overmerged: readonly number[];
}

/** Two sortings compared; matrices row by row, units by position. Sorting 1 is the truth where there is one. */
export interface PairTable {
  readonly mode: "ground_truth" | "symmetric";
  readonly sortingId1: number;
  readonly sortingId2: number;
  readonly unitIds1: readonly UnitId[];
  readonly unitIds2: readonly UnitId[];
  /** spikes */
  readonly numSpikes1: readonly number[];
  readonly numSpikes2: readonly number[];
  /** within which two spikes are the same */
  readonly deltaFrames: number;
  readonly samplingFrequency: number;
  /** s, of all segments; the last spike's time where no recording is known */
  readonly durationS: number;
  /** [unit1 × unit2], 0..1 */
  readonly agreement: readonly number[];
  /** [unit1 × unit2], shared spikes */
  readonly matches: readonly number[];
  /** [unit1]: matched unit, −1 for none; one to one */
  readonly match12: readonly number[];
  /** per unit of sorting 1, and their means; only with a truth */
  readonly performance: {
    readonly accuracy: readonly number[];
    readonly recall: readonly number[];
    readonly precision: readonly number[];
    readonly mean: {
      readonly accuracy: number;
      readonly recall: number;
      readonly precision: number;
    };
  } | null;
  /** only with a truth; wrong units are known only when it holds every unit */
  readonly kinds: UnitKinds | null;
}

/** What was different between two runs. */
export interface RunDifference {
  /** dotted names; null = not there */
  readonly parameters: readonly {
    readonly name: string;
    readonly value1: JsonValue;
    readonly value2: JsonValue;
  }[];
  /** parameters that are the same */
  readonly numSame: number;
  /** "" where nothing is known of how it was made */
  readonly source1: string;
  readonly source2: string;
}

/** Units on which several sortings agree. */
export interface SeveralTable {
  readonly sortingIds: readonly number[];
  readonly numUnits: readonly number[];
  /** most agreed first */
  readonly units: readonly {
    /** sortings that have it */
    readonly agreed: number;
    /** mean agreement of its matches, 0..1; null for a unit that one sorting has alone */
    readonly meanAgreement: number | null;
    /** [sorting], null where it has none */
    readonly unitIds: readonly (UnitId | null)[];
  }[];
}

export interface ComparisonsApi {
  /** how two sortings were made: parameters and pipeline that differ */
  getRuns(input: { sortingId1: number; sortingId2: number }): RunDifference;
  /** two or more sortings of one recording */
  getSeveral(input: {
    sortingIds: readonly number[];
    deltaMs?: number;
    matchScore?: number;
  }): SeveralTable;
  groundTruth(input: {
    truthSortingId: number;
    testedSortingId: number;
    deltaMs?: number;
  }): ComparisonTable;
  /** any two sortings of the project; defaults: 0.4 ms, match from 0.5, the truth holds every unit */
  pair(input: {
    sortingId1: number;
    sortingId2: number;
    mode: "ground_truth" | "symmetric";
    deltaMs?: number;
    matchScore?: number;
    exhaustive?: boolean;
  }): PairTable;
}
