import { z } from "zod";
import type { NdArray } from "#core/array/index.ts";
import { numContacts, type Probe } from "#core/model/index.ts";
import { floatProperty, withMetadata, type Recording } from "#core/recording/index.ts";
import { TOY_PROBES } from "../drifting.ts";
import { DRIFT_MODES } from "../drift-recipe.ts";
import { defaultProbeKwargs } from "../ground-truth.ts";
import { multiColumnsProbe, type MultiColumnsParams } from "../probe.ts";
import type { SimulationShape } from "./define.ts";

/* Fields that several kinds of simulation share; each kind says its defaults. */

const PROBE_NAMES = [
  "two columns",
  ...(Object.keys(TOY_PROBES) as (keyof typeof TOY_PROBES)[]),
] as const;

/** Hz: what probes record spikes at; the reference's own default of 25 kHz is a test recording's */
const RATE = 30_000;

const MAX_CHANNELS = 4096;
const MAX_UNITS = 10_000;
const DAY_S = 86_400;

export const shapeFields = {
  probe: z
    .enum(PROBE_NAMES)
    .default("two columns")
    .describe("Two columns 20 µm apart, or one with its own number of channels.")
    .meta({ label: "Probe" }),
  num_channels: z
    .int()
    .min(1)
    .max(MAX_CHANNELS)
    .default(64)
    .describe("Contacts of the two columns together.")
    .meta({ label: "Channels" }),
  duration_s: z
    .number()
    .positive()
    .max(DAY_S)
    .default(60)
    .describe("Length of the recording.")
    .meta({ label: "Duration", unit: "s" }),
  sampling_frequency: z
    .number()
    .min(1000)
    .max(200_000)
    .default(RATE)
    .describe("Samples per second of each channel.")
    .meta({ label: "Sampling rate", unit: "Hz" }),
};

export const seedField = z
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .default(0)
  .describe("The same seed gives the same samples.")
  .meta({ label: "Seed" });

export const unitFields = (defaults: {
  readonly units: number;
  readonly rates: readonly [number, number];
}) => ({
  num_units: z
    .int()
    .min(1)
    .max(MAX_UNITS)
    .default(defaults.units)
    .describe("How many neurons fire.")
    .meta({ label: "Units" }),
  firing_rate_min: z
    .number()
    .positive()
    .max(1000)
    .default(defaults.rates[0])
    .describe("Each unit's rate is drawn between this and the fastest.")
    .meta({ label: "Slowest rate", unit: "Hz" }),
  firing_rate_max: z
    .number()
    .positive()
    .max(1000)
    .default(defaults.rates[1])
    .describe("The same as the slowest: all units fire alike.")
    .meta({ label: "Fastest rate", unit: "Hz" }),
  refractory_period_ms: z
    .number()
    .min(0)
    .max(100)
    .default(4)
    .describe("No two spikes of a unit are closer.")
    .meta({ label: "Refractory period", unit: "ms" }),
  amplitude_min: z
    .number()
    .positive()
    .default(100)
    .describe("Trough at the unit itself; contacts farther away see less.")
    .meta({ label: "Smallest amplitude", unit: "µV" }),
  amplitude_max: z
    .number()
    .positive()
    .default(500)
    .describe("Each unit's is drawn between the two.")
    .meta({ label: "Largest amplitude", unit: "µV" }),
});

export const noiseFields = (defaults: {
  readonly levels: readonly [number, number];
  readonly reachUm: number;
}) => ({
  noise_min: z
    .number()
    .min(0)
    .default(defaults.levels[0])
    .describe("Standard deviation of the quietest channel.")
    .meta({ label: "Least noise", unit: "µV" }),
  noise_max: z
    .number()
    .min(0)
    .default(defaults.levels[1])
    .describe("Standard deviation of the loudest channel.")
    .meta({ label: "Most noise", unit: "µV" }),
  noise_reach_um: z
    .number()
    .min(0)
    .default(defaults.reachUm)
    .describe("Distance over which channels share their noise; 0 = each has its own.")
    .meta({ label: "Shared noise reaches", unit: "µm" }),
});

export const driftFields = {
  drift_range_um: z
    .number()
    .positive()
    .max(500)
    .default(40)
    .describe("From one end of the motion to the other.")
    .meta({ label: "Range", unit: "µm" }),
  drift_period_s: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe("Of one zigzag; empty: 200 s, in a recording under 10 min a third of it.")
    .meta({ label: "Zigzag period", unit: "s" }),
  least_moved: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe(
      "Share of the motion that the least moved unit feels; 1 = rigid, all units move alike.",
    )
    .meta({ label: "Least moved unit" }),
};

export const driftModeField = z
  .enum(DRIFT_MODES)
  .default("zigzag")
  .describe("Slowly up and down, jumps between two depths, or small random steps.")
  .meta({ label: "Motion" });

/** What the shape fields hold. */
export interface ShapeParams {
  readonly probe: (typeof PROBE_NAMES)[number];
  readonly num_channels: number;
  readonly duration_s: number;
  readonly sampling_frequency: number;
}

export function probeKwargs({ probe, num_channels }: ShapeParams): MultiColumnsParams {
  return probe === "two columns" ? defaultProbeKwargs(num_channels) : TOY_PROBES[probe];
}

export function probeOf(params: ShapeParams): Probe {
  return multiColumnsProbe(probeKwargs(params));
}

export function numChannelsOf(params: ShapeParams): number {
  return params.probe === "two columns" ? params.num_channels : numContacts(probeOf(params));
}

const FLOAT32_BYTES = 4;

export function shapeOf(params: ShapeParams): SimulationShape {
  return {
    numChannels: numChannelsOf(params),
    numSamples: [Math.trunc(params.duration_s * params.sampling_frequency)],
    samplingFrequency: params.sampling_frequency,
    itemBytes: FLOAT32_BYTES,
  };
}

/** One value, or a range to draw from; the reference's default where both ends are equal is one value. */
export function valueOrRange(
  low: number,
  high: number,
): number | { readonly $tuple: [number, number] } {
  return low === high ? low : { $tuple: [Math.min(low, high), Math.max(low, high)] };
}

/** The samples are µV. */
export function inMicrovolts(recording: Recording, name?: string): Recording {
  const each = (value: number): NdArray => floatProperty(recording.channelIds.map(() => value));
  return withMetadata(recording, {
    properties: new Map([
      ["gain_to_uV", each(1)],
      ["offset_to_uV", each(0)],
    ]),
    annotations: { is_filtered: true, ...(name !== undefined && { name }) },
  });
}
