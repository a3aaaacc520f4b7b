import { isStructured, toFloat64, type NdArray, type StructuredArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";

/** Positions of channels. */
export interface ChannelPositions {
  readonly ndim: number;
  /** [channel × ndim], um */
  readonly positions: Float64Array;
}

/**
 * Channel positions from the probe, else from the property `location`, with all their dimensions.
 * @throws MissingProbe naming the step when there are none
 */
export function channelPositionsUm(recording: Recording, step: string): ChannelPositions {
  const fromContacts = positionsOfContacts(recording.properties.get("contact_vector"));
  if (fromContacts !== undefined) return fromContacts;
  const location = recording.properties.get("location");
  if (location === undefined || isStructured(location) || location.shape.length !== 2) {
    throw new EphysError(
      "MissingProbe",
      `${step}: the recording has no channel locations; attach a probe first`,
      {
        step,
      },
    );
  }
  return { ndim: location.shape[1] ?? 2, positions: toFloat64(location) };
}

function positionsOfContacts(
  contacts: NdArray | StructuredArray | undefined,
): ChannelPositions | undefined {
  if (contacts === undefined || !isStructured(contacts)) return undefined;
  const { x, y, z } = contacts.columns;
  if (x === undefined || y === undefined) return undefined;
  const axes = (z === undefined ? [x, y] : [x, y, z]).map(toFloat64);
  const positions = new Float64Array(contacts.length * axes.length);
  for (const [axis, values] of axes.entries()) {
    for (let i = 0; i < contacts.length; i++) positions[i * axes.length + axis] = values[i];
  }
  return { ndim: axes.length, positions };
}

/** Euclidean distance of every pair: [channel × channel], um. */
export function distancesOf({ ndim, positions }: ChannelPositions): Float64Array {
  const n = positions.length / ndim;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let axis = 0; axis < ndim; axis++) {
        sum += (positions[i * ndim + axis] - positions[j * ndim + axis]) ** 2;
      }
      out[i * n + j] = Math.sqrt(sum);
    }
  }
  return out;
}

export type Axis = "x" | "y" | "z";

/**
 * Positions 0 … n−1 of `rows` in order of their coordinates: a stable sort by each dimension in turn, so that the last
 * one goes first (NumPy's lexsort).
 */
export function orderByDepth(
  { ndim, positions }: ChannelPositions,
  rows: Int32Array,
  dimensions: readonly Axis[],
  step: string,
): number[] {
  let order = Array.from(rows.keys());
  for (const dimension of dimensions) {
    const axis = ["x", "y", "z"].indexOf(dimension);
    if (axis >= ndim) {
      throw new EphysError(
        "InvalidParameter",
        `${step}: dimensions names ${dimension}, but positions have ${String(ndim)} dimensions`,
        { step, parameter: "dimensions" },
      );
    }
    const at = (i: number): number => positions[rows[i] * ndim + axis];
    order = order.sort((a, b) => at(a) - at(b));
  }
  return order;
}
