import { z } from "zod";
import type { NumpyGenerator } from "#core/array/index.ts";

/** What a selection looks at: columns of peaks, and what belongs to them. */
export interface SelectionInput {
  /** [peak] */
  readonly channelIndex: ArrayLike<number>;
  readonly sampleIndex: Float64Array;
  readonly amplitude: Float64Array;
  /** [channel], in the units of the amplitudes; methods that need them say so */
  readonly noiseLevels?: ArrayLike<number>;
  /** places of the peaks, um; methods that need them say so */
  readonly locations?: { readonly x: Float64Array; readonly y: Float64Array };
}

/** One way to take a part of the peaks. */
export interface SelectionDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  /** SpikeInterface's method name */
  readonly name: Name;
  readonly label: string;
  readonly summary: string;
  readonly params: Schema;
  /** Rows of the peaks that are taken, in any order. */
  choose(params: z.output<Schema>, input: SelectionInput, rng: NumpyGenerator): number[];
}

export function defineSelection<const Name extends string, Schema extends z.ZodObject>(
  definition: SelectionDefinition<Name, Schema>,
): SelectionDefinition<Name, Schema> {
  return definition;
}

/** How many peaks; every method's. */
export const numPeaksParam = z
  .int()
  .nonnegative()
  .describe("Peaks to take; of every channel where channels are looked at by themselves.")
  .meta({ label: "Peaks" });

/** Whether channels are looked at by themselves. */
export const perChannelParam = z
  .boolean()
  .default(false)
  .describe("Take the peaks of every channel by themselves.")
  .meta({ label: "Per channel" });
