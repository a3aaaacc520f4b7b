/*
 * directional_derivative: gradient between the contacts of each column (or row) of the probe.
 * Reference: SpikeInterface 0.103.2 preprocessing/directional_derivative.py on numpy.gradient; order 0 subtracts each
 * column's mean. A column of one contact gives zeros. O(frames × channels × order).
 */
import { z } from "zod";
import {
  allocateSamples,
  EphysError,
  isIntegerDType,
  type SampleArray,
} from "#core/model/index.ts";
import { definePreprocessor } from "../define.ts";
import { outputDType } from "../dtype.ts";
import { float32Field } from "../fields.ts";
import { channelPositionsUm } from "../geometry.ts";
import { derivedRecording } from "../node.ts";
import { readFrames } from "../window.ts";
import { columnsAlong, type Column } from "./columns.ts";
import { gradientWeights, type Gradient } from "./gradient.ts";

const STEP = "directional_derivative";
const SI_CLASS =
  "spikeinterface.preprocessing.directional_derivative.DirectionalDerivativeRecording";

export const directionalDerivative = definePreprocessor({
  name: STEP,
  label: "Directional derivative",
  summary: "Takes differences between neighbouring contacts along one axis.",
  family: "geometry",
  siClass: SI_CLASS,
  params: z.strictObject({
    direction: z
      .enum(["x", "y", "z"])
      .default("y")
      .describe("Axis along which differences are taken.")
      .meta({ label: "Direction" }),
    order: z
      .int()
      .nonnegative()
      .default(1)
      .describe("How often the gradient is taken; 0 subtracts the mean of each column.")
      .meta({ label: "Order" }),
    edge_order: z
      .union([z.literal(1), z.literal(2)])
      .default(1)
      .describe("Order of accuracy at the ends of a column.")
      .meta({ label: "Edge order" }),
    dtype: float32Field,
  }),
  chunkTolerance: 0,
  async apply(parent, { direction, order, edge_order, dtype: wanted }, ctx) {
    const dtype = outputDType(parent, wanted, STEP);
    const locations = channelPositionsUm(parent, STEP);
    const axis = ["x", "y", "z"].indexOf(direction);
    if (axis >= locations.ndim) {
      throw new EphysError(
        "InvalidParameter",
        `${STEP}: direction ${direction} is not one of the ${String(locations.ndim)} dimensions of the locations`,
        { step: STEP, parameter: "direction" },
      );
    }
    if (order === 0 && isIntegerDType(dtype)) {
      throw new EphysError(
        "InvalidParameter",
        `${STEP}: order 0 subtracts a mean, which ${dtype} cannot hold; choose float32 or float64`,
        { step: STEP, parameter: "dtype", value: dtype },
      );
    }
    const numChannels = parent.channelIds.length;
    const plans = columnsAlong(locations, axis).map((column) => planOf(column, order, edge_order));
    return derivedRecording(parent, {
      siClass: SI_CLASS,
      kwargs: { direction, order, edge_order, dtype: wanted },
      dtype,
      framewise: true,
      async read(range, out) {
        const read = await readFrames(parent, { ...range, channelIndices: undefined });
        const traces = allocateSamples(dtype, read.length);
        ctx.kernels.convert(read, traces, false);
        const result = new Float64Array(traces.length);
        const cast = dtype === "float32" ? Math.fround : (value: number): number => value;
        for (const plan of plans) derive(traces, numChannels, plan, cast, result);
        if (range.channelIndices === undefined) {
          ctx.kernels.convert(result, out, false);
          return;
        }
        const picked = new Float64Array(out.length);
        ctx.kernels.pickChannels(result, numChannels, range.channelIndices, picked);
        ctx.kernels.convert(picked, out, false);
      },
    });
  },
});

interface Plan {
  readonly channels: readonly number[];
  readonly order: number;
  /** undefined = zeros, or the mean subtracted for order 0 */
  readonly gradient: Gradient | undefined;
}

function planOf({ channels, positions }: Column, order: number, edgeOrder: 1 | 2): Plan {
  if (channels.length === 1) return { channels, order, gradient: undefined };
  return {
    channels,
    order,
    gradient: order === 0 ? undefined : gradientWeights(positions, edgeOrder),
  };
}

function derive(
  traces: SampleArray,
  numChannels: number,
  { channels, order, gradient }: Plan,
  cast: (value: number) => number,
  out: Float64Array,
): void {
  const n = channels.length;
  if (n === 1) return; // zeros
  let values = new Float64Array(n);
  let next = new Float64Array(n);
  for (let row = 0; row < traces.length; row += numChannels) {
    for (let i = 0; i < n; i++) values[i] = cast(traces[row + channels[i]]);
    if (gradient === undefined) subtractMean(values, cast);
    for (let pass = 0; gradient !== undefined && pass < order; pass++) {
      const { weights, divisors } = gradient;
      for (let i = 0; i < n; i++) {
        let sum = 0;
        // a neighbour without weight does not count, even where it is NaN
        for (let j = 0; j < n; j++) {
          if (weights[i * n + j] !== 0) sum += weights[i * n + j] * values[j];
        }
        next[i] = cast(sum / divisors[i]);
      }
      [values, next] = [next, values];
    }
    for (let i = 0; i < n; i++) out[row + channels[i]] = values[i];
  }
}

function subtractMean(values: Float64Array, cast: (value: number) => number): void {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = cast(sum / values.length);
  for (let i = 0; i < values.length; i++) values[i] = cast(values[i] - mean);
}
