import { defineSweepNode } from "#core/compute/index.ts";
import {
  channelsOf,
  createPeakScanner,
  selectPeakRows,
  type ChannelLists,
  type DetectionPlan,
  type Peaks,
  type PeakScanner,
} from "#core/sorting-components/index.ts";
import { hashUnit } from "./hash.ts";

export interface FeatureArgs {
  readonly plan: DetectionPlan;
  /** [channel], 1 / noise level */
  readonly inverseNoise: Float32Array;
  readonly nbefore: number;
  readonly nafter: number;
  /** [component × sample], orthonormal */
  readonly basis: Float32Array;
  /** channels that describe a peak, by the peak's channel */
  readonly around: ChannelLists;
  /** longest list of `around` */
  readonly width: number;
  /** share of peaks to keep, 0 to 1 */
  readonly keep: number;
  readonly seed: number;
}

export interface PeakFeatures {
  readonly peaks: Peaks;
  /** [peak × width × component], in noise levels; channels beyond the list of the peak's channel are 0 */
  readonly features: Float32Array;
}

/** Peaks and their waveforms in the temporal basis. Waveforms that leave the segment are left out. */
export const featuresNode = defineSweepNode<
  FeatureArgs,
  { readonly args: FeatureArgs; readonly scan: PeakScanner },
  PeakFeatures
>({
  name: "sorter_features",
  margin: ({ plan, nbefore, nafter }) => Math.max(plan.sweep, nbefore, nafter),
  prepare: (args, _recording, ctx) => ({ args, scan: createPeakScanner(args.plan, ctx.kernels) }),
  run({ args, scan }, window) {
    const found = scan(window);
    const numSamples = args.nbefore + args.nafter;
    const rows: number[] = [];
    for (let i = 0; i < found.sampleIndex.length; i++) {
      const first = found.sampleIndex[i] - window.firstFrame - args.nbefore;
      if (first < 0 || first + numSamples > window.numFrames) continue;
      const [segment, sample, channel] = [
        found.segmentIndex[i],
        found.sampleIndex[i],
        found.channelIndex[i],
      ];
      if (args.keep >= 1 || hashUnit(args.seed, segment, sample, channel) < args.keep) rows.push(i);
    }
    const peaks = selectPeakRows(found, Int32Array.from(rows));
    const numComponents = args.basis.length / numSamples;
    const stride = args.width * numComponents;
    const features = new Float32Array(rows.length * stride);
    const traces = window.float32();
    for (let i = 0; i < rows.length; i++) {
      const first = peaks.sampleIndex[i] - window.firstFrame - args.nbefore;
      const channels = channelsOf(args.around, peaks.channelIndex[i]);
      const out = features.subarray(i * stride, (i + 1) * stride);
      projectWaveform(args, traces, { first, numChannels: window.numChannels }, channels, out);
    }
    return { peaks, features };
  },
});

/** Projections of one waveform on the basis, [channel × component]. */
function projectWaveform(
  { basis, inverseNoise, nbefore, nafter }: FeatureArgs,
  traces: Float32Array,
  at: { readonly first: number; readonly numChannels: number },
  channels: Int32Array,
  out: Float32Array,
): void {
  const numSamples = nbefore + nafter;
  const numComponents = basis.length / numSamples;
  for (let c = 0; c < channels.length; c++) {
    const from = at.first * at.numChannels + channels[c];
    for (let k = 0; k < numComponents; k++) {
      let sum = 0;
      for (let s = 0; s < numSamples; s++) {
        sum += traces[from + s * at.numChannels] * basis[k * numSamples + s];
      }
      out[c * numComponents + k] = sum * inverseNoise[channels[c]];
    }
  }
}
