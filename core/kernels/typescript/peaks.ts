import type { PeakScan } from "../kernels.ts";

/*
 * Peaks beyond a threshold that are extrema around them; SpikeInterface 0.103 `by_channel` and `locally_exclusive`
 * (sortingcomponents/peak_detection): strictly beyond the threshold and every one of the previous `sweep` samples, at
 * least as far as the following ones and as the neighbours at the same sample. Frames missing at the ends of the
 * traces do not count against a peak (the reference pads with zeros, which never beats a threshold).
 * Cost: one comparison per sample, the neighbourhood only for samples beyond the threshold.
 */

interface Scan extends PeakScan {
  readonly traces: Float32Array;
  readonly numFrames: number;
}

/** Whether the sample is an extremum over `other` channel's window; `sign` 1 looks for maxima, -1 for minima. */
function beatsChannel(
  scan: Scan,
  frame: number,
  value: number,
  other: number,
  sign: 1 | -1,
): boolean {
  const { traces, numChannels, sweep, numFrames } = scan;
  const first = Math.max(0, frame - sweep);
  const last = Math.min(numFrames - 1, frame + sweep);
  for (let f = first; f < frame; f++) {
    if (!(value > sign * traces[f * numChannels + other])) return false;
  }
  for (let f = frame + 1; f <= last; f++) {
    if (!(value >= sign * traces[f * numChannels + other])) return false;
  }
  return true;
}

function isPeak(scan: Scan, frame: number, channel: number, sign: 1 | -1): boolean {
  const { traces, numChannels, neighbours } = scan;
  const value = sign * traces[frame * numChannels + channel];
  if (!(value > scan.thresholds[channel])) return false;
  if (!neighbours) return beatsChannel(scan, frame, value, channel, sign);
  const { starts, indices } = neighbours;
  for (let j = starts[channel]; j < starts[channel + 1]; j++) {
    const other = indices[j];
    if (other !== channel && !(value >= sign * traces[frame * numChannels + other])) return false;
    if (!beatsChannel(scan, frame, value, other, sign)) return false;
  }
  return true;
}

/** `Kernels.scanPeaks`. */
export function scanPeaks(
  traces: Float32Array,
  peakScan: PeakScan,
  frames: Int32Array,
  channels: Int32Array,
): number {
  const { numChannels, firstFrame, lastFrame, sign } = peakScan;
  const scan = { ...peakScan, traces, numFrames: traces.length / numChannels };
  let found = 0;
  for (let frame = firstFrame; frame < lastFrame; frame++) {
    for (let channel = 0; channel < numChannels; channel++) {
      const peak =
        (sign !== "pos" && isPeak(scan, frame, channel, -1)) ||
        (sign !== "neg" && isPeak(scan, frame, channel, 1));
      if (!peak) continue;
      if (found < frames.length) {
        frames[found] = frame;
        channels[found] = channel;
      }
      found++;
    }
  }
  return found;
}
