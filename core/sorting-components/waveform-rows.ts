import type { TraceWindow } from "#core/compute/index.ts";

/**
 * Copies a waveform out of a window's float32 traces; what lies outside the segment is zero, as SpikeInterface pads.
 * @param firstRow row of the window where the waveform begins, may be negative
 * @param out [sample × channel of `channels`], written wholly
 */
export function copyWaveform(
  window: Pick<TraceWindow, "numFrames" | "numChannels">,
  traces: Float32Array,
  firstRow: number,
  numSamples: number,
  channels: Int32Array,
  out: Float32Array,
): void {
  const width = channels.length;
  for (let s = 0; s < numSamples; s++) {
    const row = firstRow + s;
    if (row < 0 || row >= window.numFrames) {
      out.fill(0, s * width, (s + 1) * width);
      continue;
    }
    const from = row * window.numChannels;
    for (let i = 0; i < width; i++) out[s * width + i] = traces[from + channels[i]];
  }
}

/** First position in ascending `values[from..to)` that is not below `value`. */
export function lowerBound(
  values: Float64Array,
  value: number,
  from = 0,
  to = values.length,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The chunk with its whole margin: zeros beyond the segment, as SpikeInterface pads. */
export function paddedTraces(
  window: TraceWindow,
  margin: number,
): { readonly traces: Float32Array; readonly numFrames: number; readonly firstFrame: number } {
  const { chunk, numChannels } = window;
  const firstFrame = chunk.startFrame - margin;
  const numFrames = chunk.endFrame - chunk.startFrame + 2 * margin;
  const values = window.float32();
  const skipped = window.firstFrame - firstFrame;
  if (skipped === 0 && window.numFrames === numFrames) {
    return { traces: values, numFrames, firstFrame };
  }
  const traces = new Float32Array(numFrames * numChannels);
  const from = Math.max(0, -skipped);
  const to = Math.min(window.numFrames, numFrames - skipped);
  traces.set(
    values.subarray(from * numChannels, to * numChannels),
    Math.max(0, skipped) * numChannels,
  );
  return { traces, numFrames, firstFrame };
}
