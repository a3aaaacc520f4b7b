import { z } from "zod";
import type { NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, scalar } from "#core/functions/params.ts";
import { MOTION_DIRECTIONS } from "#core/motion/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { resultArray, shaped } from "./arguments.ts";
import { lfpOptions } from "./lfp-options.ts";
import {
  onlineLfpMotion,
  type ChunkPairs,
  type OnlineLfpMotion,
  type OnlineLfpOptions,
} from "./online-lfp.ts";
import { DEFAULT_THOMAS } from "./thomas.ts";
import { windowShape } from "./windows.ts";

/* dredge_online_lfp by SpikeInterface's dotted name; parameters and defaults are its. */

const thomasKw = z.strictObject({
  lambda_t: scalar().default(DEFAULT_THOMAS.lambdaT),
  lambda_s: scalar().default(DEFAULT_THOMAS.lambdaS),
  eps: scalar().default(DEFAULT_THOMAS.eps),
  progress_bar: z.boolean().default(false),
  bandwidth: z.unknown().optional(),
});

const xcorrKw = z.strictObject({
  centered: z.boolean().default(true),
  normalized: z.boolean().default(true),
  max_dt_bins: scalar().nullish(),
  masks: array().nullish(),
});

const params = z.strictObject({
  lfp_recording: z.custom<Recording>(
    (value) => typeof value === "object" && value !== null && "readTraces" in value,
    "must be a recording",
  ),
  direction: z.enum(MOTION_DIRECTIONS).default("y"),
  rigid: z.boolean().default(true),
  win_shape: z.string().default("gaussian"),
  win_step_um: scalar().default(800),
  win_scale_um: scalar().default(850),
  win_margin_um: scalar().nullish(),
  chunk_len_s: scalar().default(10),
  max_disp_um: scalar().nullable().default(500),
  // taken and, as in the reference, without effect
  time_horizon_s: scalar().nullish(),
  mincorr: scalar().default(0.8),
  mincorr_percentile: scalar().nullish(),
  mincorr_percentile_nneighbs: z.int().default(20),
  soft: z.boolean().default(false),
  thomas_kw: thomasKw.nullish(),
  xcorr_kw: xcorrKw.nullish(),
  extra_outputs: z.boolean().default(false),
  device: z.string().nullish(),
  progress_bar: z.boolean().default(true),
});

const dredgeOnlineLfp = defineFunction({
  name: "spikeinterface.sortingcomponents.motion.dredge.dredge_online_lfp",
  params,
  async run(args) {
    const { lfp_recording: recording, extra_outputs } = args;
    const found = await onlineLfpMotion(recording, optionsOf(args), extra_outputs);
    const numWindows = found.spatial.centers.length;
    const motion = {
      displacement: [resultArray(found.displacement, [found.timesS.length, numWindows], "float32")],
      temporal_bins_s: [found.timesS],
      spatial_bins_um: found.spatial.centers,
      interpolation_method: "linear",
      direction: args.direction,
    };
    return extra_outputs ? [motion, extraOutputs(found, args.soft)] : motion;
  },
});

function optionsOf(args: z.output<typeof params>): OnlineLfpOptions {
  const xcorr = args.xcorr_kw ?? xcorrKw.parse({});
  return lfpOptions(args, {
    shape: args.rigid ? "rect" : windowShape(args.win_shape), // the name is not looked at for rigid motion
    thomas: args.thomas_kw ?? thomasKw.parse({}),
    xcorr,
    masks: xcorr.masks ? masksOf(xcorr.masks, args.lfp_recording) : undefined,
  });
}

function masksOf(masks: NdArray, { channelIds }: Recording): Float32Array {
  return Float32Array.from(
    shaped(masks, [channelIds.length, masks.shape[1] ?? 0], "xcorr_kw.masks"),
  );
}

/** What the reference returns beside the motion: matrices of every chunk, one entry per chunk. */
function extraOutputs({ spatial, chunks, maxDispUm }: OnlineLfpMotion, soft: boolean): unknown {
  const { windows, centers } = spatial;
  const within = (pick: (chunk: ChunkPairs) => readonly Float32Array[]): NdArray[] =>
    chunks.map((chunk) => stacked(pick(chunk), chunk.numFrames));
  const before = (pick: (chunk: ChunkPairs) => readonly Float32Array[] | undefined): NdArray[] =>
    chunks.flatMap((chunk) => {
      const matrices = pick(chunk);
      return matrices ? [stacked(matrices, chunk.numFrames)] : [];
    });
  return {
    window_centers: centers,
    windows: resultArray(windows, [centers.length, windows.length / centers.length]),
    D: within((chunk) => chunk.within.displacement),
    // soft weights are made in place of the correlations there
    C: within((chunk) => (soft ? chunk.withinWeights : chunk.within.correlation)),
    S: within((chunk) => chunk.withinWeights),
    D01: before((chunk) => chunk.before?.displacement),
    C01: before((chunk) => (soft ? chunk.beforeWeights : chunk.before?.correlation)),
    S01: before((chunk) => chunk.beforeWeights),
    mincorrs: chunks.map(({ minCorr }) => minCorr),
    max_disp_um: maxDispUm,
  };
}

/** Per window, [frame × other frame], as one array. */
function stacked(matrices: readonly Float32Array[], numFrames: number): NdArray {
  const size = matrices[0]?.length ?? 0;
  const out = new Float32Array(matrices.length * size);
  for (const [b, matrix] of matrices.entries()) out.set(matrix, b * size);
  return resultArray(out, [matrices.length, numFrames, size / numFrames], "float32");
}

export const LFP_FUNCTIONS = [dredgeOnlineLfp] as const;
