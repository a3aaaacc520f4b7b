import type { TraceWindow } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { allocatePeaks, type Peaks } from "#core/sorting-components/peaks.ts";
import type { DetectionPlan } from "./define.ts";

/** Peaks of a chunk for which room is made at first. */
const FIRST_CAPACITY = 4096;

/** Finds the peaks of one chunk; a scanner keeps its buffers from chunk to chunk. */
export type PeakScanner = (window: TraceWindow) => Peaks;

export function createPeakScanner(plan: DetectionPlan, kernels: Kernels): PeakScanner {
  let frames = new Int32Array(FIRST_CAPACITY);
  let channels = new Int32Array(FIRST_CAPACITY);
  return (window) => {
    const traces = window.float32();
    const { startFrame, endFrame, segmentIndex } = window.chunk;
    const scan = {
      ...plan,
      firstFrame: startFrame - window.firstFrame,
      lastFrame: endFrame - window.firstFrame,
    };
    let count = kernels.scanPeaks(traces, scan, frames, channels);
    if (count > frames.length) {
      frames = new Int32Array(count);
      channels = new Int32Array(count);
      count = kernels.scanPeaks(traces, scan, frames, channels);
    }
    const peaks = allocatePeaks(count);
    for (let i = 0; i < count; i++) {
      const frame = frames[i] ?? 0;
      const channel = channels[i] ?? 0;
      peaks.sampleIndex[i] = window.firstFrame + frame;
      peaks.channelIndex[i] = channel;
      // from the traces themselves: float64 samples keep their precision
      peaks.amplitude[i] = window.traces[frame * window.numChannels + channel] ?? NaN;
    }
    peaks.segmentIndex.fill(segmentIndex);
    return peaks;
  };
}
