import type { z } from "zod";

/** Waveforms of some peaks, each on its own channels. */
export interface WaveformBatch {
  readonly count: number;
  readonly numSamples: number;
  /** columns of each waveform; those beyond a peak's own channels are 0 */
  readonly width: number;
  /** [peak × sample × column], may be written to */
  readonly data: Float32Array;
  /** channels of each peak's columns, [peak] */
  readonly channels: readonly Int32Array[];
}

/** What a step knows of the waveforms. */
export interface WaveformContext {
  readonly samplingFrequency: number;
  readonly nbefore: number;
  readonly nafter: number;
  /** [channel], in the units of the traces; undefined where nobody measured them */
  readonly noiseLevels: Float32Array | undefined;
}

/** One way to change waveforms; may write into the batch that it is given. */
export type WaveformChange = (batch: WaveformBatch) => WaveformBatch;

/** A step between waveforms and what is made of them. */
export interface WaveformStepDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  /** SpikeInterface's node in snake_case */
  readonly name: Name;
  readonly label: string;
  readonly summary: string;
  readonly params: Schema;
  create(params: z.output<Schema>, context: WaveformContext): WaveformChange;
}

export function defineWaveformStep<const Name extends string, Schema extends z.ZodObject>(
  definition: WaveformStepDefinition<Name, Schema>,
): WaveformStepDefinition<Name, Schema> {
  return definition;
}
