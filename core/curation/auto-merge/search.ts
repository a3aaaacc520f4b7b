import type { z } from "zod";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { JsonObject } from "#core/model/index.ts";

/** What steps share while pairs of units are gone through. */
export interface MergeSearch {
  readonly analyzer: SortingAnalyzer;
  readonly numUnits: number;
  /** [unit × unit], 1 where a pair (first before second) is still possible */
  readonly pairs: Uint8Array;
  /** [unit], once a step has measured it */
  contamination?: Float64Array;
}

/** What a step found for a pair. */
export interface Finding {
  readonly passed: boolean;
  /** what is compared with the limit; NaN where it cannot be measured */
  readonly value: number;
  /** more numbers behind it, by name */
  readonly details: Readonly<Record<string, number>>;
}

/** How a step judged all pairs that reached it. */
export interface StepResult {
  readonly limit: number;
  /** @param i before `j` in the sorting */
  at(i: number, j: number): Finding;
}

/** One criterion of a search; SpikeInterface's names and defaults, because they are written to files. */
export interface MergeStep<Name extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly name: Name;
  readonly label: string;
  /** one sentence for people */
  readonly summary: string;
  /** what the number is, and its unit */
  readonly measure: { readonly label: string; readonly unit: string };
  /** a pair passes where the number is "above" (or at) the limit, or "below" it */
  readonly passes: "above" | "below";
  /** extensions that must be there */
  readonly requires: readonly string[];
  readonly params: Schema;
  judge(search: MergeSearch, params: z.output<Schema>): StepResult;
}

export function defineMergeStep<const Name extends string, Schema extends z.ZodObject>(
  step: MergeStep<Name, Schema>,
): MergeStep<Name, Schema> {
  return step;
}

/** Parameters by step; what is not given takes the defaults. */
export type StepsParams = Readonly<Record<string, JsonObject>>;

/** Calls `visit` for every pair that is still possible, in the order of the sorting. */
export function forEachPair(
  { pairs, numUnits }: MergeSearch,
  visit: (i: number, j: number) => void,
): void {
  for (let i = 0; i < numUnits; i++) {
    for (let j = i + 1; j < numUnits; j++) if (pairs[i * numUnits + j] !== 0) visit(i, j);
  }
}

/** A number for every possible pair, [unit × unit], NaN elsewhere. */
export function pairValues(
  search: MergeSearch,
  measure: (i: number, j: number) => number,
): Float64Array {
  const { numUnits } = search;
  const out = new Float64Array(numUnits * numUnits).fill(NaN);
  forEachPair(search, (i, j) => {
    out[i * numUnits + j] = measure(i, j);
  });
  return out;
}

/** A step that looks at units one by one: a pair passes where both do. */
export function judgeUnits(
  values: Float64Array,
  limit: number,
  passes: (value: number) => boolean,
  worse: (a: number, b: number) => number,
): StepResult {
  return {
    limit,
    at(i, j) {
      const [first, second] = [values[i], values[j]];
      return {
        passed: passes(first) && passes(second),
        value: worse(first, second),
        details: { first, second },
      };
    },
  };
}
