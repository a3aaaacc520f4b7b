import { defaultRng, ndArray, type NdArray } from "#core/array/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import {
  channelLocations,
  describeExtractor,
  gainsOf,
  withMetadata,
  type Recording,
} from "#core/recording/index.ts";
import {
  memorySortingFromKwargs,
  segmentSlices,
  sortingFromSpikes,
  type Sorting,
} from "#core/sorting/index.ts";
import { extremumChannels, moveTemplates, type DenseTemplates } from "./dense-templates.ts";
import { linearDisplacement } from "./displacement.ts";
import { nearestStep } from "./drifting.ts";
import { driftingTemplateBank, type DriftingUnits } from "./drifting-bank.ts";
import {
  bankInChannelUnits,
  denseTemplateBank,
  InjectTemplatesRecording,
  type TemplateBank,
} from "./inject.ts";
import {
  checkMotion,
  displacementAt,
  displacementRange,
  motionFromJson,
  motionToJson,
  type TissueMotion,
} from "./motion.ts";
import { movedTemplateBank } from "./moved-bank.ts";
import { packedArray, packedSorting, plainJson, unpackedArray } from "./packed.ts";
import { generateSpikes, type GenerateSortingParams } from "./sorting.ts";
import { drawUnitParams, generateTemplates, type UnitParams } from "./templates.ts";
import { generateUnitLocations, type UnitLocationParams } from "./unit-locations.ts";

/*
 * Known spikes in a real recording (SpikeInterface 0.103.2, generate_hybrid_recording). What differs from the
 * reference, which leaves it out: generated templates are brought from µV to the recording's units like given ones, an
 * offset is not added with every spike, amplitudes vary without a motion too, and unit places come from the seed.
 * Generated units that move get templates computed anew at each place; given ones are interpolated between contacts.
 */

export const HYBRID_RECORDING_CLASS = "spikedesk.generation.HybridRecording";

/** Parameters of SpikeInterface's generate_hybrid_recording. */
export interface HybridParams {
  /** default null: generated on as many units as the templates have */
  readonly sorting?: Sorting | null;
  /** default null: generated */
  readonly templates?: DenseTemplates | null;
  /** how the units move; default null: they stay where they are */
  readonly motion?: TissueMotion | null;
  /** whether given templates are in µV (default) and not in the recording's units */
  readonly are_templates_scaled?: boolean;
  /** [unit × 3], µm; default drawn, or the contact of the largest trough of given templates */
  readonly unit_locations?: ArrayLike<number> | null;
  /** µm between the places that templates are made for, default 1 */
  readonly drift_step_um?: number;
  /** sub-sample versions of generated templates */
  readonly upsample_factor?: number | null;
  /** version of each spike */
  readonly upsample_vector?: ArrayLike<number> | null;
  /** standard deviation of each spike's amplitude around 1, default 0.05; null = all are 1 */
  readonly amplitude_std?: number | null;
  /** default 10 units at 15 Hz, refractory period 4 ms */
  readonly generate_sorting_kwargs?: Omit<GenerateSortingParams, "seed">;
  readonly generate_unit_locations_kwargs?: UnitLocationParams;
  /** default 1 ms before and 3 ms after the peak */
  readonly generate_templates_kwargs?: {
    readonly ms_before?: number;
    readonly ms_after?: number;
    readonly mode?: string;
    readonly unit_params?: UnitParams | null;
  };
  /** default 0: unlike the reference, a call without a seed is repeatable */
  readonly seed?: number | null;
}

/** A hybrid recording and the spikes that were put into it. */
export interface HybridRecording {
  readonly recording: Recording;
  /** property gt_unit_locations [unit × 3] */
  readonly sorting: Sorting;
}

const DEFAULT_SORTING = { num_units: 10, firing_rates: 15, refractory_period_ms: 4 } as const;
const DEFAULT_LOCATIONS = {
  margin_um: 10,
  minimum_z: 5,
  maximum_z: 50,
  minimum_distance: 20,
} as const;

/**
 * A lazy recording: the given one, with the templates of known units added where they fire.
 * @throws InvalidParameter naming what does not fit, MissingProbe for a recording without places
 */
export function generateHybridRecording(
  recording: Recording,
  params: HybridParams,
): HybridRecording {
  const seed = params.seed ?? 0;
  const numUnits = numUnitsOf(params);
  const locations = channelLocations(recording);
  if (params.motion) checkMotion(params.motion, recording.numSamples.length);
  const places = unitPlaces(params, locations, numUnits, seed);
  const sorting = sortingOf(recording, params, numUnits, places, seed);
  const numSpikes = sorting.spikes.sampleIndex.length;
  const rng = defaultRng(seed);
  const source = sourceOf(recording, params, locations, places, seed);
  const versions = source.upsampled
    ? (params.upsample_vector ?? rng.integers(0, source.still.numVersions, numSpikes))
    : undefined;
  const std = params.amplitude_std === undefined ? 0.05 : params.amplitude_std;
  const moving = params.motion
    ? movement(params.motion, params.drift_step_um ?? 1, sorting, places, source)
    : undefined;
  const bank = moving?.bank ?? source.still;
  const injected = new InjectTemplatesRecording({
    sorting,
    templates: source.inUv ? bankInChannelUnits(bank, gainsOf(recording)) : bank,
    nbefore: source.nbefore,
    parent: recording,
    versions: moving?.versions ?? versions,
    ...(std !== null && { amplitudes: rng.normal(1, std, numSpikes) }),
    dict: () =>
      describeExtractor({
        siClass: HYBRID_RECORDING_CLASS,
        kwargs: kwargsOf(recording, params, seed),
        annotations: recording.annotations,
        properties: recording.properties,
      }),
  });
  return {
    recording: withMetadata(injected, { annotations: { name: "HybridRecording" } }),
    sorting,
  };
}

