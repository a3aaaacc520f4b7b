import { z } from "zod";
import { runSweep, type ComputeContext } from "#core/compute/index.ts";
import { checkedBy, EphysError, type UnitId } from "#core/model/index.ts";
import {
  channelLocations,
  noiseLevels as noiseLevelsOf,
  type Properties,
  type Recording,
} from "#core/recording/index.ts";
import { takeSpikes, type Sorting } from "#core/sorting/index.ts";
import { sparsityFromChannels, type ChannelSparsity } from "./sparsity.ts";
import { selectRandomSpikes } from "./spike-selection.ts";
import { accumulateTemplates } from "./template-accumulator.ts";
import { extremumChannels, templateAmplitudes, type Templates } from "./templates.ts";

/*
 * Channel sparsity from a few spikes of each unit (estimate_sparsity of SpikeInterface 0.103: 100 spikes with seed 2205,
 * dense templates in raw units) or from templates that exist (compute_sparsity).
 * Difference: "closest_channels" takes the channels nearest to the unit's extremum channel; the reference takes those
 * nearest to the channel whose position is the unit's position.
 */

export const SPARSITY_METHODS = [
  "radius",
  "best_channels",
  "closest_channels",
  "snr",
  "amplitude",
  "by_property",
] as const;

export const sparsityParams = z.strictObject({
  method: z.enum(SPARSITY_METHODS).default("radius").describe("How channels are chosen."),
  peak_sign: z.enum(["neg", "pos", "both"]).default("neg").describe("Sign of the peak."),
  num_channels: z
    .int()
    .positive()
    .default(5)
    .describe("Channels per unit, for best_channels and closest_channels.")
    .meta({ label: "Channels" }),
  radius_um: z
    .number()
    .nonnegative()
    .default(100)
    .describe("Distance from the extremum channel, for radius.")
    .meta({ unit: "um" }),
  threshold: z
    .number()
    .default(5)
    .describe(
      "Least amplitude of a kept channel: in noise levels for snr, in raw units for amplitude.",
    ),
  by_property: z
    .string()
    .nullable()
    .default(null)
    .describe("Property of both channels and units, for by_property."),
  amplitude_mode: z
    .enum(["extremum", "at_index", "peak_to_peak"])
    .default("extremum")
    .describe("What counts as amplitude."),
  num_spikes_for_sparsity: z
    .int()
    .positive()
    .default(100)
    .describe("Spikes of each unit that are looked at.")
    .meta({ label: "Spikes per unit" }),
  ms_before: z
    .number()
    .positive()
    .default(1)
    .describe("Samples before a spike that count.")
    .meta({ unit: "ms", label: "Before" }),
  ms_after: z
    .number()
    .positive()
    .default(2.5)
    .describe("Samples after a spike that count.")
    .meta({ unit: "ms", label: "After" }),
});

export type SparsityParams = z.output<typeof sparsityParams>;

const SELECTION_SEED = 2205;

/**
 * Sparsity estimated from a sample of spikes. `noiseLevels` [channel] in raw units are for "snr"; without them they are
 * estimated.
 */
export async function estimateSparsity(
  sorting: Sorting,
  recording: Recording,
  input: z.input<typeof sparsityParams>,
  ctx: ComputeContext,
  noiseLevels?: ArrayLike<number>,
): Promise<ChannelSparsity> {
  return (await estimateChannels(sorting, recording, input, ctx, noiseLevels)).sparsity;
}

/** The same with the dense templates in raw units that it comes from; "by_property" needs none. */
export async function estimateChannels(
  sorting: Sorting,
  recording: Recording,
  input: z.input<typeof sparsityParams>,
  ctx: ComputeContext,
  noiseLevels?: ArrayLike<number>,
): Promise<{ readonly sparsity: ChannelSparsity; readonly templates: Templates | undefined }> {
  const params = checkedBy(sparsityParams, input, "sparsity");
  if (params.method === "by_property") {
    const sparsity = sparsityByProperty(
      params.by_property,
      sorting.properties,
      sorting.unitIds,
      recording.properties,
      recording.channelIds.length,
    );
    return { sparsity, templates: undefined };
  }
  const templates = await templatesOfSample(sorting, recording, params, ctx);
  const locations = (): Float64Array => channelLocations(recording);
  const noise =
    params.method === "snr"
      ? (noiseLevels ?? (await noiseLevelsOf(recording, { return_in_uV: false }, ctx)))
      : undefined;
  return { sparsity: sparsityFromTemplates(templates, params, locations, noise), templates };
}

async function templatesOfSample(
  sorting: Sorting,
  recording: Recording,
  params: SparsityParams,
  ctx: ComputeContext,
): Promise<Templates> {
  const fs = recording.samplingFrequency;
  const nbefore = Math.trunc((params.ms_before * fs) / 1000);
  const nafter = Math.trunc((params.ms_after * fs) / 1000);
  const rows = selectRandomSpikes(
    sorting,
    recording.numSamples,
    {
      method: "uniform",
      maxSpikesPerUnit: params.num_spikes_for_sparsity,
      marginSize: Math.max(nbefore, nafter),
      seed: SELECTION_SEED,
    },
    ctx.kernels,
  );
  if (rows.length === 0) {
    throw new EphysError(
      "InvalidValue",
      "no unit has a spike far enough from the segment borders to estimate its channels; use a dense analyzer",
    );
  }
  const numUnits = sorting.unitIds.length;
  const numChannels = recording.channelIds.length;
  const accumulator = accumulateTemplates(takeSpikes(sorting.spikes, rows), {
    kernels: ctx.kernels,
    numUnits,
    numSegments: sorting.numSegments,
    numChannels,
    nbefore,
    nafter,
    inUv: false,
    sparsity: undefined,
    withStd: false,
    byChunk: true,
  });
  await runSweep(recording, [accumulator.request], ctx, { step: "estimate sparsity" });
  const data = accumulator.finish().average;
  return { data, numUnits, numSamples: nbefore + nafter, numChannels, nbefore };
}

