import { EphysError, type UnitId } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import {
  agreementGraph,
  agreementUnits,
  cleanGraph,
  type AgreementGraph,
  type AgreementUnit,
  type GraphCleaning,
} from "./agreement-graph.ts";
import { compareSortings, type PairComparison, type PairOptions } from "./pair-comparison.ts";

/*
 * Several sortings of one recording compared pair by pair and joined by agreement (MultiSortingComparison of
 * SpikeInterface 0.103).
 */

/** Options of a comparison of several sortings; SpikeInterface's defaults. */
export interface MultiOptions extends PairOptions {
  /** one per sorting, distinct; "sorting0", "sorting1", … */
  readonly names?: readonly string[];
  /** how far duplicates are taken out of the graph; "complete" (default) or the reference's "single_pass" */
  readonly cleaning?: GraphCleaning;
  /** told before each pair, with how many there are */
  readonly onPair?: (done: number, total: number) => void;
}

/** The parameters in force. */
export interface MultiParameters {
  readonly deltaMs: number;
  readonly matchScore: number;
  readonly chanceScore: number;
  readonly agreementMethod: "count" | "distance";
  readonly cleaning: GraphCleaning;
}

/** Several things with units, joined by agreement. */
export interface MultiComparison {
  readonly names: readonly string[];
  /** [source] */
  readonly unitIds: readonly (readonly UnitId[])[];
  /** every match */
  readonly graph: AgreementGraph;
  /** without the matches that would join two units of one sorting */
  readonly cleaned: AgreementGraph;
  /** numbered from 0 in this order */
  readonly units: readonly AgreementUnit[];
}

export interface MultiSortingComparison extends MultiComparison {
  readonly sortings: readonly Sorting[];
  readonly parameters: MultiParameters;
  /** frames within which two spikes are the same */
  readonly deltaFrames: number;
}

/** A pair of a comparison of several. */
export interface NamedPair extends PairComparison {
  readonly source1: number;
  readonly source2: number;
}

/**
 * Compares every pair of sortings and joins their units.
 * @throws InvalidParameter for no sorting or names that do not fit, InvalidValue for sortings of different recordings
 */
export function compareMultipleSorters(
  sortings: readonly Sorting[],
  options: MultiOptions = {},
): MultiSortingComparison & { readonly pairs: readonly NamedPair[] } {
  const names = checkedNames(sortings.length, options.names, "sorting");
  const parameters = {
    deltaMs: options.deltaMs ?? 0.4,
    matchScore: options.matchScore ?? 0.5,
    chanceScore: options.chanceScore ?? 0.1,
    agreementMethod: options.agreementMethod ?? "count",
    cleaning: options.cleaning ?? "complete",
  } as const;
  const pairs: NamedPair[] = [];
  const total = (sortings.length * (sortings.length - 1)) / 2;
  for (let source1 = 0; source1 < sortings.length; source1++) {
    for (let source2 = source1 + 1; source2 < sortings.length; source2++) {
      options.onPair?.(pairs.length, total);
      const pair = compareSortings(sortings[source1], sortings[source2], parameters);
      pairs.push({ ...pair, source1, source2 });
    }
  }
  const unitIds = sortings.map((sorting) => sorting.unitIds);
  const graph = agreementGraph(
    unitIds.map(({ length }) => length),
    pairs.map(({ source1, source2, hungarian, agreement }) => ({
      source1,
      source2,
      match12: hungarian.match12,
      agreement,
    })),
  );
  return {
    ...joinUnits(names, unitIds, graph, parameters.cleaning),
    sortings,
    parameters,
    pairs,
    deltaFrames: Math.trunc((parameters.deltaMs / 1000) * sortings[0].samplingFrequency),
  };
}

/** Cleans a graph and names its components. */
export function joinUnits(
  names: readonly string[],
  unitIds: readonly (readonly UnitId[])[],
  graph: AgreementGraph,
  cleaning: GraphCleaning,
): MultiComparison {
  const byName = names
    .map((name, source) => ({ name, source }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ source }) => source);
  const cleaned = cleanGraph(graph, byName, cleaning);
  return { names, unitIds, graph, cleaned, units: agreementUnits(cleaned, names.length) };
}

/** Given names, checked, or numbered ones. @throws InvalidParameter */
export function checkedNames(
  count: number,
  names: readonly string[] | undefined,
  prefix: string,
): readonly string[] {
  if (count === 0) {
    throw new EphysError("InvalidParameter", "there is nothing to compare; give two or more");
  }
  const own = names ?? Array.from({ length: count }, (_, i) => `${prefix}${String(i)}`);
  if (own.length !== count) {
    throw new EphysError(
      "InvalidParameter",
      `${String(own.length)} names for ${String(count)} to compare; give one each`,
    );
  }
  const twice = own.find((name, i) => own.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new EphysError("InvalidParameter", `two are named "${twice}"; names must differ`, {
      name: twice,
    });
  }
  return own;
}

/**
 * Average agreement of every unit in the columns of the sortings that have it, NaN elsewhere; columns by name.
 * @returns [unit × source]
 */
export function agreementTable(
  { names, units }: MultiComparison,
  minimumAgreementCount = 1,
): { readonly names: readonly string[]; readonly rows: readonly Float64Array[] } {
  const order = [...names.keys()].sort((a, b) => (names[a] < names[b] ? -1 : 1));
  const kept = units.filter((unit) => unit.agreementNumber >= minimumAgreementCount);
  return {
    names: order.map((source) => names[source]),
    rows: kept.map(({ members, averageAgreement }) =>
      Float64Array.from(order, (source) => (members[source] < 0 ? NaN : averageAgreement)),
    ),
  };
}
