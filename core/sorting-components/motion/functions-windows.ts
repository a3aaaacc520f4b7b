import { z } from "zod";
import { toFloat64 } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers, scalar } from "#core/functions/params.ts";
import { listOf, resultArray, wrongShape } from "./arguments.ts";
import { cleanMotion, smoothMotion } from "./cleaning.ts";
import { rigidWindows, spatialWindows, windowShape, type SpatialWindows } from "./windows.ts";

/* Windows and cleaning of motion by SpikeInterface's dotted names; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.sortingcomponents.motion";

const getRigidWindows = defineFunction({
  name: `${PREFIX}.motion_utils.get_rigid_windows`,
  params: z.strictObject({ spatial_bin_centers: array() }),
  run({ spatial_bin_centers }) {
    const bins = listOf(spatial_bin_centers, "spatial_bin_centers");
    return asPair(rigidWindows(bins), bins.length, "float64");
  },
});

const getSpatialWindows = defineFunction({
  name: `${PREFIX}.motion_utils.get_spatial_windows`,
  params: z.strictObject({
    contact_depths: numbers(),
    spatial_bin_centers: array(),
    rigid: z.boolean().default(false),
    win_shape: z.string().default("gaussian"),
    win_step_um: scalar().default(50),
    win_scale_um: scalar().default(150),
    win_margin_um: scalar().nullish(),
    zero_threshold: scalar().nullish(),
  }),
  run(args) {
    const bins = listOf(args.spatial_bin_centers, "spatial_bin_centers");
    const { rigid } = args;
    const windows = spatialWindows(args.contact_depths, bins, {
      rigid,
      shape: rigid ? "rect" : windowShape(args.win_shape),
      stepUm: args.win_step_um,
      scaleUm: args.win_scale_um,
      marginUm: args.win_margin_um ?? undefined,
      zeroThreshold: args.zero_threshold ?? undefined,
    });
    // distances keep single precision, as NumPy's arrays do; those of rect windows are only compared
    const single = args.spatial_bin_centers.dtype === "float32";
    const keeps = single && !rigid && args.win_shape !== "rect";
    return asPair(windows, bins.length, keeps ? "float32" : "float64");
  },
});

function asPair(
  { windows, centers }: SpatialWindows,
  numBins: number,
  dtype: "float32" | "float64",
): unknown {
  return [resultArray(windows, [centers.length, numBins], dtype), centers];
}

const cleanMotionVector = defineFunction({
  name: `${PREFIX}.motion_cleaner.clean_motion_vector`,
  params: z.strictObject({
    motion: array(),
    temporal_bins: array(),
    bin_duration_s: scalar(),
    speed_threshold: scalar().default(30),
    sigma_smooth_s: scalar().nullish(),
  }),
  run({ motion, temporal_bins, bin_duration_s, speed_threshold, sigma_smooth_s }) {
    const [numTimes, numColumns] = motion.shape;
    if (motion.shape.length !== 2) throw wrongShape(motion, "motion", "[time × window]");
    const timesS = listOf(temporal_bins, "temporal_bins");
    if (numColumns > 0 && (timesS.length !== numTimes || numTimes === 0)) {
      throw wrongShape(
        temporal_bins,
        "temporal_bins",
        `one time for each of ${String(numTimes)} rows`,
      );
    }
    const options = { binDurationS: bin_duration_s, speedThreshold: speed_threshold };
    const cleaned = cleanMotion(toFloat64(motion), numColumns, timesS, options);
    // interpolated values take the dtype of the motion before they are smoothed in double precision
    const kept = resultArray(cleaned, motion.shape, motion.dtype);
    if (sigma_smooth_s === null || sigma_smooth_s === undefined) return kept;
    if (numColumns === 0)
      throw wrongShape(motion, "motion", "of at least one window to be smoothed");
    const smooth = smoothMotion(toFloat64(kept), numColumns, bin_duration_s, sigma_smooth_s);
    return resultArray(smooth, motion.shape);
  },
});

export const WINDOW_FUNCTIONS = [getRigidWindows, getSpatialWindows, cleanMotionVector] as const;
