import { EphysError } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Chunk } from "./context.ts";

/** Frames of `durationS` at the recording's rate, at least one. */
export function chunkFrames(samplingFrequency: number, durationS: number): number {
  if (!(durationS > 0)) {
    throw new EphysError(
      "InvalidParameter",
      `chunk duration ${String(durationS)} s is not positive`,
    );
  }
  return Math.max(1, Math.trunc(samplingFrequency * durationS));
}

/** Cuts every segment into chunks of `framesPerChunk`, from frame 0; the last of a segment is what remains. */
export function planChunks(numSamples: readonly number[], framesPerChunk: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (const [segmentIndex, total] of numSamples.entries()) {
    for (let startFrame = 0; startFrame < total; startFrame += framesPerChunk) {
      chunks.push({
        segmentIndex,
        startFrame,
        endFrame: Math.min(total, startFrame + framesPerChunk),
      });
    }
  }
  return chunks;
}

/** Chunks of `durationS` (default 1 s, SpikeInterface's) over a whole recording. */
export function planRecordingChunks(recording: Recording, durationS = 1): Chunk[] {
  return planChunks(recording.numSamples, chunkFrames(recording.samplingFrequency, durationS));
}
