import { defineSweepNode } from "#core/compute/index.ts";
import {
  createFilterScanner,
  type FilteredPeaks,
  type MatchedFilter,
} from "#core/sorting-components/matched-filter.ts";
import { allocatePeaks, type Peaks } from "#core/sorting-components/peaks.ts";
import { paddedTraces } from "#core/sorting-components/waveform-rows.ts";

interface FilterState {
  readonly margin: number;
  readonly scan: (traces: Float32Array) => FilteredPeaks;
}

/** Frames of context in which every peak of a chunk is seen. */
function marginOf({ taps, sweep }: MatchedFilter): number {
  return 2 * taps.length + sweep;
}

/** Peaks of a chunk in filtered traces; their amplitude is that of the traces themselves. */
export const filterPeaksNode = defineSweepNode<
  { readonly filter: MatchedFilter },
  FilterState,
  Peaks
>({
  name: "filter_peaks",
  margin: ({ filter }) => marginOf(filter),
  prepare: ({ filter }, _recording, ctx) => ({
    margin: marginOf(filter),
    scan: createFilterScanner(filter, ctx.kernels),
  }),
  run({ margin, scan }, window) {
    const { traces, firstFrame } = paddedTraces(window, margin);
    const { frames, channels } = scan(traces);
    const { startFrame, endFrame, segmentIndex } = window.chunk;
    const kept: number[] = [];
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i] + firstFrame;
      if (frame >= startFrame && frame < endFrame) kept.push(i);
    }
    kept.sort((a, b) => frames[a] - frames[b] || channels[a] - channels[b]);
    const peaks = allocatePeaks(kept.length);
    for (const [to, i] of kept.entries()) {
      peaks.sampleIndex[to] = frames[i] + firstFrame;
      peaks.channelIndex[to] = channels[i];
      peaks.amplitude[to] = traces[frames[i] * window.numChannels + channels[i]];
    }
    peaks.segmentIndex.fill(segmentIndex);
    return peaks;
  },
});
