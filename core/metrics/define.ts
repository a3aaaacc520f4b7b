import type { z } from "zod";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";

/** A number per unit, as it is shown and stored. */
export interface MetricColumn {
  /** SpikeInterface's name */
  readonly name: string;
  readonly label: string;
  /** "" for ratios and counts */
  readonly unit: string;
  /** one sentence for people */
  readonly description: string;
  readonly dtype: "int" | "float";
}

/** What a metric computes from. */
export interface MetricInput<Params> {
  readonly analyzer: SortingAnalyzer;
  readonly params: Params;
}

/**
 * A metric: one folder and one line in the catalog. `compute` answers for all units, [unit] per column; values of units
 * without spikes are set to NaN by the caller, except for counts of spikes.
 */
export interface MetricDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  readonly name: Name;
  readonly label: string;
  readonly columns: readonly MetricColumn[];
  /** extensions that must exist; "a|b" = either */
  readonly requires: readonly string[];
  /** SpikeInterface's parameters */
  readonly params: Schema;
  compute(input: MetricInput<z.output<Schema>>): Readonly<Record<string, Float64Array>>;
}

export function defineMetric<const Name extends string, Schema extends z.ZodObject>(
  definition: MetricDefinition<Name, Schema>,
): MetricDefinition<Name, Schema> {
  return definition;
}
