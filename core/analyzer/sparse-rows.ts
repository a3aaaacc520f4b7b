import type { NdArray } from "#core/array/index.ts";
import { sharedSamples, type Kernels } from "#core/kernels/index.ts";

type Rows = Float32Array | Float64Array;

/** Templates on the channels of each unit alone. */
export interface SparseRows<T extends Rows = Rows> {
  /** [unit × sample × column] */
  readonly rows: T;
  readonly numSamples: number;
  /** most channels that a unit has */
  readonly width: number;
  /** per unit, channel of each column; columns beyond are not looked at */
  readonly channels: readonly Int32Array[];
  readonly numChannels: number;
}

/** Values on all channels, 0 elsewhere: [unit × sample × channel]. @param out as many zeros */
export function densify<T extends Rows>(sparse: SparseRows<T>, out: T): T {
  const { rows, numSamples, width, channels, numChannels } = sparse;
  for (const [unit, own] of channels.entries()) {
    for (let s = 0; s < numSamples; s++) {
      const from = (unit * numSamples + s) * width;
      const to = (unit * numSamples + s) * numChannels;
      for (let k = 0; k < own.length; k++) out[to + own[k]] = rows[from + k];
    }
  }
  return out;
}

/**
 * The dense array of sparse rows, made when its data are first read and kept: most of it is zeros, and of several
 * statistics often only one is looked at. Workers share it.
 */
export function denseWhenRead(sparse: SparseRows, kernels: Kernels): NdArray {
  const { numSamples, channels, numChannels } = sparse;
  const dtype = sparse.rows instanceof Float32Array ? "float32" : "float64";
  const shape = [channels.length, numSamples, numChannels];
  let waiting: SparseRows | undefined = sparse;
  let data: Rows = sparse.rows;
  return {
    dtype,
    shape,
    get data() {
      if (waiting !== undefined) {
        const length = channels.length * numSamples * numChannels;
        data = densify(waiting, sharedSamples(dtype, length, kernels) as Rows);
        waiting = undefined;
      }
      return data;
    },
  };
}
