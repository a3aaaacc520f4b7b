import type { CoreContext } from "#core/compute/index.ts";
import {
  isIntegerDType,
  type JsonObject,
  type SampleArray,
  type SampleDType,
} from "#core/model/index.ts";
import type { Properties, Recording } from "#core/recording/index.ts";
import { derivedRecording } from "./node.ts";

export interface ScaleNodeOptions {
  readonly siClass: string;
  readonly kwargs: JsonObject;
  readonly dtype: SampleDType;
  /** [channel] */
  readonly gains: Float64Array;
  /** [channel], in units of the output */
  readonly offsets: Float64Array;
  readonly properties?: Properties;
}

/**
 * x · gain + offset per channel, in float32 with each step rounded as SpikeInterface's ScaleRecording does; integer
 * outputs are rounded half to even.
 */
export function scaleNode(
  parent: Recording,
  options: ScaleNodeOptions,
  ctx: CoreContext,
): Recording {
  const { gains, offsets, dtype } = options;
  return derivedRecording(parent, {
    siClass: options.siClass,
    kwargs: options.kwargs,
    dtype,
    properties: options.properties ?? new Map(),
    frames: {
      needs: "same",
      run(traces, wanted, out) {
        const target = out instanceof Float32Array ? out : new Float32Array(out.length);
        scaleInto(traces, pickValues(gains, wanted), pickValues(offsets, wanted), target);
        if (target !== out) ctx.kernels.convert(target, out, isIntegerDType(dtype));
      },
    },
  });
}

function pickValues(values: Float64Array, indices: Int32Array | undefined): Float64Array {
  return indices === undefined ? values : Float64Array.from(indices, (i) => values[i]);
}

function scaleInto(
  traces: SampleArray,
  gains: Float64Array,
  offsets: Float64Array,
  out: Float32Array,
): void {
  const numChannels = gains.length;
  for (let row = 0; row < traces.length; row += numChannels) {
    for (let c = 0; c < numChannels; c++) {
      const scaled = Math.fround(Math.fround(traces[row + c]) * gains[c]);
      out[row + c] = scaled + offsets[c];
    }
  }
}

/** One value per channel from a number, a list or the nested list that SpikeInterface stores; undefined when it does not fit. */
export function channelValues(
  value: number | readonly (number | readonly number[])[],
  numChannels: number,
): Float64Array | undefined {
  if (typeof value === "number") return new Float64Array(numChannels).fill(value);
  const flat: number[] = value.flat();
  return flat.length === numChannels ? Float64Array.from(flat) : undefined;
}
