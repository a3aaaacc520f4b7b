import { defineSweepNode, type TraceWindow } from "#core/compute/index.ts";
import { channelsOf, type ChannelLists } from "#core/sorting-components/index.ts";
import { Peeler, type PeelOptions } from "../shared/units/peeler.ts";

export interface PeelArgs extends PeelOptions {
  /** [channel], 1 / noise level */
  readonly inverseNoise: Float32Array;
  /** channels on which waveforms are averaged, by unit; empty lists for none */
  readonly average: ChannelLists;
}

export interface PeelResult {
  /** [spike], frames from the segment's start, ascending */
  readonly sampleIndex: Float64Array;
  /** [spike] */
  readonly unit: Int32Array;
  /** [spike], relative to the template */
  readonly amplitude: Float32Array;
  /** sums of waveforms of all units one after the other, each [sample × channel of its list], in noise levels */
  readonly waveformSums: Float32Array;
  /** [unit], waveforms in the sums */
  readonly waveformCounts: Int32Array;
}

/** Signal around a chunk that is peeled too, so that spikes at its borders are seen whole; in template lengths. */
const MARGIN_TEMPLATES = 3;

/** Spikes of a chunk by template matching, and the mean waveforms that they leave. */
export const peelNode = defineSweepNode<
  PeelArgs,
  { readonly args: PeelArgs; readonly peeler: Peeler },
  PeelResult
>({
  name: "spikedesk_peel",
  margin: ({ templates }) => MARGIN_TEMPLATES * templates.numSamples,
  prepare: (args, recording, ctx) => ({
    args,
    peeler: new Peeler(args, recording.channelIds.length, ctx.kernels),
  }),
  run({ args, peeler }, window) {
    const pad = args.templates.numSamples;
    const residual = normalisedRows(window, args.inverseNoise, pad);
    const spikes = peeler.peel(residual);
    const { chunk, firstFrame } = window;
    const frameOf = (i: number): number => spikes.row[i] - pad + firstFrame;
    const kept: number[] = [];
    for (let i = 0; i < spikes.row.length; i++) {
      if (frameOf(i) >= chunk.startFrame && frameOf(i) < chunk.endFrame) kept.push(i);
    }
    kept.sort((a, b) => spikes.row[a] - spikes.row[b] || spikes.unit[a] - spikes.unit[b]);
    const sums = sumWaveforms(args, peeler, residual, spikes, kept);
    return {
      sampleIndex: Float64Array.from(kept, frameOf),
      unit: Int32Array.from(kept, (i) => spikes.unit[i]),
      amplitude: Float32Array.from(kept, (i) => spikes.amplitude[i]),
      ...sums,
    };
  },
});

/** Traces in noise levels with `pad` rows of zeros at both ends. */
function normalisedRows(
  window: TraceWindow,
  inverseNoise: Float32Array,
  pad: number,
): Float32Array {
  const { numFrames, numChannels } = window;
  const traces = window.float32();
  const out = new Float32Array((numFrames + 2 * pad) * numChannels);
  let to = pad * numChannels;
  for (let at = 0; at < traces.length; at += numChannels, to += numChannels) {
    for (let c = 0; c < numChannels; c++) out[to + c] = traces[at + c] * inverseNoise[c];
  }
  return out;
}

function sumWaveforms(
  { average, templates }: PeelArgs,
  peeler: Peeler,
  residual: Float32Array,
  spikes: ReturnType<Peeler["peel"]>,
  kept: readonly number[],
): Pick<PeelResult, "waveformSums" | "waveformCounts"> {
  const sums = new Float32Array(average.indices.length * templates.numSamples);
  const counts = new Int32Array(average.starts.length - 1);
  for (const i of kept) {
    const unit = spikes.unit[i];
    const wide = channelsOf(average, unit);
    if (wide.length === 0) continue;
    const from = average.starts[unit] * templates.numSamples;
    const sum = sums.subarray(from, from + wide.length * templates.numSamples);
    peeler.addWaveform(residual, spikes, i, wide, sum);
    counts[unit]++;
  }
  return { waveformSums: sums, waveformCounts: counts };
}
