import { z } from "zod";

/** What a localisation method knows of recording and window. */
export interface LocalizationInput {
  readonly samplingFrequency: number;
  /** [channel × 2], um */
  readonly locations: Float64Array;
  /** samples before the peak in the waveform */
  readonly nbefore: number;
  /** samples from the peak on */
  readonly nafter: number;
  /** samples are of single precision, and so is what the reference makes of them; else whole or double */
  readonly single?: boolean;
}

export type LocationColumn = "x" | "y" | "z" | "alpha";

/** Locates one peak after another; may keep scratch memory between calls. */
export interface PeakLocator {
  /** Channels that the method looks at for a peak on `channel`, ascending. */
  channelsFor(channel: number): Int32Array;
  /**
   * @param waveform [sample × channel of channelsFor], nbefore + nafter samples
   * @param out [column], um; written
   */
  locate(waveform: Float32Array, channel: number, out: Float64Array): void;
}

/** One way to locate peaks. */
export interface LocalizationDefinition<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  /** SpikeInterface's method name */
  readonly name: Name;
  readonly label: string;
  readonly summary: string;
  readonly params: Schema;
  readonly columns: readonly LocationColumn[];
  /** takes the peaks' median waveform as parameter `prototype` unless one is given */
  readonly usesPrototype?: boolean;
  createLocator(params: z.output<Schema>, input: LocalizationInput): PeakLocator;
}

export function defineLocalization<const Name extends string, Schema extends z.ZodObject>(
  definition: LocalizationDefinition<Name, Schema>,
): LocalizationDefinition<Name, Schema> {
  return definition;
}

/** A radius parameter with SpikeInterface's name. */
export function radiusParam(defaultUm: number): z.ZodDefault<z.ZodNumber> {
  return z
    .number()
    .positive()
    .default(defaultUm)
    .describe("Channels within this distance of the peak's channel are used.")
    .meta({ label: "Radius", unit: "um" });
}
