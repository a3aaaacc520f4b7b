import { z } from "zod";
import { allocateData, ndArray, toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { expDecay } from "./exp-decay.ts";
import { spread } from "./spread.ts";
import { sortedByDepth, withinColumn, type TemplateGrid } from "./template-grid.ts";
import { theilSenLine } from "./theil-sen.ts";
import { velocity } from "./velocity.ts";

/* SpikeInterface's postprocessing.template_metrics of several channels by their dotted names; further keywords are let
   pass, as there. */

const PREFIX = "spikeinterface.postprocessing.template_metrics";

const grid = { template: array(), channel_locations: array() };

/** @throws InvalidParameter when channels and places do not fit */
function gridOf(template: NdArray, locations: NdArray): TemplateGrid {
  const [numSamples = 0, numChannels] = template.shape;
  const [numLocations = 0, ndim] = locations.shape;
  if (template.shape.length !== 2 || numChannels === undefined || locations.shape.length !== 2) {
    throw new EphysError(
      "InvalidParameter",
      "template must be samples × channels, channel_locations channels × coordinates",
    );
  }
  if (ndim === undefined || ndim < 2 || numLocations === 0 || numSamples === 0) {
    throw new EphysError("InvalidParameter", "template or channel_locations is empty");
  }
  return {
    values: toFloat64(template),
    numSamples,
    numChannels,
    isFloat32: template.dtype === "float32",
    locations: toFloat64(locations),
    ndim,
  };
}

/** As `gridOf`, one place for each channel. */
function wholeGrid(template: NdArray, locations: NdArray): TemplateGrid {
  const made = gridOf(template, locations);
  if (made.locations.length / made.ndim === made.numChannels) return made;
  throw new EphysError("InvalidParameter", "template and channel_locations differ in channels");
}

const sortTemplate = defineFunction({
  name: `${PREFIX}.sort_template_and_locations`,
  params: z.object({ ...grid, depth_direction: z.string().default("y") }),
  run({ template, channel_locations, depth_direction }) {
    const sorted = sortedByDepth(gridOf(template, channel_locations), depth_direction);
    return asArrays(sorted, template, channel_locations);
  },
});

function likeDType(array: NdArray, shape: readonly number[], values: Float64Array): NdArray {
  const data = allocateData(array.dtype, values.length) as Float64Array; // numbers: toFloat64 refused the rest
  data.set(values);
  return ndArray(array.dtype, shape, data);
}

const columnRange = defineFunction({
  name: `${PREFIX}.transform_column_range`,
  params: z.object({
    ...grid,
    column_range: z.number().nullable(),
    depth_direction: z.string().default("y"),
  }),
  run({ template, channel_locations, column_range, depth_direction }) {
    if (column_range === null) return [template, channel_locations];
    const whole = wholeGrid(template, channel_locations);
    return asArrays(
      withinColumn(whole, column_range, depth_direction),
      template,
      channel_locations,
    );
  },
});

/** A template and its places in the dtypes of those given. */
function asArrays(
  { values, numSamples, numChannels, locations, ndim }: TemplateGrid,
  template: NdArray,
  places: NdArray,
): NdArray[] {
  return [
    likeDType(template, [numSamples, numChannels], values),
    likeDType(places, [numChannels, ndim], locations),
  ];
}

const fitVelocity = defineFunction({
  name: `${PREFIX}.fit_velocity`,
  params: z.object({ peak_times: numbers(), channel_dist: numbers() }),
  run({ peak_times, channel_dist }) {
    const { slope, intercept, score } = theilSenLine(peak_times, channel_dist);
    return [slope, intercept, score];
  },
});

const velocityParams = z.looseObject({
  ...grid,
  sampling_frequency: z.number().positive(),
  depth_direction: z.string(),
  min_channels_for_velocity: z.number(),
  min_r2_velocity: z.number(),
  column_range: z.number().nullable(),
});

const velocityAbove = defineFunction({
  name: `${PREFIX}.get_velocity_above`,
  params: velocityParams,
  run: ({ template, channel_locations, sampling_frequency, ...params }) =>
    velocity("above", wholeGrid(template, channel_locations), sampling_frequency, params),
});

const velocityBelow = defineFunction({
  name: `${PREFIX}.get_velocity_below`,
  params: velocityParams,
  run: ({ template, channel_locations, sampling_frequency, ...params }) =>
    velocity("below", wholeGrid(template, channel_locations), sampling_frequency, params),
});

const expDecayOf = defineFunction({
  name: `${PREFIX}.get_exp_decay`,
  params: z.looseObject({
    ...grid,
    sampling_frequency: z.number().nullable().default(null),
    exp_peak_function: z.enum(["ptp", "min"]),
    min_r2_exp_decay: z.number(),
  }),
  run: ({ template, channel_locations, ...params }) =>
    expDecay(wholeGrid(template, channel_locations), params),
});

const spreadOf = defineFunction({
  name: `${PREFIX}.get_spread`,
  params: z.looseObject({
    ...grid,
    sampling_frequency: z.number().nullable(),
    depth_direction: z.string(),
    spread_threshold: z.number(),
    spread_smooth_um: z.number().nullable(),
    column_range: z.number().nullable(),
  }),
  run: ({ template, channel_locations, ...params }) =>
    spread(wholeGrid(template, channel_locations), params),
});

/** Functions of templates on several channels. */
export const MULTI_CHANNEL_FUNCTIONS = [
  columnRange,
  sortTemplate,
  fitVelocity,
  velocityAbove,
  velocityBelow,
  expDecayOf,
  spreadOf,
] as const;