function numUnitsOf({ templates, sorting, generate_sorting_kwargs }: HybridParams): number {
  const counts = [templates?.unitIds.length, sorting?.unitIds.length].filter(
    (n) => n !== undefined,
  );
  const [count = (generate_sorting_kwargs ?? DEFAULT_SORTING).num_units] = counts;
  if (counts.length === 2 && counts[0] !== counts[1]) {
    throw new EphysError(
      "InvalidParameter",
      `${String(counts[0])} templates for a sorting of ${String(counts[1])} units`,
    );
  }
  if (count === undefined) {
    throw new EphysError("InvalidParameter", "generate_sorting_kwargs needs num_units");
  }
  return count;
}

/** [unit × 3], µm. */
function unitPlaces(
  { unit_locations, templates, generate_unit_locations_kwargs }: HybridParams,
  locations: Float64Array,
  numUnits: number,
  seed: number,
): Float32Array {
  if (unit_locations) {
    if (unit_locations.length === 3 * numUnits) return Float32Array.from(unit_locations);
    throw new EphysError(
      "InvalidParameter",
      `unit_locations must be x, y and z of ${String(numUnits)} units`,
    );
  }
  if (!templates) {
    const kwargs = generate_unit_locations_kwargs ?? DEFAULT_LOCATIONS;
    return generateUnitLocations(numUnits, locations, 2, kwargs, seed);
  }
  const channels = extremumChannels(templates);
  const at = (unit: number, axis: number): number =>
    axis === 2 ? 0 : templates.locations[2 * channels[unit] + axis];
  return Float32Array.from({ length: 3 * numUnits }, (_, i) => at(Math.floor(i / 3), i % 3));
}

function sortingOf(
  { numSamples, samplingFrequency }: Recording,
  { sorting, templates, generate_sorting_kwargs }: HybridParams,
  numUnits: number,
  places: Float32Array,
  seed: number,
): Sorting {
  if (sorting && sorting.samplingFrequency !== samplingFrequency) {
    throw new EphysError(
      "InvalidParameter",
      `the sorting is at ${String(sorting.samplingFrequency)} Hz, the recording at ${String(samplingFrequency)} Hz`,
    );
  }
  const unitIds =
    sorting?.unitIds ?? templates?.unitIds ?? Array.from({ length: numUnits }, (_, i) => String(i));
  return sortingFromSpikes({
    unitIds,
    samplingFrequency,
    numSegments: numSamples.length,
    spikes:
      sorting?.spikes ??
      generateSpikes({
        ...(generate_sorting_kwargs ?? DEFAULT_SORTING),
        num_units: numUnits,
        durations: numSamples.map((n) => n / samplingFrequency),
        sampling_frequency: samplingFrequency,
        seed,
      }),
    properties: new Map([
      ...(sorting?.properties ?? []),
      ["gt_unit_locations", ndArray("float32", [numUnits, 3], places)],
    ]),
  });
}

/** Where templates come from. */
interface TemplateSource {
  readonly still: TemplateBank;
  readonly nbefore: number;
  readonly upsampled: boolean;
  readonly inUv: boolean;
  /** the same at each of several displacements */
  moved(steps: NdArray<Float64Array>): TemplateBank;
}

function sourceOf(
  recording: Recording,
  params: HybridParams,
  locations: Float64Array,
  places: Float32Array,
  seed: number,
): TemplateSource {
  const { templates } = params;
  return templates
    ? givenSource(recording, templates, locations, params.are_templates_scaled !== false)
    : generatedSource(recording, params, locations, places, seed);
}

function givenSource(
  recording: Recording,
  templates: DenseTemplates,
  locations: Float64Array,
  inUv: boolean,
): TemplateSource {
  const { samplingFrequency, array } = templates;
  const numChannels = recording.channelIds.length;
  if (array.shape[2] !== numChannels || samplingFrequency !== recording.samplingFrequency) {
    throw new EphysError(
      "InvalidParameter",
      `templates of ${String(array.shape[2])} channels at ${String(samplingFrequency)} Hz do not fit a recording of ` +
        `${String(numChannels)} channels at ${String(recording.samplingFrequency)} Hz`,
    );
  }
  const fitted = onProbe(templates, locations);
  return {
    still: denseTemplateBank(fitted.array),
    nbefore: fitted.nbefore,
    upsampled: false,
    inUv,
    moved: (steps) => movedTemplateBank(fitted, steps),
  };
}

