import { allocateSamples, type SampleArray } from "#core/model/index.ts";
import { mean, meanSingle, standardDeviation, standardDeviationSingle } from "./quantile.ts";
import {
  randomSlices,
  readTracesNew,
  type RandomSliceParams,
  type Recording,
} from "#core/recording/index.ts";

/** Random chunks of a recording one after the other. */
export interface RandomData {
  /** [frame × channel], the recording's dtype */
  readonly traces: SampleArray;
  readonly numFrames: number;
  readonly numChannels: number;
}

/** Reads random chunks (SpikeInterface's get_random_data_chunks, concatenated). */
export async function randomData(
  recording: Recording,
  params: RandomSliceParams,
): Promise<RandomData> {
  const slices = randomSlices(recording, params);
  const numChannels = recording.channelIds.length;
  const numFrames = slices.reduce((sum, s) => sum + s.endFrame - s.startFrame, 0);
  const traces = allocateSamples(recording.dtype, numFrames * numChannels);
  let at = 0;
  for (const { segmentIndex, startFrame, endFrame } of slices) {
    const chunk = await readTracesNew(recording, segmentIndex, startFrame, endFrame);
    traces.set(chunk, at);
    at += chunk.length;
  }
  return { traces, numFrames, numChannels };
}

/**
 * A statistic of each channel: [channel]. Statistics of float32 samples are float32, as NumPy's are.
 * @param statistic may reorder the samples it gets
 */
export function perChannel(
  { traces, numFrames, numChannels }: RandomData,
  statistic: (samples: Float64Array, channel: number) => number,
): Float64Array {
  const column = new Float64Array(numFrames);
  const round = traces instanceof Float32Array ? Math.fround : (value: number): number => value;
  return Float64Array.from({ length: numChannels }, (_, channel) => {
    for (let i = 0, at = channel; i < numFrames; i++, at += numChannels) column[i] = traces[at];
    return round(statistic(column, channel));
  });
}

/**
 * Mean of each channel as NumPy sums along frames: [channel]. Sums of float32 samples are float32, one frame after the
 * other, so that long recordings lose the digits that they lose there.
 */
export function channelMeans(data: RandomData): Float64Array {
  return perChannel(data, data.traces instanceof Float32Array ? meanSingle : mean);
}

/** Population standard deviation of each channel, in the same precision: [channel]. */
export function channelDeviations(data: RandomData): Float64Array {
  return perChannel(
    data,
    data.traces instanceof Float32Array ? standardDeviationSingle : standardDeviation,
  );
}
