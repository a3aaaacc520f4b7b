import { z } from "zod";
import { numbers } from "#core/functions/params.ts";
import { isRange } from "./numbers.ts";
import { flag, perUnit, waveDtype } from "./params.ts";
import { UNIT_PARAM_RANGES } from "./templates.ts";

/* Dictionaries of parameters that generators hand on to one another: each takes its function's names and no others. */

/** A shortest and a longest pause: a tuple, a list or an array. */
export const pair = z.preprocess(
  (value) => (isRange(value) ? value.$tuple : value),
  numbers().transform((values) => [...values]),
);

export const locationKwargs = z.strictObject({
  margin_um: z.number().optional(),
  minimum_z: z.number().optional(),
  maximum_z: z.number().optional(),
  minimum_distance: z.number().nullish(),
  max_iteration: z.int().optional(),
  distance_strict: flag.optional(),
  distribution: z.string().optional(),
  num_modes: z.int().optional(),
});

const motionKwargs = z.strictObject({
  drift_mode: z.string().optional(),
  non_rigid_gradient: z.number().nullish(),
  amplitude_factor: z.number().optional(),
  t_start_drift: z.number().nullish(),
  t_end_drift: z.number().nullish(),
  period_s: z.number().optional(),
  bump_interval_s: pair.optional(),
});

const place = numbers().transform((values) => [...values]);

export const displacementKwargs = z.strictObject({
  displacement_sampling_frequency: z.number().positive().optional(),
  drift_start_um: place.optional(),
  drift_stop_um: place.optional(),
  drift_step_um: z.number().positive().optional(),
  motion_list: z.array(motionKwargs).min(1, "holds no motion").optional(),
});

export const templateKwargs = z.strictObject({
  ms_before: z.number(),
  ms_after: z.number(),
  mode: z.string().optional(),
  unit_params: z
    .record(z.string(), z.union([perUnit, z.null()]))
    .transform((params) =>
      Object.fromEntries(Object.entries(params).filter(([name]) => name in UNIT_PARAM_RANGES)),
    )
    .optional(),
  dtype: waveDtype.optional(),
  upsample_factor: z.null().optional(),
});

export const sortingKwargs = z.strictObject({
  firing_rates: perUnit.optional(),
  empty_units: z.preprocess(
    (value) => (value === null ? undefined : value),
    numbers()
      .transform((values) => [...values])
      .optional(),
  ),
  refractory_period_ms: z.number().optional(),
  add_spikes_on_borders: flag.optional(),
  num_spikes_per_border: z.int().nonnegative().optional(),
  border_size_samples: z.int().positive().optional(),
});

export const noiseKwargs = z.strictObject({
  noise_levels: perUnit.optional(),
  spatial_decay: z.number().nullish(),
  dtype: z.enum(["float32", "float64"]).optional(),
});

const counts = z.union([z.int(), numbers().transform((values) => [...values])]);

export const probeKwargs = z.strictObject({
  num_columns: z.int().positive().optional(),
  num_contact_per_column: counts.optional(),
  xpitch: z.number().optional(),
  ypitch: z.number().optional(),
  y_shift_per_column: z.union([z.null(), numbers().transform((values) => [...values])]).optional(),
  contact_shapes: z.string().optional(),
  contact_shape_params: z.record(z.string(), z.json()).optional(),
});
