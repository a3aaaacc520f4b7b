import { z } from "zod";
import { encodeNpy, encodeNpz, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { DRIFT_FUNCTIONS } from "./drift-functions.ts";
import { flag, float, perUnit, places, seed, waveDtype } from "./params.ts";
import { OBJECT_FUNCTIONS } from "./object-functions.ts";
import { generateSnippets } from "./snippets.ts";
import {
  cleanRefractoryPeriod,
  poissonSpikeVector,
  randomFirings,
  trainWithBadIsi,
} from "./spike-trains.ts";
import { ellipseDistances, generateTemplates, UNIT_PARAM_RANGES } from "./templates.ts";
import { generateUnitLocations } from "./unit-locations.ts";
import { singleFakeWaveform } from "./waveform.ts";

/* SpikeInterface's core.generate functions by their dotted names; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.core.generate";

const int64 = (data: ArrayLike<number>): NdArray => ({
  dtype: "int64",
  shape: [data.length],
  data: Float64Array.from(data),
});

const spikeParams = {
  num_units: z.int().nonnegative().default(20),
  sampling_frequency: z.number().positive().default(30000),
  duration: z.number().default(60),
  refractory_period_ms: z.number().default(4),
  firing_rates: perUnit.default(3),
};

const cleanRefractory = defineFunction({
  name: `${PREFIX}.clean_refractory_period`,
  params: z.object({ times: array(), refractory_period: float() }),
  run({ times, refractory_period }): NdArray {
    const empty = times.data.length === 0;
    if (!empty && (times.shape.length !== 1 || Array.isArray(times.data))) {
      throw new EphysError("InvalidParameter", "times must be one row of numbers");
    }
    const kept = cleanRefractoryPeriod(
      Float64Array.from(times.data as ArrayLike<number>),
      refractory_period,
    );
    return { dtype: times.dtype, shape: [kept.length], data: kept };
  },
});

const createSortingNpz = defineFunction({
  name: `${PREFIX}.create_sorting_npz`,
  params: z.object({ num_seg: z.int(), file_path: z.string() }),
  async run({ num_seg, file_path }, { fs }) {
    const arrays = new Map<string, NdArray>([
      ["unit_ids", int64([0, 1, 2])],
      ["num_segment", int64([2])], // whatever num_seg, as in the reference
      ["sampling_frequency", { dtype: "float64", shape: [1], data: Float64Array.of(30000) }],
    ]);
    for (let segment = 0; segment < num_seg; segment++) {
      const count = Array.from({ length: 100 }, (_, i) => i);
      arrays.set(`spike_indexes_seg${String(segment)}`, int64(count.map((i) => 10 * i)));
      arrays.set(`spike_labels_seg${String(segment)}`, int64(count.map((i) => i % 3)));
    }
    const path = file_path.endsWith(".npz") ? file_path : `${file_path}.npz`;
    await fs.writeFile(path, encodeNpz(arrays));
    return { returned: null, written: { [fs.path.basename(path)]: Object.fromEntries(arrays) } };
  },
});

const generateSingleFakeWaveform = defineFunction({
  name: `${PREFIX}.generate_single_fake_waveform`,
  params: z.object({
    sampling_frequency: z.number().positive(),
    ms_before: z.number().default(1),
    ms_after: z.number().default(3),
    negative_amplitude: z.number().default(-1),
    positive_amplitude: z.number().default(0.15),
    depolarization_ms: z.number().default(0.1),
    repolarization_ms: z.number().default(0.6),
    recovery_ms: z.number().default(1.1),
    smooth_ms: z.number().default(0.05),
    dtype: waveDtype.default("float32"),
  }),
  run: (p) =>
    singleFakeWaveform({
      samplingFrequency: p.sampling_frequency,
      msBefore: p.ms_before,
      msAfter: p.ms_after,
      negativeAmplitude: p.negative_amplitude,
      positiveAmplitude: p.positive_amplitude,
      depolarizationMs: p.depolarization_ms,
      repolarizationMs: p.repolarization_ms,
      recoveryMs: p.recovery_ms,
      smoothMs: p.smooth_ms,
      dtype: p.dtype,
    }),
});

const generateSnippetsFunction = defineFunction({
  name: `${PREFIX}.generate_snippets`,
  params: z.object({
    nbefore: z.int().nonnegative().default(20),
    nafter: z.int().nonnegative().default(44),
    num_channels: z.int().positive().default(2),
    wf_folder: z.string().nullish(),
    sampling_frequency: z.number().positive().default(30000),
    durations: z.array(z.number().positive()).default([10.325, 3.5]),
    set_probe: flag.default(true),
    ndim: z.union([z.literal(2), z.literal(3)]).default(2),
    num_units: z.int().positive().default(5),
    empty_units: z.array(z.int()).nullish(),
  }),
  async run(p, ctx) {
    const { snippets, locations, ...facts } = await generateSnippets(p);
    const written = [];
    if (typeof p.wf_folder === "string") {
      await ctx.fs.makeFolder(p.wf_folder);
      const path = ctx.fs.path.join(p.wf_folder, "waveforms_0.npy");
      await ctx.fs.writeFile(path, encodeNpy(snippets));
      written.push("waveforms_0.npy");
    }
    return {
      ...facts,
      has_probe: p.set_probe,
      locations: locations ?? null,
      snippets_equal_spikes: snippets.shape[0] === facts.num_spikes,
      ...(written.length > 0 && { written }),
    };
  },
});

const unitParamNames = Object.keys(UNIT_PARAM_RANGES);

const generateTemplatesFunction = defineFunction({
  name: `${PREFIX}.generate_templates`,
  params: z.object({
    channel_locations: places(),
    units_locations: places(),
    sampling_frequency: z.number().positive(),
    ms_before: z.number(),
    ms_after: z.number(),
    seed,
    dtype: waveDtype.default("float32"),
    upsample_factor: z.number().nullish(),
    unit_params: z.record(z.string(), z.union([perUnit, z.null()])).nullish(),
    mode: z.string().default("ellipsoid"),
  }),
  run(p) {
    if (p.units_locations.shape[1] !== 3) {
      throw new EphysError(
        "InvalidParameter",
        "units_locations must have three coordinates per unit",
      );
    }
    const given = Object.entries(p.unit_params ?? {}).filter(([key]) =>
      unitParamNames.includes(key),
    );
    return generateTemplates(
      Float64Array.from(p.channel_locations.data as ArrayLike<number>),
      p.channel_locations.shape[1] ?? 2,
      Float64Array.from(p.units_locations.data as ArrayLike<number>),
      {
        samplingFrequency: p.sampling_frequency,
        msBefore: p.ms_before,
        msAfter: p.ms_after,
        seed: p.seed,
        dtype: p.dtype,
        upsampleFactor: p.upsample_factor ?? null,
        unitParams: Object.fromEntries(given),
        mode: p.mode,
      },
    );
  },
});

const generateUnitLocationsFunction = defineFunction({
  name: `${PREFIX}.generate_unit_locations`,
  params: z.object({
    num_units: z.int().nonnegative(),
    channel_locations: places(),
    margin_um: z.number().default(20),
    minimum_z: z.number().default(5),
    maximum_z: z.number().default(40),
    minimum_distance: z.number().nullable().default(20),
    max_iteration: z.int().default(100),
    distance_strict: flag.default(false),
    distribution: z.string().default("uniform"),
    num_modes: z.int().default(2),
    seed,
  }),
  run({ num_units, channel_locations, seed: value, ...options }): NdArray {
    const channels = Float64Array.from(channel_locations.data as ArrayLike<number>);
    const stride = channel_locations.shape[1] ?? 2;
    const data = generateUnitLocations(num_units, channels, stride, options, value);
    return { dtype: "float32", shape: [num_units, 3], data };
  },
});

const getEllipse = defineFunction({
  name: `${PREFIX}.get_ellipse`,
  params: z.object({
    positions: places(),
    center: numbers().refine((center) => center.length >= 3, "must be x, y and z"),
    x_factor: float().default(1),
    y_factor: float().default(1),
    x_angle: float().default(0),
    y_angle: float().default(0),
    z_angle: float().default(0),
  }),
  run: (p) =>
    ellipseDistances(
      Float64Array.from(p.positions.data as ArrayLike<number>),
      p.positions.shape[1] ?? 2,
      p.center,
      {
        xFactor: p.x_factor,
        yFactor: p.y_factor,
        xAngle: p.x_angle,
        yAngle: p.y_angle,
        zAngle: p.z_angle,
      },
    ),
});

const poisson = defineFunction({
  name: `${PREFIX}.synthesize_poisson_spike_vector`,
  params: z.object({ ...spikeParams, seed }),
  run(p) {
    const { frames, units } = poissonSpikeVector(camelSpikeParams(p));
    return [int64(frames), Uint16Array.from(units)];
  },
});

const randomFiringsFunction = defineFunction({
  name: `${PREFIX}.synthesize_random_firings`,
  params: z.object({ ...spikeParams, add_shift_shuffle: flag.default(false), seed }),
  run(p) {
    const { frames, units } = randomFirings({
      ...camelSpikeParams(p),
      addShiftShuffle: p.add_shift_shuffle,
    });
    return [int64(frames), int64(units)];
  },
});

const badIsi = defineFunction({
  name: `${PREFIX}.synthetize_spike_train_bad_isi`,
  params: z.object({
    duration: z.number(),
    baseline_rate: z.number(),
    num_violations: z.number(),
    violation_delta: float().default(1e-5),
  }),
  run: (p) => trainWithBadIsi(p.duration, p.baseline_rate, p.num_violations, p.violation_delta),
});

function camelSpikeParams(p: {
  num_units: number;
  sampling_frequency: number;
  duration: number;
  refractory_period_ms: number;
  firing_rates: z.output<typeof perUnit>;
  seed: number;
}) {
  return {
    numUnits: p.num_units,
    samplingFrequency: p.sampling_frequency,
    durationS: p.duration,
    refractoryPeriodMs: p.refractory_period_ms,
    firingRates: p.firing_rates,
    seed: p.seed,
  };
}

/** This family's functions for `call`. */
export const FUNCTIONS = [
  cleanRefractory,
  createSortingNpz,
  generateSingleFakeWaveform,
  generateSnippetsFunction,
  generateTemplatesFunction,
  generateUnitLocationsFunction,
  getEllipse,
  poisson,
  randomFiringsFunction,
  badIsi,
  ...DRIFT_FUNCTIONS,
  ...OBJECT_FUNCTIONS,
] as const;
