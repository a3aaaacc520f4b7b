import { ndArray, type StructuredArray } from "#core/array/index.ts";

/** Spikes that template matching found, ordered by (segment, frame). SpikeInterface's base_matching_dtype. */
export interface MatchedSpikes {
  /** [spike], frames from the segment's start */
  readonly sampleIndex: Float64Array;
  /** [spike] */
  readonly channelIndex: Int32Array;
  /** [spike], index of the template */
  readonly clusterIndex: Int32Array;
  /** [spike], what the method says of the size: relative to the template, or in units of the traces for wobble */
  readonly amplitude: Float64Array;
  /** [spike] */
  readonly segmentIndex: Int32Array;
}

export function allocateSpikes(length: number): MatchedSpikes {
  return {
    sampleIndex: new Float64Array(length),
    channelIndex: new Int32Array(length),
    clusterIndex: new Int32Array(length),
    amplitude: new Float64Array(length),
    segmentIndex: new Int32Array(length),
  };
}

/** Spikes one after the other. */
export function concatenateSpikes(parts: readonly MatchedSpikes[]): MatchedSpikes {
  const out = allocateSpikes(parts.reduce((sum, part) => sum + part.sampleIndex.length, 0));
  let at = 0;
  for (const part of parts) {
    out.sampleIndex.set(part.sampleIndex, at);
    out.channelIndex.set(part.channelIndex, at);
    out.clusterIndex.set(part.clusterIndex, at);
    out.amplitude.set(part.amplitude, at);
    out.segmentIndex.set(part.segmentIndex, at);
    at += part.sampleIndex.length;
  }
  return out;
}

/** The record array that SpikeInterface keeps of found spikes (i8, i8, i8, f8, i8). */
export function spikesToStructured(spikes: MatchedSpikes): StructuredArray {
  const n = spikes.sampleIndex.length;
  const integers = (values: ArrayLike<number>): ReturnType<typeof ndArray> =>
    ndArray("int64", [n], Float64Array.from(values));
  return {
    length: n,
    fields: [
      { name: "sample_index", dtype: "int64" },
      { name: "channel_index", dtype: "int64" },
      { name: "cluster_index", dtype: "int64" },
      { name: "amplitude", dtype: "float64" },
      { name: "segment_index", dtype: "int64" },
    ],
    columns: {
      sample_index: integers(spikes.sampleIndex),
      channel_index: integers(spikes.channelIndex),
      cluster_index: integers(spikes.clusterIndex),
      amplitude: ndArray("float64", [n], spikes.amplitude),
      segment_index: integers(spikes.segmentIndex),
    },
  };
}