/** Sparsity of templates by any method but `by_property`. `locations` is asked only where it is needed. */
export function sparsityFromTemplates(
  templates: Templates,
  params: Pick<
    SparsityParams,
    "method" | "peak_sign" | "num_channels" | "radius_um" | "threshold" | "amplitude_mode"
  >,
  locations: () => Float64Array,
  noiseLevels?: ArrayLike<number>,
): ChannelSparsity {
  const { numUnits, numChannels } = templates;
  const { method, peak_sign, num_channels, radius_um, threshold, amplitude_mode } = params;
  const perUnit = (pick: (unit: number) => readonly number[]): ChannelSparsity =>
    sparsityFromChannels(
      Array.from({ length: numUnits }, (_, unit) => pick(unit)),
      numChannels,
    );
  if (method === "radius" || method === "closest_channels") {
    const best = extremumChannels(templates, peak_sign);
    const where = locations();
    return perUnit((unit) => {
      const distances = distancesFrom(where, best[unit]);
      const all = Array.from(distances.keys());
      return method === "radius"
        ? all.filter((c) => distances[c] <= radius_um)
        : all.sort((a, b) => distances[a] - distances[b] || a - b).slice(0, num_channels);
    });
  }
  const amplitudes = templateAmplitudes(templates, peak_sign, amplitude_mode);
  const amplitude = (unit: number, c: number): number => amplitudes[unit * numChannels + c];
  const all = Array.from({ length: numChannels }, (_, c) => c);
  if (method === "best_channels") {
    return perUnit((unit) =>
      all
        .toSorted((a, b) => amplitude(unit, b) - amplitude(unit, a) || b - a)
        .slice(0, num_channels),
    );
  }
  if (method === "amplitude") {
    return perUnit((unit) => all.filter((c) => amplitude(unit, c) >= threshold));
  }
  if (noiseLevels === undefined) {
    throw new EphysError("InvalidParameter", `sparsity method "${method}" needs noise levels`);
  }
  return perUnit((unit) => all.filter((c) => amplitude(unit, c) / noiseLevels[c] >= threshold));
}

/**
 * Channels whose waveforms have enough energy against the noise.
 * @param waveforms [spike × sample × channel], dense
 */
export function sparsityFromEnergy(
  waveforms: ArrayLike<number>,
  unitIndex: ArrayLike<number>,
  shape: { readonly numUnits: number; readonly numSamples: number; readonly numChannels: number },
  noiseLevels: ArrayLike<number>,
  threshold: number,
): ChannelSparsity {
  const { numUnits, numSamples, numChannels } = shape;
  const energies = new Float64Array(numUnits * numChannels);
  const counts = new Float64Array(numUnits);
  for (let row = 0; row < unitIndex.length; row++) {
    const unit = unitIndex[row];
    counts[unit]++;
    for (let s = 0; s < numSamples; s++) {
      const at = (row * numSamples + s) * numChannels;
      for (let c = 0; c < numChannels; c++) {
        energies[unit * numChannels + c] += waveforms[at + c] ** 2;
      }
    }
  }
  return sparsityFromChannels(
    Array.from({ length: numUnits }, (_, unit) =>
      Array.from({ length: numChannels }, (_c, c) => c).filter((c) => {
        const noise = Math.sqrt(numSamples) * noiseLevels[c] * Math.sqrt(counts[unit]);
        return Math.sqrt(energies[unit * numChannels + c]) / noise >= threshold;
      }),
    ),
    numChannels,
  );
}

function sparsityByProperty(
  name: string | null,
  unitProperties: Properties,
  unitIds: readonly UnitId[],
  channelProperties: Properties,
  numChannels: number,
): ChannelSparsity {
  if (name === null) {
    throw new EphysError("InvalidParameter", 'sparsity method "by_property" needs by_property');
  }
  const ofUnits = plainValues(unitProperties, name, "units");
  const ofChannels = plainValues(channelProperties, name, "channels");
  return sparsityFromChannels(
    unitIds.map((id, unit) => {
      const own = ofChannels.flatMap((value, c) => (value === ofUnits[unit] ? [c] : []));
      if (own.length === 0) {
        throw new EphysError(
          "InvalidValue",
          `unit ${String(id)} has ${name} ${String(ofUnits[unit])}, which no channel has`,
        );
      }
      return own;
    }),
    numChannels,
  );
}

function plainValues(properties: Properties, name: string, of: string): (string | number)[] {
  const property = properties.get(name);
  if (property === undefined || "columns" in property) {
    throw new EphysError("InvalidParameter", `the ${of} have no property "${name}"`, { name });
  }
  return Array.from(property.data as ArrayLike<string | number>); // properties hold texts or numbers
}

function distancesFrom(locations: Float64Array, channel: number): Float64Array {
  return Float64Array.from({ length: locations.length / 2 }, (_, c) => {
    const dx = locations[2 * c] - locations[2 * channel];
    const dy = locations[2 * c + 1] - locations[2 * channel + 1];
    return Math.sqrt(dx * dx + dy * dy);
  });
}
