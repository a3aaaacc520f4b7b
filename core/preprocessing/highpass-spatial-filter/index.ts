/*
 * highpass_spatial_filter: high-pass along the probe (destriping), with gain control against strong channels.
 * Reference: SpikeInterface 0.103.2 preprocessing/highpass_spatial_filter.py, after the International Brain Laboratory.
 * As there, gain control works in the recording's own type, so whole-number samples lose precision, and whole-number
 * outputs are truncated. O(frames × channels log frames).
 */
import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { channelGroups, type Recording } from "#core/recording/index.ts";
import { butterworthSos } from "#core/signal/index.ts";
import { IBL_2022 } from "../citations.ts";
import { definePreprocessor } from "../define.ts";
import { dtypeText, signedDType } from "../dtype.ts";
import { dtypeField } from "../fields.ts";
import { channelPositionsUm, orderByDepth } from "../geometry.ts";
import { derivedRecording } from "../node.ts";
import { readWithMargin } from "../window.ts";
import { hanningWindow, spatialFilter, taperWeights } from "./kernel.ts";

const STEP = "highpass_spatial_filter";
const SI_CLASS =
  "spikeinterface.preprocessing.highpass_spatial_filter.HighpassSpatialFilterRecording";

const schema = z.strictObject({
  n_channel_pad: z
    .int()
    .nonnegative()
    .nullable()
    .default(60)
    .describe("Channels mirrored beyond each end of the probe.")
    .meta({ label: "Mirrored channels" }),
  n_channel_taper: z
    .int()
    .nonnegative()
    .nullable()
    .default(0)
    .describe("Channels faded at each end; empty fades as many as are mirrored.")
    .meta({ label: "Faded channels" }),
  direction: z
    .enum(["x", "y", "z"])
    .default("y")
    .describe("Axis along which channels are filtered.")
    .meta({ label: "Direction" }),
  apply_agc: z
    .boolean()
    .default(true)
    .describe("Even out the strength of channels before the filter, and undo it afterwards.")
    .meta({ label: "Gain control" }),
  agc_window_length_s: z
    .number()
    .positive()
    .nullable()
    .default(0.1)
    .describe("Window of the gain control.")
    .meta({ unit: "s", label: "Gain window" }),
  highpass_butter_order: z
    .int()
    .positive()
    .default(3)
    .describe("Order of the spatial Butterworth filter.")
    .meta({ label: "Order" }),
  highpass_butter_wn: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.01)
    .describe("Cutoff as a share of the spatial Nyquist frequency.")
    .meta({ label: "Cutoff" }),
  dtype: dtypeField,
});

type Params = z.output<typeof schema>;

export const highpassSpatialFilter = definePreprocessor({
  name: STEP,
  label: "Spatial high-pass",
  summary: "Removes signals that stretch over many channels of the probe.",
  family: "filter",
  citation: IBL_2022,
  siClass: SI_CLASS,
  params: schema,
  chunkTolerance: 1e-2,
  async apply(parent, params, ctx) {
    const pad = params.n_channel_pad ?? 0;
    const taper = params.n_channel_taper ?? pad;
    checkChannels(parent, pad, taper);
    const dtype = signedDType(parent, params.dtype, STEP);
    const window = windowOf(parent, params);
    const plan = {
      order: channelOrder(parent, params),
      pad,
      taper: taper > 0 ? taperWeights(parent.channelIds.length + 2 * pad, taper) : undefined,
      window,
      sos: butterworthSos(params.highpass_butter_order, [params.highpass_butter_wn], "highpass", 2),
    };
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      dtype,
      kwargs: {
        n_channel_pad: pad,
        n_channel_taper: taper,
        direction: params.direction,
        apply_agc: params.apply_agc,
        highpass_butter_order: params.highpass_butter_order,
        highpass_butter_wn: params.highpass_butter_wn,
        agc_window_length_s: params.apply_agc ? params.agc_window_length_s : null,
        // the reference forgets it, and would rebuild another recording
        ...(dtype === parent.dtype ? {} : { dtype: dtypeText(dtype) }),
      },
      async read(range, out) {
        const all = { ...range, channelIndices: undefined };
        const margin = window === undefined ? 0 : window.length >> 1;
        const padded = await readWithMargin(parent, all, margin);
        const filtered = spatialFilter(padded.traces, padded.numChannels, plan, ctx.kernels);
        const n = padded.numChannels;
        const from = padded.left * n;
        const kept = filtered.subarray(from, from + (range.endFrame - range.startFrame) * n);
        if (range.channelIndices === undefined) {
          ctx.kernels.convert(kept, out, false);
          return;
        }
        const picked = new Float64Array(out.length);
        ctx.kernels.pickChannels(kept, n, range.channelIndices, picked);
        ctx.kernels.convert(picked, out, false);
      },
    });
  },
});

function windowOf(
  parent: Recording,
  { apply_agc, agc_window_length_s }: Params,
): Float64Array | undefined {
  if (!apply_agc || agc_window_length_s === null) return undefined;
  const half = (agc_window_length_s * parent.samplingFrequency) / 2;
  return hanningWindow(Math.trunc(roundHalfEven(half) * 2 + 1));
}

/** numpy.round. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

function checkChannels(parent: Recording, pad: number, taper: number): void {
  const n = parent.channelIds.length;
  for (const [parameter, value] of [
    ["n_channel_pad", pad],
    ["n_channel_taper", taper],
  ] as const) {
    if (value > n) {
      throw new EphysError(
        "InvalidParameter",
        `${STEP}: ${parameter} ${String(value)} is more than the ${String(n)} channels there are; give at most ${String(n)}`,
        { step: STEP, parameter, value },
      );
    }
  }
  if (new Set(channelGroups(parent)).size > 1) {
    throw new EphysError(
      "InvalidValue",
      `${STEP}: the recording has several channel groups; split it by group first`,
      { step: STEP },
    );
  }
}

/** Channels by depth, or undefined where they already are. */
function channelOrder(parent: Recording, { direction }: Params): Int32Array | undefined {
  const positions = channelPositionsUm(parent, STEP);
  const axis = ["x", "y", "z"].indexOf(direction);
  if (axis >= positions.ndim) {
    throw new EphysError(
      "InvalidParameter",
      `${STEP}: direction ${direction} is not a dimension of the locations`,
      {
        step: STEP,
        parameter: "direction",
      },
    );
  }
  const n = parent.channelIds.length;
  const depth = (i: number): number => positions.positions[i * positions.ndim + axis];
  let sorted = true;
  for (let i = 1; i < n; i++) if (depth(i) < depth(i - 1)) sorted = false;
  if (sorted) return undefined;
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  return Int32Array.from(orderByDepth(positions, rows, ["x", "y"], STEP));
}
