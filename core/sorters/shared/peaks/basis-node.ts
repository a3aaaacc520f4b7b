import { defineSweepNode } from "#core/compute/index.ts";
import {
  createPeakScanner,
  type DetectionPlan,
  type PeakScanner,
} from "#core/sorting-components/index.ts";

export interface BasisArgs {
  readonly plan: DetectionPlan;
  /** [channel], 1 / noise level */
  readonly inverseNoise: Float32Array;
  readonly nbefore: number;
  readonly nafter: number;
}

export interface BasisSample {
  /** [peak × sample], the waveform on the peak's own channel in noise levels; peaks at the segment's ends left out */
  readonly waveforms: Float32Array;
  /** all peaks of the chunk, also those left out */
  readonly numPeaks: number;
}

/** Waveforms on the peaks' own channels, from which the temporal basis is learnt. */
export const basisNode = defineSweepNode<
  BasisArgs,
  { readonly args: BasisArgs; readonly scan: PeakScanner },
  BasisSample
>({
  name: "sorter_basis",
  margin: ({ plan, nbefore, nafter }) => Math.max(plan.sweep, nbefore, nafter),
  prepare: (args, _recording, ctx) => ({ args, scan: createPeakScanner(args.plan, ctx.kernels) }),
  run({ args, scan }, window) {
    const peaks = scan(window);
    const traces = window.float32();
    const numSamples = args.nbefore + args.nafter;
    const count = peaks.sampleIndex.length;
    const waveforms = new Float32Array(count * numSamples);
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const channel = peaks.channelIndex[i];
      const row = peaks.sampleIndex[i] - window.firstFrame - args.nbefore;
      if (row < 0 || row + numSamples > window.numFrames) continue;
      const scale = args.inverseNoise[channel];
      for (let s = 0; s < numSamples; s++) {
        waveforms[kept * numSamples + s] = traces[(row + s) * window.numChannels + channel] * scale;
      }
      kept++;
    }
    return { waveforms: waveforms.slice(0, kept * numSamples), numPeaks: count };
  },
});
