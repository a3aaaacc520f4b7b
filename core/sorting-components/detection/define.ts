import { z } from "zod";
import type { ComputeContext } from "#core/compute/index.ts";
import type { PeakScan } from "#core/kernels/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { MatchedFilter } from "../matched-filter.ts";
import type { MethodChoice } from "../method-choice.ts";
import type { ChannelLists } from "../neighbours.ts";
import type { WaveformContext } from "../waveforms/define.ts";

/** What a detection method knows of the recording. */
export interface DetectionInput {
  readonly samplingFrequency: number;
  readonly numChannels: number;
  /** [channel × 2], um; undefined without a probe */
  readonly locations: Float64Array | undefined;
  /** [channel], MAD noise in the units of the traces */
  readonly noiseLevels: Float32Array;
}

/** A scan without its frames: plain data that crosses threads. */
export type DetectionPlan = Omit<PeakScan, "firstFrame" | "lastFrame">;

/** One way to find peaks; every method is a plan for the one scan kernel. */
export interface DetectionDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  /** SpikeInterface's method name */
  readonly name: Name;
  readonly label: string;
  readonly summary: string;
  readonly params: Schema;
  plan(params: z.output<Schema>, input: DetectionInput): DetectionPlan;
}

/** A way to find peaks in traces that are filtered first; the filter is made of the recording. */
export interface FilterDetectionDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> extends Omit<DetectionDefinition<Name, Schema>, "plan"> {
  createFilter(
    params: z.output<Schema>,
    input: DetectionInput,
    recording: Recording,
    ctx: ComputeContext,
  ): Promise<MatchedFilter>;
}

/** Rounds of peaks, each in what the rounds before have left: plain data that crosses threads. */
export interface RoundsPlan extends WaveformContext {
  /** most rounds */
  readonly rounds: number;
  /** the scan of every round; the last one is for all that follow */
  readonly plans: readonly DetectionPlan[];
  /** channels on which a peak's waveform is taken out, by its channel */
  readonly around: ChannelLists;
  /** changes of waveforms before they are taken out */
  readonly steps: readonly MethodChoice[];
}

/** A way to find peaks round after round. */
export interface RoundsDetectionDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> extends Omit<DetectionDefinition<Name, Schema>, "plan"> {
  planRounds(params: z.output<Schema>, input: DetectionInput): RoundsPlan;
}

export function defineRoundsDetection<const Name extends string, Schema extends z.ZodObject>(
  definition: RoundsDetectionDefinition<Name, Schema>,
): RoundsDetectionDefinition<Name, Schema> {
  return definition;
}

export function defineFilterDetection<const Name extends string, Schema extends z.ZodObject>(
  definition: FilterDetectionDefinition<Name, Schema>,
): FilterDetectionDefinition<Name, Schema> {
  return definition;
}

export function defineDetection<const Name extends string, Schema extends z.ZodObject>(
  definition: DetectionDefinition<Name, Schema>,
): DetectionDefinition<Name, Schema> {
  return definition;
}

/** Parameters that all threshold detectors share; SpikeInterface's names and defaults. */
export const thresholdParams = {
  peak_sign: z
    .enum(["neg", "pos", "both"])
    .default("neg")
    .describe("Which way peaks point.")
    .meta({ label: "Peak sign" }),
  detect_threshold: z
    .number()
    .positive()
    .default(5)
    .describe("Threshold in multiples of the channel's noise level (MAD).")
    .meta({ label: "Threshold", unit: "MAD" }),
  exclude_sweep_ms: z
    .number()
    .nonnegative()
    .default(0.1)
    .describe("Time on each side in which a peak must be the extremum.")
    .meta({ label: "Exclusion time", unit: "ms" }),
} as const;

/** Samples on each side; SpikeInterface truncates. */
export function sweepSamples(excludeSweepMs: number, samplingFrequency: number): number {
  return Math.trunc((excludeSweepMs * samplingFrequency) / 1000);
}

/** [channel], threshold × noise in float32, as NumPy multiplies. */
export function absoluteThresholds(noiseLevels: Float32Array, threshold: number): Float32Array {
  return Float32Array.from(noiseLevels, (level) => level * Math.fround(threshold));
}
