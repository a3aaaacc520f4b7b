import type { Chunk } from "#core/compute/index.ts";
import { numPeaks, type Peaks } from "./peaks.ts";
import { lowerBound } from "./waveform-rows.ts";

/** Peaks on shared memory with the first of each segment, so that workers get views. */
export interface SharedPeaks {
  /** ordered by (segment, sample) */
  readonly peaks: Peaks;
  /** [segment + 1], first peak of each segment */
  readonly segmentStarts: Int32Array;
}

/** @param peaks ordered by (segment, sample) */
export function sharePeaks(peaks: Peaks, numSegments: number): SharedPeaks {
  const n = numPeaks(peaks);
  const float64 = (): Float64Array => new Float64Array(new SharedArrayBuffer(8 * n));
  const int32 = (): Int32Array => new Int32Array(new SharedArrayBuffer(4 * n));
  const shared = {
    sampleIndex: float64(),
    channelIndex: int32(),
    amplitude: float64(),
    segmentIndex: int32(),
  };
  shared.sampleIndex.set(peaks.sampleIndex);
  shared.channelIndex.set(peaks.channelIndex);
  shared.amplitude.set(peaks.amplitude);
  shared.segmentIndex.set(peaks.segmentIndex);
  return { peaks: shared, segmentStarts: startsOfSegments(peaks, numSegments) };
}

/** The peaks that lie in a chunk; views. */
export function peaksOfChunk({ peaks, segmentStarts }: SharedPeaks, chunk: Chunk): Peaks {
  const first = segmentStarts[chunk.segmentIndex] ?? 0;
  const last = segmentStarts[chunk.segmentIndex + 1] ?? first;
  const from = lowerBound(peaks.sampleIndex, chunk.startFrame, first, last);
  const to = lowerBound(peaks.sampleIndex, chunk.endFrame, from, last);
  return {
    sampleIndex: peaks.sampleIndex.subarray(from, to),
    channelIndex: peaks.channelIndex.subarray(from, to),
    amplitude: peaks.amplitude.subarray(from, to),
    segmentIndex: peaks.segmentIndex.subarray(from, to),
  };
}

function startsOfSegments(peaks: Peaks, numSegments: number): Int32Array {
  const starts = new Int32Array(numSegments + 1);
  for (const segment of peaks.segmentIndex) starts[segment + 1]++;
  for (let s = 0; s < numSegments; s++) starts[s + 1] += starts[s];
  return starts;
}
