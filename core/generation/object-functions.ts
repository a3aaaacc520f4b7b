import { z } from "zod";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, ids, numbers } from "#core/functions/params.ts";
import { EphysError, type JsonObject, type Probe } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import type { DenseTemplates } from "./dense-templates.ts";
import { generateGroundTruthRecording, type GroundTruthParams } from "./ground-truth.ts";
import { generateHybridRecording, type HybridParams } from "./hybrid.ts";
import { injectTemplates } from "./inject-templates.ts";
import { locationKwargs, probeKwargs, sortingKwargs, templateKwargs } from "./kwargs.ts";
import { motionFromJson } from "./motion.ts";
import { NoiseGeneratorRecording } from "./noise.ts";
import { probeNoise } from "./noise-model.ts";
import { flag, perUnit, seed } from "./params.ts";
import { generateRecording } from "./recording.ts";
import { generateSorting } from "./sorting.ts";
import {
  addSynchrony,
  generateSortingToInject,
  injectDuplicateUnits,
  injectSplitUnits,
} from "./sorting-synthesis.ts";

/* The generators of recordings and sortings by SpikeInterface's dotted names; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.core.generate";

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const sorting = z.custom<Sorting>(
  (value) => isObject(value) && "spikes" in value,
  "must be a sorting",
);
const recording = z.custom<Recording>(
  (value) => isObject(value) && "readTraces" in value,
  "must be a recording",
);
const probe = z.custom<Probe>(
  (value) => isObject(value) && "contactPositions" in value,
  "must be a probe",
);

const seconds = z.array(z.number().positive()).min(1);
const rate = z.number().positive();
const noiseDtype = z.enum(["float32", "float64"]).default("float32");
const templatesArray = array().transform((value) => floatArray(value));

/** Templates as the reference's object holds them. */
const templates = z
  .object({
    templates_array: templatesArray,
    sampling_frequency: rate,
    nbefore: z.int().nonnegative(),
    channel_locations: array(),
    unit_ids: ids().optional(),
  })
  .transform((given): DenseTemplates => ({
    array: given.templates_array,
    samplingFrequency: given.sampling_frequency,
    nbefore: given.nbefore,
    locations: toFloat64(given.channel_locations),
    unitIds:
      given.unit_ids ?? Array.from({ length: given.templates_array.shape[0] }, (_, i) => String(i)),
  }));

function floatArray(value: NdArray): NdArray<Float32Array | Float64Array> {
  const { dtype, shape, data } = value;
  return data instanceof Float32Array && dtype === "float32"
    ? { dtype, shape, data }
    : { dtype: "float64", shape, data: toFloat64(value) };
}

const recordingFunction = defineFunction({
  name: `${PREFIX}.generate_recording`,
  params: z.object({
    num_channels: z.int().positive().default(2),
    sampling_frequency: rate.default(30000),
    durations: seconds.default([5, 2.5]),
    set_probe: flag.default(true),
    ndim: z.int().default(2),
    seed,
  }),
  run: (params, { kernels }) => generateRecording(params, kernels),
});

const noiseGenerator = defineFunction({
  name: `${PREFIX}.noise_generator_recording`,
  params: z.object({
    num_channels: z.int().positive(),
    sampling_frequency: rate,
    durations: seconds,
    noise_levels: z.union([z.number(), numbers().transform((row) => [...row])]).default(1),
    cov_matrix: z.array(z.array(z.number())).nullish(),
    dtype: noiseDtype,
    seed,
    strategy: z.enum(["tile_pregenerated", "on_the_fly"]).default("tile_pregenerated"),
    noise_block_size: z.int().positive().default(30000),
  }),
  run: ({ cov_matrix = null, ...params }, { kernels }) =>
    new NoiseGeneratorRecording({ ...params, cov_matrix }, kernels),
});

