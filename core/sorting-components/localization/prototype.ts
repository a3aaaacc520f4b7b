import { defaultRng } from "#core/array/index.ts";
import {
  defineSweepNode,
  runSweep,
  sweepRequest,
  type ComputeContext,
} from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { numPeaks, selectPeakRows, type Peaks } from "#core/sorting-components/peaks.ts";
import {
  peaksOfChunk,
  sharePeaks,
  type SharedPeaks,
} from "#core/sorting-components/shared-peaks.ts";
import { copyWaveform } from "#core/sorting-components/waveform-rows.ts";
import type { WaveformSpan } from "./locate.ts";

/** Peaks that a prototype is made from; SpikeInterface's default. */
const PROTOTYPE_PEAKS = 5000;

interface PrototypeArgs extends WaveformSpan {
  readonly peaks: SharedPeaks;
}

/** Waveforms of given peaks on their own channels, [peak × sample]. */
export const peakWaveformsNode = defineSweepNode<PrototypeArgs, PrototypeArgs, Float32Array>({
  name: "peak_waveforms",
  margin: ({ nbefore, nafter }) => Math.max(nbefore, nafter),
  prepare: (args) => args,
  // as SpikeInterface cuts waveforms out: from the first peak of a chunk to its last
  reads({ peaks: shared, nbefore, nafter }, chunk, numSamples) {
    const { sampleIndex } = peaksOfChunk(shared, chunk);
    if (sampleIndex.length === 0) return undefined;
    return {
      startFrame: Math.max(0, sampleIndex[0] - nbefore),
      endFrame: Math.min(numSamples, sampleIndex[sampleIndex.length - 1] + nafter),
    };
  },
  run({ peaks: shared, nbefore, nafter }, window) {
    const peaks = peaksOfChunk(shared, window.chunk);
    const size = nbefore + nafter;
    const out = new Float32Array(numPeaks(peaks) * size);
    const traces = window.float32();
    for (let i = 0; i < numPeaks(peaks); i++) {
      const first = peaks.sampleIndex[i] - window.firstFrame - nbefore;
      const channel = peaks.channelIndex.subarray(i, i + 1);
      copyWaveform(window, traces, first, size, channel, out.subarray(i * size, (i + 1) * size));
    }
    return out;
  },
});

/**
 * The median shape of peaks on their own channels, each divided by the size of its peak
 * (SpikeInterface's get_prototype_and_waveforms_from_peaks; drawn with a fixed seed above 5000 peaks).
 * @returns [sample]
 */
export async function peakPrototype(
  recording: Recording,
  peaks: Peaks,
  span: WaveformSpan,
  ctx: ComputeContext,
): Promise<number[]> {
  const few = fewPeaks(recording, peaks, span);
  const size = span.nbefore + span.nafter;
  const waveforms: Float32Array[] = [];
  const request = sweepRequest(
    peakWaveformsNode,
    { ...span, peaks: sharePeaks(few, recording.numSamples.length) },
    (out) => {
      for (let at = 0; at < out.length; at += size) waveforms.push(out.subarray(at, at + size));
    },
  );
  await runSweep(recording, [request], ctx, { step: "peak prototype" });
  const column = new Float64Array(waveforms.length);
  return Array.from({ length: size }, (_, s) => {
    for (const [i, waveform] of waveforms.entries()) {
      column[i] = Math.fround(waveform[s] / Math.abs(waveform[span.nbefore]));
    }
    return Math.fround(medianOfNumbers(column));
  });
}

function fewPeaks(recording: Recording, peaks: Peaks, { nbefore, nafter }: WaveformSpan): Peaks {
  const total = numPeaks(peaks);
  const chosen = defaultRng(0).choice(total, Math.min(total, PROTOTYPE_PEAKS), { replace: false });
  const rows = Int32Array.from(chosen)
    .sort()
    .filter((row) => {
      const sample = peaks.sampleIndex[row];
      return sample > nbefore && sample < recording.numSamples[peaks.segmentIndex[row]] - nafter;
    });
  return selectPeakRows(peaks, rows);
}

/** Median without NaN; NaN when nothing else is there. */
function medianOfNumbers(values: Float64Array): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return NaN;
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
