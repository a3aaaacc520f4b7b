import type { z } from "zod";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";

/** A number per unit, as it is shown and stored. */
export interface MetricColumn {
  /** SpikeInterface's name */
  readonly name: string;
  readonly label: string;
  /** "" for ratios and counts */
  readonly unit: string;
  /** one sentence for people */
  readonly description: string;
  /** how it is computed, in plain text; names of parameters as they are called */
  readonly formula: string;
  readonly dtype: "int" | "float";
}

/** Intermediate results that several metrics of one computation have in common. */
export interface SharedResults {
  /** what was made under this key before, or what `make` answers now; one type per key */
  once<T>(key: string, make: () => T): T;
}

/** What a metric computes from. */
export interface MetricInput<Params> {
  readonly analyzer: SortingAnalyzer;
  readonly params: Params;
  readonly ctx: ComputeContext;
  /** of metrics that draw */
  readonly seed: number | null;
  /** whose values are wanted; of other units a metric may leave NaN */
  readonly wants: (unit: number) => boolean;
  readonly shared: SharedResults;
}

/** [unit] by column */
export type MetricValues = Readonly<Record<string, Float64Array>>;

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
  /** the paper behind it; "" where there is none */
  readonly citation: string;
  /** extensions that must exist; "a|b" = either */
  readonly requires: readonly string[];
  /** Of principal components: computed last, left out where SpikeInterface's skip_pc_metrics says so. */
  readonly ofComponents?: boolean;
  /** A unit's value depends on the spikes of others; false. Those of components always do. */
  readonly ofOthers?: boolean;
  /** computed only when asked for by name; false */
  readonly optIn?: boolean;
  /** SpikeInterface's parameters */
  readonly params: Schema;
  compute(input: MetricInput<z.output<Schema>>): MetricValues | Promise<MetricValues>;
}

export function defineMetric<const Name extends string, Schema extends z.ZodObject>(
  definition: MetricDefinition<Name, Schema>,
): MetricDefinition<Name, Schema> {
  return definition;
}
