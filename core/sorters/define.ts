import type { z } from "zod";
import type { ComputeContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";

export interface SorterRun {
  readonly recording: Recording;
  /** absolute; checkpoints and the sorter's own files go here (SpikeInterface's `sorter_output`) */
  readonly outputFolder: string;
}

/** A stage of a sorter as people see it; names and parameters, no code. */
export interface SorterStage {
  readonly title: string;
  /** one sentence */
  readonly about: string;
  /** how the names of its steps in progress reports begin */
  readonly steps: readonly string[];
  /** the sorter's parameters that decide it */
  readonly params: readonly string[];
}

/** A sorter that runs inside the application. */
export interface SorterDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  readonly name: Name;
  readonly label: string;
  readonly summary: string;
  readonly version: string;
  readonly params: Schema;
  /** in order; default: one stage with all parameters */
  readonly stages?: readonly SorterStage[];
  run(input: SorterRun, params: z.output<Schema>, ctx: ComputeContext): Promise<Sorting>;
}

export function defineSorter<const Name extends string, Schema extends z.ZodObject>(
  definition: SorterDefinition<Name, Schema>,
): SorterDefinition<Name, Schema> {
  return definition;
}
