import { toFloat64 } from "#core/array/index.ts";
import { lowerBound, type WaveformArgs } from "#core/analyzer/index.ts";
import { defineSweepNode, type Chunk } from "#core/compute/index.ts";
import { allocateSamples, dtypeOfSamples, type SampleArray } from "#core/model/index.ts";
import { gainsOf, plainProperty, type Recording } from "#core/recording/index.ts";

/** One sample of each spike: where and on which channel, per unit. */
export interface AmplitudeArgs extends Pick<
  WaveformArgs,
  "sampleIndex" | "unitIndex" | "segmentStarts"
> {
  /** [unit] */
  readonly channels: Int32Array;
  /** [unit], frames from the spike to its peak */
  readonly shifts: Int32Array;
  readonly inUv: boolean;
  /** the recording's offset is added; otherwise the gain once more, as the reference does */
  readonly trueOffset: boolean;
}

interface AmplitudeState {
  readonly args: AmplitudeArgs;
  /** [channel], double as the properties hold them: products are rounded once */
  readonly scaling: { readonly gains: Float64Array; readonly offsets: Float64Array } | undefined;
  readonly margin: number;
}

/*
 * Amplitudes as SpikeAmplitudeNode of SpikeInterface 0.103 gives them, by default with its one oddity: after scaling,
 * the gain is added once more where the offset should be (also in 0.104 and in folders written by either).
 * Beyond the segment the traces count as 0.
 */
export const amplitudeNode = defineSweepNode<AmplitudeArgs, AmplitudeState, AmplitudeRows>({
  name: "spike_amplitudes",
  margin: ({ shifts }) => largest(shifts),
  prepare(args, recording) {
    return {
      args,
      scaling: args.inUv ? scalingOf(recording, args.trueOffset) : undefined,
      margin: largest(args.shifts),
    };
  },
  reads({ args, margin }, chunk, numSamples) {
    const { first, last } = rowsOfChunk(args, chunk);
    if (first >= last) return undefined;
    return {
      startFrame: Math.max(0, chunk.startFrame - margin),
      endFrame: Math.min(numSamples, chunk.endFrame + margin),
    };
  },
  run({ args, scaling }, window) {
    const { first, last } = rowsOfChunk(args, window.chunk);
    const { traces, numChannels, numFrames, firstFrame } = window;
    const values =
      scaling === undefined
        ? allocateSamples(dtypeOfSamples(traces), last - first)
        : new Float32Array(last - first);
    for (let row = first; row < last; row++) {
      const unit = args.unitIndex[row];
      const channel = args.channels[unit];
      const frame = args.sampleIndex[row] + args.shifts[unit] - firstFrame;
      const raw = frame >= 0 && frame < numFrames ? traces[frame * numChannels + channel] : 0;
      values[row - first] =
        scaling === undefined
          ? raw
          : Math.fround(raw * scaling.gains[channel]) + scaling.offsets[channel];
    }
    return { firstRow: first, values };
  },
});

export interface AmplitudeRows {
  readonly firstRow: number;
  readonly values: SampleArray;
}

function rowsOfChunk(
  { sampleIndex, segmentStarts }: AmplitudeArgs,
  chunk: Chunk,
): { readonly first: number; readonly last: number } {
  const start = segmentStarts[chunk.segmentIndex];
  const end = segmentStarts[chunk.segmentIndex + 1];
  return {
    first: lowerBound(sampleIndex, chunk.startFrame, start, end),
    last: lowerBound(sampleIndex, chunk.endFrame, start, end),
  };
}

function largest(shifts: Int32Array): number {
  return shifts.reduce((most, shift) => Math.max(most, Math.abs(shift)), 0);
}

function scalingOf(recording: Recording, trueOffset: boolean): AmplitudeState["scaling"] {
  if (gainsOf(recording) === undefined) return undefined;
  const gains = doubles(recording, "gain_to_uV");
  const offsets = trueOffset ? doubles(recording, "offset_to_uV") : gains;
  return gains && offsets && { gains, offsets };
}

function doubles(recording: Recording, name: string): Float64Array | undefined {
  const values = plainProperty(recording.properties, name);
  return values && toFloat64(values);
}
