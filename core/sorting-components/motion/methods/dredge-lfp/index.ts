/* Motion from slow potentials, as DREDge does it; see ../../online-lfp.ts. Reference: SpikeInterface 0.103.2 motion/dredge.py. */
import { z } from "zod";
import { MOTION_DIRECTIONS } from "#core/motion/index.ts";
import { lfpOptions } from "../../lfp-options.ts";
import { onlineLfpMotion } from "../../online-lfp.ts";
import { DEFAULT_THOMAS } from "../../thomas.ts";
import { defineRecordingMotion } from "../define.ts";

const um = (value: number, text: string, label: string): z.ZodDefault<z.ZodNumber> =>
  z.number().positive().default(value).describe(text).meta({ label, unit: "um" });

/** Aligns frames of an LFP band recording at a few hundred Hz with each other; every frame is a time bin. */
export const dredgeLfp = defineRecordingMotion({
  name: "dredge_lfp",
  label: "DREDge (LFP)",
  summary:
    "Aligns frames of slow potentials with each other: for recordings filtered and resampled to some 250 Hz.",
  params: z.strictObject({
    direction: z
      .enum(MOTION_DIRECTIONS)
      .default("y")
      .describe("Axis of the motion.")
      .meta({ label: "Direction" }),
    rigid: z
      .boolean()
      .default(true)
      .describe("The whole probe moves as one.")
      .meta({ label: "Rigid" }),
    win_shape: z
      .enum(["gaussian", "rect", "triangle"])
      .default("gaussian")
      .describe("Shape of depth windows.")
      .meta({ label: "Window" }),
    win_step_um: um(800, "Distance of depth windows.", "Window step"),
    win_scale_um: um(850, "Width of depth windows.", "Window width"),
    win_margin_um: z
      .number()
      .nullable()
      .default(null)
      .describe("How far windows reach beyond the contacts; null: minus half their width.")
      .meta({ label: "Window margin", unit: "um" }),
    chunk_len_s: z
      .number()
      .positive()
      .default(10)
      .describe("Time that is aligned at once.")
      .meta({ label: "Chunk", unit: "s" }),
    max_disp_um: z
      .number()
      .positive()
      .nullable()
      .default(500)
      .describe(
        "Largest displacement between two frames; null: a quarter of a window or the probe.",
      )
      .meta({ label: "Farthest", unit: "um" }),
    mincorr: z
      .number()
      .default(0.8)
      .describe("Pairs of frames that correlate less do not count.")
      .meta({ label: "Least correlation" }),
    mincorr_percentile: z
      .number()
      .min(0)
      .max(100)
      .nullable()
      .default(null)
      .describe("Instead: this percentile of the correlations of neighbouring frames.")
      .meta({ label: "Percentile" }),
    mincorr_percentile_nneighbs: z
      .int()
      .positive()
      .default(20)
      .describe("Frames that are neighbours for the percentile.")
      .meta({ label: "Neighbours" }),
    soft: z
      .boolean()
      .default(false)
      .describe("Pairs count by their correlation instead of all alike.")
      .meta({ label: "Soft" }),
    time_horizon_s: z
      .number()
      .nullable()
      .default(null)
      .describe("Taken and, as in the reference, without effect."),
    thomas_kw: z
      .strictObject({
        lambda_t: z
          .number()
          .nonnegative()
          .default(DEFAULT_THOMAS.lambdaT)
          .describe("Smoothness in time."),
        lambda_s: z
          .number()
          .nonnegative()
          .default(DEFAULT_THOMAS.lambdaS)
          .describe("Smoothness in depth."),
        eps: z.number().positive().default(DEFAULT_THOMAS.eps).describe("Regularisation."),
      })
      .prefault({})
      .describe("Smoothness of the motion.")
      .meta({ label: "Smoothness" }),
    xcorr_kw: z
      .strictObject({
        centered: z.boolean().default(true).describe("Frames are centred."),
        normalized: z.boolean().default(true).describe("Frames are scaled to one size."),
        max_dt_bins: z
          .int()
          .positive()
          .nullable()
          .default(null)
          .describe("Frames farther apart in time are not compared; null: all are."),
      })
      .prefault({})
      .describe("How frames are compared.")
      .meta({ label: "Comparison" }),
  }),
  async estimate(params, recording) {
    const options = lfpOptions(params, {
      shape: params.win_shape,
      thomas: params.thomas_kw,
      xcorr: params.xcorr_kw,
      masks: undefined,
    });
    const { displacement, timesS, spatial } = await onlineLfpMotion(recording, options, false);
    return {
      displacement: [Float64Array.from(displacement)],
      temporalBinsS: [timesS],
      spatialBinsUm: spatial.centers,
      direction: params.direction,
      interpolationMethod: "linear",
    };
  },
});
