import { z } from "zod";
import type { Motion, MotionDirection } from "#core/motion/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { PeakLocations, Peaks } from "#core/sorting-components/peaks.ts";
import type { SpatialWindowOptions } from "../windows.ts";

/** What motion is estimated from. */
export interface MotionInput {
  /** [channel × 2], um */
  readonly contacts: Float64Array;
  /** s of the first and the last sample */
  readonly firstTimeS: number;
  readonly lastTimeS: number;
  /** [peak], s */
  readonly peakTimesS: Float64Array;
  readonly peaks: Peaks;
  readonly locations: PeakLocations;
  readonly direction: MotionDirection;
  readonly windows: Omit<SpatialWindowOptions, "zeroThreshold">;
}

/** Displacement of one segment. */
interface EstimatedMotion {
  /** [time bin × window], um */
  readonly displacement: Float64Array;
  /** [time bin], s: centres */
  readonly timesS: Float64Array;
  /** [window], um: centres */
  readonly depthsUm: Float64Array;
}

/** One way to estimate motion from located peaks. */
export interface MotionDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  /** SpikeInterface's method name */
  readonly name: Name;
  readonly label: string;
  readonly summary: string;
  readonly params: Schema;
  estimate(params: z.output<Schema>, input: MotionInput): EstimatedMotion;
}

export function defineMotion<const Name extends string, Schema extends z.ZodObject>(
  definition: MotionDefinition<Name, Schema>,
): MotionDefinition<Name, Schema> {
  return definition;
}

/** One way to estimate motion from the traces themselves. */
export interface RecordingMotionDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> extends Omit<MotionDefinition<Name, Schema>, "estimate"> {
  /** @throws InvalidParameter for several segments, contacts that are not in order of depth */
  estimate(params: z.output<Schema>, recording: Recording): Promise<Motion>;
}

export function defineRecordingMotion<const Name extends string, Schema extends z.ZodObject>(
  definition: RecordingMotionDefinition<Name, Schema>,
): RecordingMotionDefinition<Name, Schema> {
  return definition;
}

/** A parameter in micrometers or seconds. */
export function quantity(
  value: number,
  unit: "um" | "s",
  text: string,
  label: string,
): z.ZodDefault<z.ZodNumber> {
  return z.number().positive().default(value).describe(text).meta({ label, unit });
}

/** Where histograms end: um beyond the outer contacts, negative to stay inside. */
export function marginParam(value: number): z.ZodDefault<z.ZodNumber> {
  return z
    .number()
    .default(value)
    .describe("How far histograms reach beyond the outer contacts.")
    .meta({ label: "Histogram margin", unit: "um" });
}
