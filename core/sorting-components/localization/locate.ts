import type { TraceWindow } from "#core/compute/index.ts";
import { numPeaks, type Peaks } from "#core/sorting-components/peaks.ts";
import { copyWaveform } from "#core/sorting-components/waveform-rows.ts";
import type { PeakLocator } from "./define.ts";

/** Locations of a chunk's peaks, [peak × column]. */
export type ChunkLocator = (window: TraceWindow, peaks: Peaks) => Float64Array;

export interface WaveformSpan {
  readonly nbefore: number;
  readonly nafter: number;
}

/** Samples around a peak; SpikeInterface truncates. */
export function waveformSpan(
  msBefore: number,
  msAfter: number,
  samplingFrequency: number,
): WaveformSpan {
  return {
    nbefore: Math.trunc((msBefore * samplingFrequency) / 1000),
    nafter: Math.trunc((msAfter * samplingFrequency) / 1000),
  };
}

export function createChunkLocator(
  locator: PeakLocator,
  numColumns: number,
  { nbefore, nafter }: WaveformSpan,
): ChunkLocator {
  const row = new Float64Array(numColumns);
  const waveforms = new Map<number, Float32Array>(); // working memory by number of channels
  return (window, peaks) => {
    const traces = window.float32();
    const out = new Float64Array(numPeaks(peaks) * numColumns);
    for (let i = 0; i < numPeaks(peaks); i++) {
      const channel = peaks.channelIndex[i];
      const channels = locator.channelsFor(channel);
      const width = channels.length;
      const waveform = waveforms.get(width) ?? new Float32Array((nbefore + nafter) * width);
      waveforms.set(width, waveform);
      const firstRow = peaks.sampleIndex[i] - window.firstFrame - nbefore;
      copyWaveform(window, traces, firstRow, nbefore + nafter, channels, waveform);
      locator.locate(waveform, channel, row);
      out.set(row, i * numColumns);
    }
    return out;
  };
}
