import { defaultRng, ndArray, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import {
  EphysError,
  numContacts,
  probeFromDict,
  probeToDict,
  type JsonObject,
  type Probe,
} from "#core/model/index.ts";
import {
  describeExtractor,
  withMetadata,
  withProbe,
  type Recording,
} from "#core/recording/index.ts";
import { memorySortingFromKwargs, sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import { denseTemplateBank, InjectTemplatesRecording } from "./inject.ts";
import { NoiseGeneratorRecording, type NoiseParams } from "./noise.ts";
import { packedArray, packedSorting, plainJson, unpackedArray } from "./packed.ts";
import { multiColumnsProbe, type MultiColumnsParams } from "./probe.ts";
import { generateSpikes, type GenerateSortingParams } from "./sorting.ts";
import { generateTemplates, type UnitParams } from "./templates.ts";
import { generateUnitLocations, type UnitLocationParams } from "./unit-locations.ts";

/*
 * A recording whose spikes are known: noise, a probe, units around it, Poisson trains (SpikeInterface 0.103.2,
 * generate_ground_truth_recording: same parameters, defaults and draws). Recording and sorting are described by the
 * parameters alone, so a dictionary of a few hundred bytes makes them again anywhere. That dictionary is our own class:
 * the reference cannot write its counterpart as JSON.
 */

export const GROUND_TRUTH_RECORDING_CLASS = "spikedesk.generation.GroundTruthRecording";
export const GROUND_TRUTH_SORTING_CLASS = "spikedesk.generation.GroundTruthSorting";

/** Parameters of SpikeInterface's generate_ground_truth_recording. */
export interface GroundTruthParams {
  /** s per segment, default [10] */
  readonly durations?: readonly number[];
  /** Hz, default 25000 */
  readonly sampling_frequency?: number;
  /** default 4; ignored with a probe */
  readonly num_channels?: number;
  /** default 10; ignored with a sorting */
  readonly num_units?: number;
  readonly sorting?: Sorting | null;
  readonly probe?: Probe | null;
  readonly generate_probe_kwargs?: MultiColumnsParams;
  /** [unit × sample × channel (× version)], µV */
  readonly templates?: NdArray<Float32Array | Float64Array> | null;
  /** default 1 */
  readonly ms_before?: number;
  /** default 3 */
  readonly ms_after?: number;
  /** sub-sample versions of generated templates */
  readonly upsample_factor?: number | null;
  /** version of each spike */
  readonly upsample_vector?: ArrayLike<number> | null;
  readonly generate_sorting_kwargs?: Omit<GenerateSortingParams, "seed">;
  readonly noise_kwargs?: Pick<NoiseParams, "noise_levels" | "strategy" | "cov_matrix">;
  readonly generate_unit_locations_kwargs?: UnitLocationParams;
  readonly generate_templates_kwargs?: {
    readonly unit_params?: UnitParams | null;
    readonly mode?: string;
  } | null;
  /** default float32 */
  readonly dtype?: "float32" | "float64";
  /** default 0: unlike the reference, a call without a seed is repeatable */
  readonly seed?: number | null;
}

const DEFAULT_PROBE_KWARGS = {
  num_columns: 2,
  xpitch: 20,
  ypitch: 20,
  contact_shapes: "circle",
  contact_shape_params: { radius: 6 },
} as const satisfies MultiColumnsParams;

/** The parameters with every default filled in. */
type Settings = ReturnType<typeof settingsOf>;

// eslint-disable-next-line complexity -- a list of defaults
function settingsOf(params: GroundTruthParams) {
  return {
    durations: params.durations ?? [10],
    samplingFrequency: params.sampling_frequency ?? 25000,
    sorting: params.sorting ?? null,
    numUnits: params.sorting?.unitIds.length ?? params.num_units ?? 10,
    probe: params.probe ?? probeOf(params.num_channels ?? 4, params.generate_probe_kwargs),
    givenProbe: params.probe ?? null,
    templates: params.templates ?? null,
    msBefore: params.ms_before ?? 1,
    msAfter: params.ms_after ?? 3,
    upsampleFactor: params.upsample_factor ?? null,
    upsampleVector: params.upsample_vector ?? null,
    sortingKwargs: params.generate_sorting_kwargs ?? { firing_rates: 15, refractory_period_ms: 4 },
    noiseKwargs: params.noise_kwargs ?? ({ noise_levels: 5, strategy: "on_the_fly" } as const),
    locationKwargs: params.generate_unit_locations_kwargs ?? {
      margin_um: 10,
      minimum_z: 5,
      maximum_z: 50,
      minimum_distance: 20,
    },
    templateKwargs: params.generate_templates_kwargs ?? {},
    dtype: params.dtype ?? ("float32" as const),
    seed: params.seed ?? 0,
  };
}

/** The columns of the default probe for so many channels. */
export function defaultProbeKwargs(numChannels: number): MultiColumnsParams {
  const { num_columns } = DEFAULT_PROBE_KWARGS;
  return {
    ...DEFAULT_PROBE_KWARGS,
    num_contact_per_column: contactsPerColumn(numChannels, num_columns),
  };
}

/** Channels spread evenly, what is left over goes to the middle column. */
function contactsPerColumn(numChannels: number, numColumns: number): number[] {
  const counts = new Array<number>(numColumns).fill(Math.floor(numChannels / numColumns));
  counts[Math.floor(numColumns / 2)] += numChannels % numColumns;
  return counts;
}

function probeOf(numChannels: number, kwargs: MultiColumnsParams = DEFAULT_PROBE_KWARGS): Probe {
  const { num_columns, num_contact_per_column } = kwargs;
  if (num_columns === undefined) {
    throw new EphysError("InvalidParameter", "generate_probe_kwargs needs num_columns");
  }
  const probe = multiColumnsProbe({
    ...kwargs,
    num_contact_per_column: num_contact_per_column ?? contactsPerColumn(numChannels, num_columns),
  });
  if (numContacts(probe) !== numChannels) {
    throw new EphysError(
      "InvalidParameter",
      `${String(num_columns)} columns of contacts give ${String(numContacts(probe))} contacts, ` +
        `not num_channels = ${String(numChannels)}`,
    );
  }
  return probe;
}

/**
 * A lazy recording with known spikes, and those spikes. Reading a window costs the noise blocks it touches.
 * @throws InvalidParameter naming the parameter that does not fit
 */
export async function generateGroundTruthRecording(
  params: GroundTruthParams,
  ctx?: Pick<CoreContext, "kernels">,
): Promise<{ readonly recording: Recording; readonly sorting: Sorting }> {
  const settings = settingsOf(params);
  const kwargs = kwargsOf(settings);
  const unitLocations = settings.templates ? undefined : unitLocationsOf(settings);
  const sorting = sortingOf(settings, unitLocations, kwargs);
  const noise = await Promise.resolve(noiseOf(settings, ctx?.kernels));
  return { recording: recordingOf(settings, noise, sorting, unitLocations, kwargs), sorting };
}

function unitLocationsOf({ probe, numUnits, locationKwargs, seed }: Settings): Float32Array {
  return generateUnitLocations(numUnits, probe.contactPositions, probe.ndim, locationKwargs, seed);
}

function sortingOf(
  settings: Settings,
  unitLocations: Float32Array | undefined,
  kwargs: JsonObject,
): Sorting {
  const { sorting: given, numUnits, samplingFrequency, durations, seed } = settings;
  if (given && given.samplingFrequency !== samplingFrequency) {
    throw new EphysError(
      "InvalidParameter",
      `the sorting is at ${String(given.samplingFrequency)} Hz, the recording at ${String(samplingFrequency)} Hz`,
    );
  }
  const properties = new Map(given?.properties ?? []);
  if (unitLocations) {
    properties.set("gt_unit_locations", ndArray("float32", [numUnits, 3], unitLocations));
  }
  return sortingFromSpikes({
    unitIds: given?.unitIds ?? Array.from({ length: numUnits }, (_, i) => String(i)),
    samplingFrequency,
    numSegments: given?.numSegments ?? durations.length,
    spikes:
      given?.spikes ??
      generateSpikes({
        ...settings.sortingKwargs,
        durations,
        num_units: numUnits,
        sampling_frequency: samplingFrequency,
        seed,
      }),
    properties,
    annotations: { ...given?.annotations, name: "GroundTruthSorting" },
    source: { siClass: GROUND_TRUTH_SORTING_CLASS, kwargs },
  });
}

function noiseOf(settings: Settings, kernels: Kernels | undefined): Recording {
  const { probe, samplingFrequency, durations, dtype, seed } = settings;
  return new NoiseGeneratorRecording(
    {
      ...settings.noiseKwargs,
      num_channels: numContacts(probe),
      sampling_frequency: samplingFrequency,
      durations,
      dtype,
      seed,
      noise_block_size: Math.trunc(samplingFrequency),
    },
    kernels,
  );
}

function recordingOf(
  settings: Settings,
  noise: Recording,
  sorting: Sorting,
  unitLocations: Float32Array | undefined,
  kwargs: JsonObject,
): Recording {
  const { probe, samplingFrequency, msBefore, msAfter, seed } = settings;
  const templates =
    settings.templates ?? templatesOf(settings, unitLocations ?? new Float32Array());
  const numChannels = numContacts(probe);
  const nbefore = Math.trunc((msBefore * samplingFrequency) / 1000);
  const width = nbefore + Math.trunc((msAfter * samplingFrequency) / 1000);
  if (templates.shape[1] !== width) {
    throw new EphysError(
      "InvalidParameter",
      `templates of ${String(templates.shape[1])} samples do not last ms_before + ms_after (${String(width)} samples)`,
    );
  }
  const numVersions = templates.shape[3];
  const versions =
    numVersions === undefined
      ? undefined
      : (settings.upsampleVector ??
        defaultRng(seed).integers(0, numVersions, sorting.spikes.sampleIndex.length));
  const injected = new InjectTemplatesRecording({
    sorting,
    templates: denseTemplateBank(templates),
    nbefore,
    parent: noise,
    versions,
    dict: () =>
      describeExtractor({
        siClass: GROUND_TRUTH_RECORDING_CLASS,
        kwargs,
        annotations: {},
        properties: new Map(),
      }),
  });
  const wired = wiredProbe(probe);
  const ones = (value: number): NdArray =>
    ndArray("float64", [numChannels], new Float64Array(numChannels).fill(value));
  return withMetadata(withProbe(injected, { probes: [wired] }), {
    properties: new Map([
      ["gain_to_uV", ones(1)],
      ["offset_to_uV", ones(0)],
    ]),
    annotations: { is_filtered: true, name: "GroundTruthRecording" },
  });
}

function wiredProbe(probe: Probe): Probe {
  if (probe.deviceChannelIndices) return probe;
  throw new EphysError("InvalidParameter", "the probe has no device_channel_indices");
}

function templatesOf(
  settings: Settings,
  unitLocations: Float32Array,
): NdArray<Float32Array | Float64Array> {
  const { probe, templateKwargs, samplingFrequency, msBefore, msAfter } = settings;
  return generateTemplates(probe.contactPositions, probe.ndim, unitLocations, {
    samplingFrequency,
    msBefore,
    msAfter,
    seed: settings.seed,
    dtype: settings.dtype,
    upsampleFactor: settings.upsampleFactor,
    unitParams: templateKwargs.unit_params ?? null,
    mode: templateKwargs.mode ?? "ellipsoid",
  });
}

/** Everything that makes the pair again, as JSON; given objects are packed whole. */
function kwargsOf(settings: Settings): JsonObject {
  const { sorting, templates, givenProbe, probe } = settings;
  return {
    durations: [...settings.durations],
    sampling_frequency: settings.samplingFrequency,
    num_units: settings.numUnits,
    sorting: sorting && packedSorting(sorting),
    probe: probeToDict(givenProbe ?? probe),
    templates: templates && packedArray(templates),
    ms_before: settings.msBefore,
    ms_after: settings.msAfter,
    upsample_factor: settings.upsampleFactor,
    upsample_vector: settings.upsampleVector && Array.from(settings.upsampleVector),
    generate_sorting_kwargs: plainJson(settings.sortingKwargs),
    noise_kwargs: plainJson(settings.noiseKwargs),
    generate_unit_locations_kwargs: plainJson(settings.locationKwargs),
    generate_templates_kwargs: plainJson(settings.templateKwargs),
    dtype: settings.dtype,
    seed: settings.seed,
  };
}

/** The parameters behind the dictionary of a generated recording or sorting. */
export function groundTruthParamsFromKwargs(kwargs: JsonObject): GroundTruthParams {
  const { sorting, probe, templates, ...rest } = kwargs;
  return {
    ...(rest as GroundTruthParams), // written by kwargsOf
    sorting: sorting ? memorySortingFromKwargs(sorting as JsonObject) : null,
    probe: probe ? probeFromDict(probe) : null,
    templates: templates ? unpackedArray(templates as JsonObject) : null,
  };
}