/** Templates as the recording's probe sees them, when its contacts lie otherwise (both probes begin at their first). */
function onProbe(templates: DenseTemplates, locations: Float64Array): DenseTemplates {
  const relative = (places: Float64Array): Float64Array => places.map((x, i) => x - places[i % 2]);
  const own = relative(templates.locations);
  const wanted = relative(locations);
  if (own.every((x, i) => Math.abs(x - wanted[i]) <= 1e-8 + 1e-5 * Math.abs(wanted[i]))) {
    return { ...templates, locations };
  }
  const seen = moveTemplates({ ...templates, locations: own }, new Float64Array(2), wanted);
  const data = seen.data as Float32Array | Float64Array; // as the templates
  return { ...templates, array: ndArray(seen.dtype, templates.array.shape, data), locations };
}

function generatedSource(
  recording: Recording,
  { generate_templates_kwargs = {}, upsample_factor = null }: HybridParams,
  locations: Float64Array,
  places: Float32Array,
  seed: number,
): TemplateSource {
  const {
    ms_before = 1,
    ms_after = 3,
    mode = "ellipsoid",
    unit_params,
  } = generate_templates_kwargs;
  const { samplingFrequency } = recording;
  const nbefore = Math.trunc((ms_before * samplingFrequency) / 1000);
  const array = generateTemplates(locations, 2, places, {
    samplingFrequency,
    msBefore: ms_before,
    msAfter: ms_after,
    seed,
    upsampleFactor: upsample_factor,
    unitParams: unit_params ?? null,
    mode,
  });
  return {
    still: denseTemplateBank(array),
    nbefore,
    upsampled: upsample_factor !== null,
    inUv: true,
    moved(steps) {
      if (upsample_factor !== null) {
        throw new EphysError("Unsupported", "templates that move have no sub-sample versions");
      }
      const units: DriftingUnits = {
        samplingFrequency,
        msBefore: ms_before,
        msAfter: ms_after,
        nbefore,
        mode,
        unitParams: drawUnitParams(unit_params ?? {}, places.length / 3, seed),
        unitLocations: places,
        channelLocations: locations,
      };
      return driftingTemplateBank(units, steps);
    },
  };
}

/** Templates at the places that the motion reaches, and which of them each spike gets. */
function movement(
  motion: TissueMotion,
  stepUm: number,
  { spikes, samplingFrequency, ...sorting }: Sorting,
  places: Float32Array,
  source: TemplateSource,
): { readonly bank: TemplateBank; readonly versions: Int32Array } {
  if (!(stepUm > 0)) {
    throw new EphysError("InvalidParameter", `drift_step_um ${String(stepUm)} is not above 0`);
  }
  const axis = motion.direction === "x" ? 0 : 1;
  const along = (value: number): [number, number] => (axis === 0 ? [value, 0] : [0, value]);
  const [low, high] = displacementRange(motion);
  const numSteps = Math.max(1, Math.trunc((high - low) / stepUm));
  const steps = linearDisplacement(along(low), along(high), numSteps);
  const versions = new Int32Array(spikes.sampleIndex.length);
  for (const [segment, { start, end }] of segmentSlices({
    ...sorting,
    spikes,
    samplingFrequency,
  }).entries()) {
    for (let i = start; i < end; i++) {
      const depth = places[3 * spikes.unitIndex[i] + axis];
      const moved = displacementAt(
        motion,
        segment,
        spikes.sampleIndex[i] / samplingFrequency,
        depth,
      );
      versions[i] = nearestStep(steps.data, ...along(moved));
    }
  }
  return { bank: source.moved(steps), versions };
}

/** Everything that makes the pair again, as JSON; given objects are packed whole. */
function kwargsOf(recording: Recording, params: HybridParams, seed: number): JsonObject {
  const { sorting, templates, motion, ...plain } = params;
  return {
    params: plainJson({ ...plain, seed }),
    recording: recording.dict,
    sorting: sorting ? packedSorting(sorting) : null,
    templates: templates
      ? {
          array: packedArray(templates.array),
          unit_ids: [...templates.unitIds],
          sampling_frequency: templates.samplingFrequency,
          nbefore: templates.nbefore,
          locations: [...templates.locations],
        }
      : null,
    motion: motion ? motionToJson(motion) : null,
  };
}

/** Again from the kwargs of its dictionary and the recording that spikes were put into. */
export function hybridFromKwargs(kwargs: JsonObject, recording: Recording): HybridRecording {
  const { sorting, templates, motion, params } = kwargs;
  const packed = templates as JsonObject | null;
  return generateHybridRecording(recording, {
    ...(params as HybridParams), // written by kwargsOf
    sorting: sorting ? memorySortingFromKwargs(sorting as JsonObject) : null,
    templates: packed && {
      array: unpackedArray(packed["array"] as JsonObject),
      unitIds: packed["unit_ids"] as string[],
      samplingFrequency: packed["sampling_frequency"] as number,
      nbefore: packed["nbefore"] as number,
      locations: Float64Array.from(packed["locations"] as number[]),
    },
    motion: motion ? motionFromJson(motion as JsonObject) : null,
  });
}
