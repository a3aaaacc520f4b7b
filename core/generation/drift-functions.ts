import { z } from "zod";
import { ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array } from "#core/functions/params.ts";
import {
  displacementKwargs,
  locationKwargs,
  noiseKwargs,
  pair,
  probeKwargs,
  sortingKwargs,
  templateKwargs,
} from "./kwargs.ts";
import { flag, seed } from "./params.ts";
import { interpolateTemplates } from "./interpolate-templates.ts";
import { linearDisplacement, oneDisplacementVector } from "./displacement.ts";
import {
  generateDriftingRecording,
  type DriftingParams,
  type DriftingRecordings,
} from "./drifting.ts";

/* SpikeInterface's generation functions for drift by their dotted names. */

const interpolate = defineFunction({
  name: "spikeinterface.generation.drift_tools.interpolate_templates",
  params: z.object({
    templates_array: array(),
    source_locations: array(),
    dest_locations: array(),
    interpolation_method: z.string().default("cubic"),
  }),
  run: (p) =>
    interpolateTemplates(
      p.templates_array,
      p.source_locations,
      p.dest_locations,
      p.interpolation_method,
    ),
});

const coordinates = array().refine(
  ({ shape, data }) => shape.length === 1 && !Array.isArray(data),
  "must be one row of coordinates",
);

const makeLinearDisplacement = defineFunction({
  name: "spikeinterface.generation.drift_tools.make_linear_displacement",
  params: z.object({ start: coordinates, stop: coordinates, num_step: z.number().default(10) }),
  run({ start, stop, num_step }): NdArray {
    const made = linearDisplacement(toFloat64(start), toFloat64(stop), num_step);
    const single = [start, stop].every(({ dtype }) => dtype === "float32");
    // steps are counted in double precision; the middle alone keeps the type
    return single && num_step === 1
      ? ndArray("float32", made.shape, Float32Array.from(made.data))
      : made;
  },
});

const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

const makeOneDisplacementVector = defineFunction({
  name: "spikeinterface.generation.drifting_generator.make_one_displacement_vector",
  params: z.object({
    drift_mode: z.string().default("zigzag"),
    duration: z.number().positive().default(600),
    amplitude_factor: z.number().default(1),
    displacement_sampling_frequency: z.number().positive().default(5),
    t_start_drift: optionalNumber,
    t_end_drift: optionalNumber,
    period_s: z.number().default(200),
    bump_interval_s: pair.default([30, 90]),
    seed,
  }),
  run: (p) => oneDisplacementVector(p),
});

const generateDrifting = defineFunction({
  name: "spikeinterface.generation.drifting_generator.generate_drifting_recording",
  params: z.object({
    num_units: z.int().positive().default(250),
    duration: z.number().positive().default(600),
    sampling_frequency: z.number().positive().default(30000),
    probe_name: z.string().default("Neuropixels1-128"),
    generate_probe_kwargs: probeKwargs.nullish(),
    generate_unit_locations_kwargs: locationKwargs.optional(),
    generate_displacement_vector_kwargs: displacementKwargs.optional(),
    generate_templates_kwargs: templateKwargs.optional(),
    generate_sorting_kwargs: sortingKwargs.optional(),
    generate_noise_kwargs: noiseKwargs.optional(),
    extra_outputs: flag.default(false),
    seed,
  }),
  async run({ extra_outputs, ...params }, ctx) {
    // the generators check what their parameters hold
    const made = await generateDriftingRecording(params as DriftingParams, ctx);
    const outputs = [made.staticRecording, made.driftingRecording, made.sorting];
    return extra_outputs ? [...outputs, extraOutputs(made)] : outputs;
  },
});

function extraOutputs(made: DriftingRecordings) {
  const { displacements, unitLocations, units } = made;
  const numUnits = unitLocations.length / 3;
  return {
    displacement_vectors: displacements.vectors,
    displacement_sampling_frequency: displacements.rate,
    unit_locations: ndArray("float32", [numUnits, 3], unitLocations),
    displacement_unit_factor: displacements.unitFactors,
    unit_displacements: displacements.perUnit(),
    templates: {
      templates_array: made.staticTemplates(),
      nbefore: units.nbefore,
      sampling_frequency: units.samplingFrequency,
    } satisfies Record<string, NdArray | number>,
  };
}

export const DRIFT_FUNCTIONS = [
  interpolate,
  makeLinearDisplacement,
  makeOneDisplacementVector,
  generateDrifting,
] as const;
