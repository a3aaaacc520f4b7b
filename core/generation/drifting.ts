import { ndArray, type NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { EphysError, type ExtractorDict, type JsonObject, type Probe } from "#core/model/index.ts";
import { describeExtractor, withProbe, type Recording } from "#core/recording/index.ts";
import { sortingFromSpikes, type Sorting, type SpikeVector } from "#core/sorting/index.ts";
import {
  generateDisplacements,
  type DisplacementParams,
  type Displacements,
} from "./displacement.ts";
import { driftingTemplateBank, type DriftingUnits } from "./drifting-bank.ts";
import { InjectTemplatesRecording } from "./inject.ts";
import type { NoiseGeneratorRecording } from "./noise.ts";
import { probeNoise } from "./noise-model.ts";
import { isRange, type PerUnit } from "./numbers.ts";
import { plainJson } from "./packed.ts";
import { multiColumnsProbe, type MultiColumnsParams } from "./probe.ts";
import { generateSpikes, type GenerateSortingParams } from "./sorting.ts";
import type { WaveDType } from "./params.ts";
import { drawUnitParams, generateTemplates, type UnitParams } from "./templates.ts";
import { generateUnitLocations, type UnitLocationParams } from "./unit-locations.ts";

/*
 * Two recordings of the same units and spikes, one still and one with a moving probe (SpikeInterface 0.103.2,
 * generate_drifting_recording). Templates of displaced units are computed anew, not interpolated, when a spike needs
 * them; nothing is held for the whole grid of displacements.
 */

export const DRIFTING_RECORDING_CLASS = "spikedesk.generation.DriftingRecording";
export const DRIFTING_SORTING_CLASS = "spikedesk.generation.DriftingSorting";

/** Probes that go by a name, as parameters of their columns. */
export const TOY_PROBES = {
  "Neuropixels1-384": neuropixels1(96),
  "Neuropixels2-384": {
    num_columns: 2,
    num_contact_per_column: [192, 192],
    xpitch: 32,
    ypitch: 15,
    contact_shapes: "square",
    contact_shape_params: { width: 12 },
  },
  "Neuropixels1-128": neuropixels1(32),
  "Neuronexus-32": {
    num_columns: 3,
    num_contact_per_column: [10, 12, 10],
    xpitch: 30,
    ypitch: 30,
    y_shift_per_column: [0, -15, 0],
    contact_shapes: "circle",
    contact_shape_params: { radius: 8 },
  },
} as const satisfies Record<string, MultiColumnsParams>;

function neuropixels1(rows: number): MultiColumnsParams {
  return {
    num_columns: 4,
    num_contact_per_column: [rows, rows, rows, rows],
    xpitch: 16,
    ypitch: 40,
    y_shift_per_column: [20, 0, 20, 0],
    contact_shapes: "square",
    contact_shape_params: { width: 12 },
  };
}

/** Parameters of SpikeInterface's generate_drifting_recording; a list of two numbers is a range to draw from. */
export interface DriftingParams {
  /** default 250 */
  readonly num_units?: number;
  /** s, default 600 */
  readonly duration?: number;
  /** Hz, default 30000 */
  readonly sampling_frequency?: number;
  /** one of TOY_PROBES, default "Neuropixels1-128" */
  readonly probe_name?: string;
  readonly generate_probe_kwargs?: MultiColumnsParams | null;
  readonly generate_unit_locations_kwargs?: UnitLocationParams;
  readonly generate_displacement_vector_kwargs?: DisplacementParams;
  readonly generate_templates_kwargs?: {
    readonly ms_before?: number;
    readonly ms_after?: number;
    readonly mode?: string;
    readonly unit_params?: UnitParams;
    /** of the static templates, default float32 */
    readonly dtype?: WaveDType;
  };
  readonly generate_sorting_kwargs?: Omit<GenerateSortingParams, "seed">;
  readonly generate_noise_kwargs?: {
    readonly noise_levels?: PerUnit;
    readonly spatial_decay?: number | null;
    /** of the recordings, default float32 */
    readonly dtype?: "float32" | "float64";
  };
  /** default 0 */
  readonly seed?: number | null;
}

const DEFAULTS = {
  locations: {
    margin_um: 20,
    minimum_z: 5,
    maximum_z: 45,
    minimum_distance: 18,
    max_iteration: 100,
    distance_strict: false,
    distribution: "uniform",
  },
  displacement: {
    displacement_sampling_frequency: 5,
    drift_start_um: [0, 20],
    drift_stop_um: [0, -20],
    drift_step_um: 1,
    motion_list: [{ drift_mode: "zigzag", t_start_drift: 60, period_s: 200 }],
  },
  templates: {
    ms_before: 1.5,
    ms_after: 3,
    mode: "ellipsoid",
    unit_params: {
      alpha: { $tuple: [100, 500] },
      spatial_decay: { $tuple: [10, 45] },
      ellipse_shrink: { $tuple: [0.4, 1] },
      ellipse_angle: { $tuple: [0, Math.PI * 2] },
    },
  },
  sorting: { firing_rates: { $tuple: [2, 8] }, refractory_period_ms: 4 },
  noise: { noise_levels: { $tuple: [6, 8] }, spatial_decay: 25 },
} as const;

export interface DriftingRecordings {
  readonly staticRecording: Recording;
  readonly driftingRecording: Recording;
  /** properties gt_unit_locations [unit × 3] and max_channel_index */
  readonly sorting: Sorting;
  readonly displacements: Displacements;
  /** [unit × 3], µm, float32 */
  readonly unitLocations: Float32Array;
  readonly units: DriftingUnits;
  /** [unit × sample × channel], µV: the units' templates where they are generated */
  staticTemplates(): NdArray;
}

/**
 * A still and a moving recording with known spikes.
 * @throws InvalidParameter naming what does not fit
 */
export function generateDriftingRecording(
  params: DriftingParams,
  ctx?: Pick<CoreContext, "kernels">,
): Promise<DriftingRecordings> {
  return new Promise((resolve) => {
    resolve(makeDriftingRecordings(params, ctx?.kernels));
  });
}

function makeDriftingRecordings(
  params: DriftingParams,
  kernels: Kernels | undefined,
): DriftingRecordings {
  const { num_units = 250, duration = 600, sampling_frequency = 30000 } = params;
  const seed = params.seed ?? 0;
  const probe = probeOf(params);
  const unitLocations = generateUnitLocations(
    num_units,
    probe.contactPositions,
    2,
    params.generate_unit_locations_kwargs ?? DEFAULTS.locations,
    seed,
  );
  const displacements = generateDisplacements(
    duration,
    unitLocations,
    params.generate_displacement_vector_kwargs ?? DEFAULTS.displacement,
    seed,
  );
  const units = driftingUnits(params, probe, unitLocations, seed);
  const { firing_rates, ...sortingKwargs } = params.generate_sorting_kwargs ?? DEFAULTS.sorting;
  const spikes = generateSpikes({
    ...sortingKwargs,
    firing_rates: rangeOf(firing_rates ?? 3),
    num_units,
    sampling_frequency,
    durations: [duration],
    seed,
  });
  const kwargs = plainJson({ ...params, seed }) as JsonObject;
  const sorting = sortingFromSpikes({
    unitIds: Array.from({ length: num_units }, (_, i) => String(i)),
    samplingFrequency: sampling_frequency,
    numSegments: 1,
    spikes,
    properties: new Map<string, NdArray>([
      ["gt_unit_locations", ndArray("float32", [num_units, 3], unitLocations)],
      ["max_channel_index", nearestChannels(unitLocations, probe)],
    ]),
    source: { siClass: DRIFTING_SORTING_CLASS, kwargs },
  });
  const noise = noiseOf(params, probe, seed, kernels);
  const numFrames = noise.numSamples[0] ?? 0;
  if (displacements.vectors.shape[0] / displacements.rate < numFrames / sampling_frequency) {
    throw new EphysError(
      "InvalidParameter",
      "the displacement vectors do not last as long as the recording",
    );
  }
  const bank = driftingTemplateBank(units, displacements.steps);
  const recording = (moving: boolean): Recording => {
    const injected = new InjectTemplatesRecording({
      sorting,
      templates: bank,
      nbefore: units.nbefore,
      parent: noise,
      versions: displacementOfSpikes(sorting.spikes, displacements, sampling_frequency, moving),
      dict: () => dictOf(kwargs, moving),
    });
    return withProbe(injected, { probes: [probe] });
  };
  return {
    staticRecording: recording(false),
    driftingRecording: recording(true),
    sorting,
    displacements,
    unitLocations,
    units,
    staticTemplates: () =>
      generateTemplates(probe.contactPositions, 2, unitLocations, {
        samplingFrequency: units.samplingFrequency,
        msBefore: units.msBefore,
        msAfter: units.msAfter,
        seed,
        unitParams: units.unitParams,
        mode: units.mode,
        dtype: params.generate_templates_kwargs?.dtype ?? "float32",
      }),
  };
}

function probeOf({
  generate_probe_kwargs,
  probe_name = "Neuropixels1-128",
}: DriftingParams): Probe {
  if (generate_probe_kwargs) return multiColumnsProbe(generate_probe_kwargs);
  const known: Readonly<Record<string, MultiColumnsParams | undefined>> = TOY_PROBES;
  const kwargs = known[probe_name];
  if (kwargs) return multiColumnsProbe(kwargs);
  throw new EphysError(
    "UnknownName",
    `probe "${probe_name}" is none of ${Object.keys(TOY_PROBES).join(", ")}`,
    { probe_name },
  );
}

/** A list of two numbers stands for a range in these parameters. */
function rangeOf(value: PerUnit): PerUnit {
  if (typeof value === "number" || isRange(value) || value.length !== 2) return value;
  return { $tuple: Array.from(value) };
}

function driftingUnits(
  params: DriftingParams,
  probe: Probe,
  unitLocations: Float32Array,
  seed: number,
): DriftingUnits {
  const kwargs = params.generate_templates_kwargs ?? DEFAULTS.templates;
  const { ms_before, ms_after, mode = "ellipsoid" } = kwargs;
  if (ms_before === undefined || ms_after === undefined) {
    throw new EphysError(
      "InvalidParameter",
      "generate_templates_kwargs needs ms_before and ms_after",
    );
  }
  const given = Object.fromEntries(
    Object.entries(kwargs.unit_params ?? {}).map(([name, value]) => [
      name,
      value === null ? null : rangeOf(value),
    ]),
  ) as UnitParams; // the same names
  return {
    samplingFrequency: params.sampling_frequency ?? 30000,
    msBefore: ms_before,
    msAfter: ms_after,
    nbefore: Math.trunc(((params.sampling_frequency ?? 30000) * ms_before) / 1000),
    mode,
    unitParams: drawUnitParams(given, unitLocations.length / 3, seed),
    unitLocations,
    channelLocations: probe.contactPositions,
  };
}

function noiseOf(
  params: DriftingParams,
  probe: Probe,
  seed: number,
  kernels: Kernels | undefined,
): NoiseGeneratorRecording {
  const { noise_levels, ...kwargs } = params.generate_noise_kwargs ?? DEFAULTS.noise;
  return probeNoise(
    probe,
    {
      ...kwargs,
      ...(noise_levels !== undefined && { noise_levels: rangeOf(noise_levels) }),
      sampling_frequency: params.sampling_frequency ?? 30000,
      durations: [params.duration ?? 600],
      seed,
    },
    kernels,
  );
}

function nearestChannels(unitLocations: Float32Array, { contactPositions: xy }: Probe): NdArray {
  const nearest = new Float64Array(unitLocations.length / 3);
  for (let u = 0; u < nearest.length; u++) {
    let best = Infinity;
    for (let c = 0; c < xy.length / 2; c++) {
      const d = Math.hypot(
        unitLocations[3 * u] - xy[2 * c],
        unitLocations[3 * u + 1] - xy[2 * c + 1],
      );
      if (d < best) [best, nearest[u]] = [d, c];
    }
  }
  return ndArray("int64", [nearest.length], nearest);
}

/** For each spike the displacement step nearest to where its unit is at that time. */
function displacementOfSpikes(
  { sampleIndex, unitIndex }: SpikeVector,
  { vectors, unitFactors, steps, rate }: Displacements,
  samplingFrequency: number,
  moving: boolean,
): Int32Array {
  const numMotions = vectors.shape[2];
  const out = new Int32Array(sampleIndex.length);
  for (let i = 0; i < out.length; i++) {
    const bin = Math.trunc((sampleIndex[i] / samplingFrequency) * rate);
    const place = [0, 0];
    for (let m = 0; moving && m < numMotions; m++) {
      const factor = unitFactors.data[unitIndex[i] * numMotions + m];
      place[0] += vectors.data[bin * 2 * numMotions + m] * factor;
      place[1] += vectors.data[(bin * 2 + 1) * numMotions + m] * factor;
    }
    out[i] = nearestStep(steps.data, place[0], place[1]);
  }
  return out;
}

/** The step nearest to a displacement; steps are [step × 2], µm. */
export function nearestStep(steps: Float64Array, x: number, y: number): number {
  let best = Infinity;
  let nearest = 0;
  for (let i = 0; i < steps.length / 2; i++) {
    const d = Math.sqrt((steps[2 * i] - x) ** 2 + (steps[2 * i + 1] - y) ** 2);
    if (d < best) [best, nearest] = [d, i];
  }
  return nearest;
}

function dictOf(kwargs: JsonObject, moving: boolean): ExtractorDict {
  return describeExtractor({
    siClass: DRIFTING_RECORDING_CLASS,
    kwargs: { ...kwargs, moving },
    annotations: {},
    properties: new Map(),
  });
}
