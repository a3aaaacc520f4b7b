import { chunkFrames, planChunks, type Chunk } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { sharedFloat32 } from "../memory.ts";
import type { PeakParams } from "./params.ts";

/** What the stages of a sort share. */
export interface PeakSetup<Params extends PeakParams = PeakParams> {
  readonly recording: Recording;
  readonly params: Params;
  /** [channel × 2], um */
  readonly locations: Float64Array;
  /** [channel], MAD noise in the units of the traces */
  readonly noise: Float32Array;
  /** [channel], on shared memory; 0 for a channel without noise, which takes no part */
  readonly inverseNoise: Float32Array;
  readonly nbefore: number;
  readonly nafter: number;
  readonly chunks: readonly Chunk[];
  readonly totalFrames: number;
}

export function createPeakSetup<Params extends PeakParams>(
  recording: Recording,
  locations: Float64Array,
  noise: Float32Array,
  params: Params,
): PeakSetup<Params> {
  const rate = recording.samplingFrequency;
  return {
    recording,
    params,
    locations,
    noise,
    inverseNoise: sharedFloat32(noise.map((level) => (level > 0 ? 1 / level : 0))),
    nbefore: Math.trunc((params.waveforms.ms_before * rate) / 1000),
    nafter: Math.trunc((params.waveforms.ms_after * rate) / 1000),
    chunks: planChunks(recording.numSamples, chunkFrames(rate, 1)),
    totalFrames: recording.numSamples.reduce((sum, frames) => sum + frames, 0),
  };
}
