import type { z } from "zod";
import type { TraceWindow } from "#core/compute/index.ts";
import type { ChannelLists } from "../neighbours.ts";
import type { Peaks } from "../peaks.ts";
import type { WaveformBatch, WaveformContext } from "../waveforms/define.ts";

/** What a feature knows of the recording. */
export interface FeatureContext extends WaveformContext {
  readonly numChannels: number;
  /** [channel × 2], um */
  readonly locations: Float64Array;
  /** channels of the waveforms' columns, by the peak's channel */
  readonly around: ChannelLists;
}

/** Features of a batch of peaks, [peak × column]. */
export type FeatureMaker = (
  batch: WaveformBatch,
  peaks: Peaks,
  window: TraceWindow,
) => Float32Array | Float64Array;

/** Numbers of a peak, made of its waveform. */
export interface FeatureDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  /** SpikeInterface's feature name */
  readonly name: Name;
  readonly label: string;
  readonly summary: string;
  readonly params: Schema;
  /** numbers of a peak */
  numColumns(params: z.output<Schema>, context: FeatureContext): number;
  create(params: z.output<Schema>, context: FeatureContext): FeatureMaker;
}

export function defineFeature<const Name extends string, Schema extends z.ZodObject>(
  definition: FeatureDefinition<Name, Schema>,
): FeatureDefinition<Name, Schema> {
  return definition;
}
