import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, structured } from "#core/functions/params.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import {
  loadMotionInfo,
  saveMotionInfo,
  type MotionFiles,
  type MotionInfo,
} from "./motion-info.ts";
import { motionPresetParams } from "./motion-presets.ts";

/* SpikeInterface's functions for stored motion estimations; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.preprocessing.motion";

const parametersPreset = defineFunction({
  name: `${PREFIX}.get_motion_parameters_preset`,
  params: z.strictObject({ preset: z.string() }),
  run: ({ preset }) => withArrays(motionPresetParams(preset)),
});

/** The one parameter that is an array in SpikeInterface. */
function withArrays(params: JsonObject): unknown {
  const localize = params["localize_peaks_kwargs"] as JsonObject;
  const weights = localize["weight_method"] as JsonObject | undefined;
  const list = weights?.["sigma_list_um"];
  if (!Array.isArray(list)) return params;
  const sigmas = Float64Array.from(list as readonly number[]); // as the presets have it
  const weight_method = { ...weights, sigma_list_um: ndArray("float64", [sigmas.length], sigmas) };
  return { ...params, localize_peaks_kwargs: { ...localize, weight_method } };
}

const loadInfo = defineFunction({
  name: `${PREFIX}.load_motion_info`,
  params: z.strictObject({ folder: z.string() }),
  run: ({ folder }, ctx): Promise<MotionInfo> => loadMotionInfo(folder, ctx),
});

const table = z.union([structured(), array()]).nullable();

const motionSchema = z.object({
  object: z.literal("Motion").default("Motion"),
  displacement: z.array(array()),
  temporal_bins_s: z.array(array()),
  spatial_bins_um: array(),
  interpolation_method: z.string().default("linear"),
  direction: z.string().default("y"),
});

const saveInfo = defineFunction({
  name: `${PREFIX}.save_motion_info`,
  params: z.strictObject({
    motion_info: z.object({
      parameters: z.custom<JsonValue>((value) => value !== undefined),
      run_times: z.custom<JsonValue>((value) => value !== undefined),
      peaks: table,
      peak_locations: table,
      motion: motionSchema.nullable(),
    }),
    folder: z.string(),
    overwrite: z.boolean().default(false),
  }),
  run: ({ motion_info, folder, overwrite }, ctx): Promise<MotionFiles> =>
    saveMotionInfo(motion_info, folder, overwrite, ctx),
});

export const MOTION_FUNCTIONS = [parametersPreset, loadInfo, saveInfo] as const;
