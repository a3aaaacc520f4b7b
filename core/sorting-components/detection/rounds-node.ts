import { defineSweepNode, type TraceWindow } from "#core/compute/index.ts";
import { allocatePeaks, concatenatePeaks, numPeaks, selectPeakRows, type Peaks } from "../peaks.ts";
import { createScratch, type Scratch } from "../scratch.ts";
import { paddedTraces } from "../waveform-rows.ts";
import type { WaveformBatch, WaveformChange } from "../waveforms/define.ts";
import { createWaveformSteps, cutWaveforms } from "../waveforms/steps.ts";
import type { RoundsPlan } from "./define.ts";
import { createPeakScanner, type PeakScanner } from "./scan.ts";

interface RoundsState {
  readonly plan: RoundsPlan;
  readonly margin: number;
  readonly scanners: readonly PeakScanner[];
  readonly change: WaveformChange;
  readonly lend: Scratch;
}

/** Peaks whose waveforms are held at once. */
const BATCH = 256;

/** Peaks of a chunk, round after round; those beyond its ends are neither found nor taken out, as in the reference. */
export const peaksByRoundsNode = defineSweepNode<{ readonly plan: RoundsPlan }, RoundsState, Peaks>(
  {
    name: "peaks_by_rounds",
    margin: ({ plan }) => marginOf(plan),
    prepare: ({ plan }, _recording, ctx) => ({
      plan,
      margin: marginOf(plan),
      scanners: plan.plans.map((scan) => createPeakScanner(scan, ctx.kernels)),
      change: createWaveformSteps(plan.steps, plan),
      lend: createScratch(),
    }),
    run({ plan, margin, scanners, change, lend }, window) {
      const padded = paddedTraces(window, margin);
      const traces = lend(padded.traces.length, 0);
      traces.set(padded.traces);
      const residual: TraceWindow = {
        chunk: window.chunk,
        firstFrame: padded.firstFrame,
        numFrames: padded.numFrames,
        numChannels: window.numChannels,
        traces,
        float32: () => traces,
      };
      const parts: Peaks[] = [];
      for (let round = 0; round < plan.rounds; round++) {
        const found = scanners[Math.min(round, scanners.length - 1)](residual);
        const count = numPeaks(found);
        parts.push({ ...found, iteration: new Int8Array(count).fill(round) });
        if (count === 0) break;
        if (round + 1 < plan.rounds) takeOut(residual, traces, found, plan, change);
      }
      return inOrder(concatenatePeaks(parts));
    },
  },
);

function marginOf({ plans, nbefore, nafter }: RoundsPlan): number {
  return Math.max(nbefore, nafter, ...plans.map(({ sweep }) => sweep));
}

/** All waveforms are cut before the first is taken out. */
function takeOut(
  window: TraceWindow,
  traces: Float32Array,
  peaks: Peaks,
  plan: RoundsPlan,
  change: WaveformChange,
): void {
  const batches: WaveformBatch[] = [];
  const total = numPeaks(peaks);
  for (let from = 0; from < total; from += BATCH) {
    const rows = Int32Array.from({ length: Math.min(BATCH, total - from) }, (_, i) => from + i);
    batches.push(
      change(cutWaveforms(window, traces, selectPeakRows(peaks, rows), plan, plan.around)),
    );
  }
  for (let i = 0; i < total; i++) {
    const { numSamples, width, data, channels } = batches[Math.floor(i / BATCH)];
    const own = i % BATCH;
    const first = peaks.sampleIndex[i] - window.firstFrame - plan.nbefore;
    for (let s = 0; s < numSamples; s++) {
      const row = first + s;
      if (row < 0 || row >= window.numFrames) continue;
      for (const [c, channel] of channels[own].entries()) {
        traces[row * window.numChannels + channel] -= data[(own * numSamples + s) * width + c];
      }
    }
  }
}

/** By sample, then round, then channel. */
function inOrder(peaks: Peaks): Peaks {
  if (numPeaks(peaks) === 0) return { ...allocatePeaks(0), iteration: new Int8Array(0) };
  const rows = Int32Array.from({ length: numPeaks(peaks) }, (_, i) => i);
  // parts are ordered by sample and channel, and the sort keeps what is equal as it is
  rows.sort((a, b) => peaks.sampleIndex[a] - peaks.sampleIndex[b] || a - b);
  return selectPeakRows(peaks, rows);
}
