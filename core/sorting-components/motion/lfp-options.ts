import type { MotionDirection } from "#core/motion/index.ts";
import type { OnlineLfpOptions } from "./online-lfp.ts";
import type { WindowShape } from "./windows.ts";

/** Parameters of the motion of slow potentials by SpikeInterface's names. */
export interface LfpArguments {
  readonly direction: MotionDirection;
  readonly rigid: boolean;
  readonly win_step_um: number;
  readonly win_scale_um: number;
  readonly win_margin_um?: number | null | undefined;
  readonly chunk_len_s: number;
  readonly max_disp_um: number | null;
  readonly mincorr: number;
  readonly mincorr_percentile?: number | null | undefined;
  readonly mincorr_percentile_nneighbs: number;
  readonly soft: boolean;
}

interface LfpDetails {
  readonly shape: WindowShape;
  readonly thomas: { readonly lambda_t: number; readonly lambda_s: number; readonly eps: number };
  readonly xcorr: {
    readonly centered: boolean;
    readonly normalized: boolean;
    readonly max_dt_bins?: number | null | undefined;
  };
  /** [contact × frame] weights of single values */
  readonly masks: Float32Array | undefined;
}

/** The same by this program's names. */
export function lfpOptions(
  args: LfpArguments,
  { shape, thomas, xcorr, masks }: LfpDetails,
): OnlineLfpOptions {
  return {
    direction: args.direction,
    windows: {
      rigid: args.rigid,
      shape,
      stepUm: args.win_step_um,
      scaleUm: args.win_scale_um,
      marginUm: args.win_margin_um ?? undefined,
    },
    chunkLenS: args.chunk_len_s,
    maxDispUm: args.max_disp_um ?? undefined,
    minCorr: args.mincorr,
    minCorrPercentile: args.mincorr_percentile ?? undefined,
    numNeighbours: args.mincorr_percentile_nneighbs,
    soft: args.soft,
    thomas: { lambdaT: thomas.lambda_t, lambdaS: thomas.lambda_s, eps: thomas.eps },
    correlation: {
      centered: xcorr.centered,
      normalized: xcorr.normalized,
      maxDtBins: xcorr.max_dt_bins ?? undefined,
      masks,
    },
  };
}