const noiseFunction = defineFunction({
  name: "spikeinterface.generation.noise_tools.generate_noise",
  params: z.object({
    probe,
    sampling_frequency: rate,
    durations: seconds,
    dtype: noiseDtype,
    noise_levels: perUnit.default(15),
    spatial_decay: z.number().positive().nullish(),
    seed,
  }),
  run: ({ probe: place, spatial_decay = null, ...params }, { kernels }) =>
    probeNoise(place, { ...params, spatial_decay }, kernels),
});

const sortingFunction = defineFunction({
  name: `${PREFIX}.generate_sorting`,
  params: z.object({
    num_units: z.int().positive().default(5),
    sampling_frequency: rate.default(30000),
    durations: seconds.default([10.325, 3.5]),
    firing_rates: perUnit.default(3),
    empty_units: z.array(z.int()).nullish(),
    refractory_period_ms: z.number().default(4),
    add_spikes_on_borders: flag.default(false),
    num_spikes_per_border: z.int().nonnegative().default(3),
    border_size_samples: z.int().positive().default(20),
    seed,
  }),
  run: ({ empty_units = null, ...params }) => generateSorting({ ...params, empty_units }),
});

const groundTruth = defineFunction({
  name: `${PREFIX}.generate_ground_truth_recording`,
  params: z.object({
    durations: seconds.default([10]),
    sampling_frequency: rate.default(25000),
    num_channels: z.int().positive().default(4),
    num_units: z.int().positive().default(10),
    sorting: sorting.nullish(),
    probe: probe.nullish(),
    generate_probe_kwargs: probeKwargs.optional(),
    templates: templatesArray.nullish(),
    ms_before: z.number().default(1),
    ms_after: z.number().default(3),
    upsample_factor: z.number().nullish(),
    upsample_vector: numbers().nullish(),
    generate_sorting_kwargs: sortingKwargs.optional(),
    noise_kwargs: z
      .strictObject({
        noise_levels: z.union([z.number(), numbers().transform((row) => [...row])]).optional(),
        strategy: z.enum(["tile_pregenerated", "on_the_fly"]).optional(),
        cov_matrix: z.array(z.array(z.number())).nullish(),
      })
      .optional(),
    generate_unit_locations_kwargs: locationKwargs.optional(),
    generate_templates_kwargs: templateKwargs.pick({ unit_params: true, mode: true }).nullish(),
    dtype: noiseDtype,
    seed,
  }),
  async run(params, ctx) {
    // the same names; absent ones are left to the generator
    const made = await generateGroundTruthRecording(params as GroundTruthParams, ctx);
    return [made.recording, made.sorting];
  },
});

const inject = defineFunction({
  name: `${PREFIX}.inject_templates`,
  params: z.object({
    sorting,
    templates: templatesArray,
    nbefore: z.int().nonnegative().nullish(),
    amplitude_factor: z.union([z.number(), numbers()]).nullish(),
    parent_recording: recording.nullish(),
    num_samples: z.union([z.int().transform((n) => [n]), z.array(z.int())]).nullish(),
    upsample_vector: numbers().nullish(),
    check_borders: flag.default(false),
  }),
  run: (p) =>
    injectTemplates({
      sorting: p.sorting,
      templates: p.templates,
      nbefore: p.nbefore ?? null,
      amplitudeFactor: p.amplitude_factor ?? null,
      parent: p.parent_recording ?? null,
      numSamples: p.num_samples ?? null,
      upsampleVector: p.upsample_vector ?? null,
    }),
});

const synchrony = defineFunction({
  name: `${PREFIX}.add_synchrony_to_sorting`,
  params: z.object({ sorting, sync_event_ratio: z.number().default(0.3), seed }),
  run: (p) => addSynchrony(p.sorting, p.sync_event_ratio, p.seed).sorting,
});

