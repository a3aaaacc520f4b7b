import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { throwIfCancelled, type ComputeContext } from "#core/compute/index.ts";
import {
  gainsOf,
  offsetsOf,
  randomSlices,
  readTracesNew,
  type Recording,
} from "#core/recording/index.ts";
import type { MetricInput } from "../define.ts";
import type { NnParams } from "../quality/shared/nn-params.ts";

/** Short pieces of the recording at random times. */
export interface NoiseSnippets {
  /** snippets that there are */
  readonly count: number;
  /** Some of them on some channels: [snippet × sample × channel]. */
  pick(which: ArrayLike<number>, channels: Int32Array): Float64Array;
}

/**
 * As many snippets as the parameters allow spikes, in the unit of the waveforms. As in SpikeInterface 0.103 so many are drawn
 * from each segment and what was read is cut anew into so many in all, which with several segments takes every second (third
 * …) frame; `corrected` takes the snippets as they were drawn, as many in all, from all segments in turn.
 */
export async function noiseSnippets(
  analyzer: SortingAnalyzer,
  recording: Recording,
  numSamples: number,
  { params, seed, ctx }: Pick<MetricInput<NnParams>, "params" | "seed" | "ctx">,
): Promise<NoiseSnippets> {
  const { max_spikes: count, corrected = false } = params;
  const slices = randomSlices(recording, {
    num_chunks_per_segment: count,
    chunk_size: numSamples,
    seed,
  });
  const numSegments = recording.numSamples.length;
  const chosen = corrected
    ? Array.from({ length: count }, (_, i) => slices[(i % numSegments) * count + i])
    : slices;
  const numChannels = recording.channelIds.length;
  const stride = corrected ? 1 : numSegments;
  const frames = await readAll(analyzer, recording, chosen, ctx);
  return {
    count,
    pick(which, channels) {
      const out = new Float64Array(which.length * numSamples * channels.length);
      let to = 0;
      for (let i = 0; i < which.length; i++) {
        for (let s = 0; s < numSamples; s++) {
          const from = (which[i] * numSamples + s) * stride * numChannels;
          for (const channel of channels) out[to++] = frames[from + channel];
        }
      }
      return out;
    },
  };
}

/** Samples of all slices, one after the other: [frame × channel]. */
async function readAll(
  analyzer: SortingAnalyzer,
  recording: Recording,
  slices: ReturnType<typeof randomSlices>,
  ctx: ComputeContext,
): Promise<Float32Array> {
  const numChannels = recording.channelIds.length;
  const gains = analyzer.returnInUv ? gainsOf(recording) : undefined;
  const offsets = analyzer.returnInUv ? offsetsOf(recording) : undefined;
  const total = slices.reduce((n, { startFrame, endFrame }) => n + endFrame - startFrame, 0);
  const out = new Float32Array(total * numChannels);
  let to = 0;
  for (const { segmentIndex, startFrame, endFrame } of slices) {
    throwIfCancelled(ctx.cancel);
    const traces = await readTracesNew(recording, segmentIndex, startFrame, endFrame);
    const part = out.subarray(to, to + traces.length);
    ctx.kernels.decode(traces, numChannels, undefined, gains, offsets, part);
    to += traces.length;
  }
  return out;
}
