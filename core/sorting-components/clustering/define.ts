import type { z } from "zod";
import type { ComputeContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { PeaksSvd } from "#core/sorting-components/features/peaks-svd.ts";
import type { Peaks } from "#core/sorting-components/peaks.ts";

export interface Clusters {
  /** [peak], label or a negative number for peaks of no cluster */
  readonly labels: Int32Array;
  /** labels of clusters, ascending */
  readonly unitIds: readonly number[];
  /** compressed waveforms, where the method made them */
  readonly svd?: PeaksSvd;
}

/** One way to cluster peaks. */
export interface ClusteringDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  /** SpikeInterface's method name */
  readonly name: Name;
  readonly label: string;
  readonly summary: string;
  readonly params: Schema;
  cluster(
    params: z.output<Schema>,
    input: { readonly recording: Recording; readonly peaks: Peaks },
    ctx: ComputeContext,
  ): Promise<Clusters>;
}

export function defineClustering<const Name extends string, Schema extends z.ZodObject>(
  definition: ClusteringDefinition<Name, Schema>,
): ClusteringDefinition<Name, Schema> {
  return definition;
}

/** Labels that occur, negative ones aside, ascending. */
export function labelsPresent(labels: Int32Array): number[] {
  return [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b);
}
