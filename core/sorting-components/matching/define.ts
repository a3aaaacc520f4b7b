import type { z } from "zod";
import type { ComputeContext } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { MatchingTemplates } from "./shared/templates.ts";

/** What a matching method knows of the recording. */
export interface MatchingInput {
  readonly samplingFrequency: number;
  /** [channel × 2], um; undefined without a probe */
  readonly locations: Float64Array | undefined;
  readonly templates: MatchingTemplates;
  /** [channel], MAD noise in the units of the traces; undefined where the method needs none */
  readonly noiseLevels: Float32Array | undefined;
}

/** Spikes of one stretch of traces, ordered by frame. Columns of equal length. */
export interface FoundSpikes {
  /** frame of the stretch at which the template's peak lies */
  readonly frame: ArrayLike<number>;
  readonly channel: ArrayLike<number>;
  /** index of the template */
  readonly cluster: ArrayLike<number>;
  readonly amplitude: ArrayLike<number>;
}

/** Finds spikes in one stretch after another; keeps its buffers. */
export interface Matcher {
  /** frames of context on each side; spikes in it are not reported */
  readonly margin: number;
  /** @param traces [frame × channel] of a chunk with its margin, zeros beyond the segment; not to be changed or kept */
  match(traces: Float32Array, numFrames: number): FoundSpikes;
}

/** One way to find the spikes of given templates. `Tables` is what is computed once: plain data that crosses threads. */
export interface MatchingDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the tables stay between a method's own two functions
  Tables = any,
> {
  /** SpikeInterface's method name */
  readonly name: Name;
  readonly label: string;
  readonly summary: string;
  readonly params: Schema;
  readonly needsNoiseLevels: boolean;
  /** Once per search, in the calling thread. */
  prepare(
    params: z.output<Schema>,
    input: MatchingInput,
    recording: Recording,
    ctx: ComputeContext,
  ): Tables | Promise<Tables>;
  /** Once per worker. */
  createMatcher(
    params: z.output<Schema>,
    input: MatchingInput,
    tables: Tables,
    kernels: Kernels,
  ): Matcher;
}

export function defineMatching<const Name extends string, Schema extends z.ZodObject, Tables>(
  definition: MatchingDefinition<Name, Schema, Tables>,
): MatchingDefinition<Name, Schema, Tables> {
  return definition;
}
