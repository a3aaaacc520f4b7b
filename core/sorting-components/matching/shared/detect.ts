import type { Kernels, PeakScan } from "#core/kernels/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Peaks of one stretch, in the order that the method needs. */
export interface StretchPeaks {
  readonly frames: Int32Array;
  readonly channels: Int32Array;
}

/** The scan kernel with room that grows; views are of the scanner's own buffers only until the next call. */
export function createScanner(
  scan: Omit<PeakScan, "firstFrame" | "lastFrame">,
  kernels: Kernels,
): (traces: Float32Array, firstFrame: number, lastFrame: number) => StretchPeaks {
  let frames = new Int32Array(4096);
  let channels = new Int32Array(4096);
  return (traces, firstFrame, lastFrame) => {
    const bounded = { ...scan, firstFrame, lastFrame };
    let count = kernels.scanPeaks(traces, bounded, frames, channels);
    if (count > frames.length) {
      frames = new Int32Array(count);
      channels = new Int32Array(count);
      count = kernels.scanPeaks(traces, bounded, frames, channels);
    }
    return { frames: frames.subarray(0, count), channels: channels.subarray(0, count) };
  };
}

/** Channel places that a method cannot do without. */
export function neededLocations(locations: Float64Array | undefined, method: string): Float64Array {
  if (locations !== undefined) return locations;
  throw new EphysError(
    "MissingProbe",
    `${method} needs channel locations; attach a probe to the recording`,
  );
}

/** Noise levels that a method cannot do without. */
export function neededLevels(levels: Float32Array | undefined, method: string): Float32Array {
  if (levels !== undefined) return levels;
  throw new EphysError("InvalidParameter", `${method} needs noise levels`);
}