const toInject = defineFunction({
  name: `${PREFIX}.generate_sorting_to_inject`,
  params: z.object({
    sorting,
    num_samples: z.array(z.int().nonnegative()),
    max_injected_per_unit: z.int().nonnegative().default(1000),
    injected_rate: z.number().nonnegative().default(0.05),
    refractory_period_ms: z.number().default(1.5),
    seed,
  }),
  run: (p) =>
    generateSortingToInject(p.sorting, {
      numSamples: p.num_samples,
      maxInjectedPerUnit: p.max_injected_per_unit,
      injectedRate: p.injected_rate,
      refractoryPeriodMs: p.refractory_period_ms,
      seed: p.seed,
    }),
});

const duplicates = defineFunction({
  name: `${PREFIX}.inject_some_duplicate_units`,
  params: z.object({
    sorting,
    num: z.int().nonnegative().default(4),
    max_shift: z.int().positive().default(5),
    ratio: z.number().nullish(),
    seed,
  }),
  run: (p) =>
    injectDuplicateUnits(p.sorting, {
      num: p.num,
      maxShift: p.max_shift,
      ratio: p.ratio ?? null,
      seed: p.seed,
    }).sorting,
});

const splits = defineFunction({
  name: `${PREFIX}.inject_some_split_units`,
  params: z.object({
    sorting,
    split_ids: ids(),
    num_split: z.int().positive().default(2),
    output_ids: flag.default(false),
    seed,
  }),
  run(p) {
    const made = injectSplitUnits(p.sorting, p.split_ids, p.num_split, p.seed);
    return p.output_ids ? [made.sorting, new Map(made.newIds)] : made.sorting;
  },
});

const hybrid = defineFunction({
  name: "spikeinterface.generation.hybrid_tools.generate_hybrid_recording",
  params: z.object({
    recording,
    sorting: sorting.nullish(),
    templates: templates.nullish(),
    motion: z.custom<JsonObject>(isObject, "must be a Motion").nullish(),
    are_templates_scaled: flag.default(true),
    unit_locations: numbers().nullish(),
    drift_step_um: z.number().positive().default(1),
    upsample_factor: z.number().nullish(),
    upsample_vector: numbers().nullish(),
    amplitude_std: z.number().nonnegative().nullable().default(0.05),
    generate_sorting_kwargs: sortingKwargs
      .extend({ num_units: z.int().positive().optional(), seed: z.int().optional() })
      .optional(),
    generate_unit_locations_kwargs: locationKwargs.optional(),
    generate_templates_kwargs: templateKwargs.omit({ dtype: true }).optional(),
    seed,
  }),
  run({ recording: parent, motion, ...params }) {
    const moved = motion ? motionOf(motion) : null;
    // the same names; absent ones are left to the generator
    const made = generateHybridRecording(parent, { ...params, motion: moved } as HybridParams);
    return [made.recording, made.sorting];
  },
});

/** A Motion as it comes from the wire: arrays or lists. */
function motionOf(given: JsonObject) {
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (!isObject(value) || !("shape" in value)) return value;
    const { shape } = value as NdArray;
    const row = [...toFloat64(value as NdArray)];
    const width = shape[1] ?? 1;
    return shape.length === 2
      ? Array.from({ length: shape[0] }, (_, i) => row.slice(i * width, (i + 1) * width))
      : row;
  };
  const motion = Object.fromEntries(Object.entries(given).map(([key, item]) => [key, plain(item)]));
  if (
    !["displacement", "temporal_bins_s", "spatial_bins_um"].every((key) =>
      Array.isArray(motion[key]),
    )
  ) {
    throw new EphysError(
      "InvalidParameter",
      "motion needs displacement, temporal_bins_s and spatial_bins_um",
      { parameter: "motion" },
    );
  }
  return motionFromJson({ direction: "y", ...motion });
}

export const OBJECT_FUNCTIONS = [
  recordingFunction,
  noiseGenerator,
  noiseFunction,
  sortingFunction,
  groundTruth,
  inject,
  synchrony,
  toInject,
  duplicates,
  splits,
  hybrid,
] as const;
