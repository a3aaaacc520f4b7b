import { toFloat64 } from "#core/array/index.ts";
import { lowerBound, type WaveformArgs } from "#core/analyzer/index.ts";
import { defineSweepNode, type Chunk } from "#core/compute/index.ts";
import { allocateSamples, dtypeOfSamples, type SampleArray } from "#core/model/index.ts";
import { gainsOf, plainProperty, type Recording } from "#core/recording/index.ts";

/** Samples of each spike: one or several places per unit. */
export interface AmplitudeArgs extends Pick<
  WaveformArgs,
  "sampleIndex" | "unitIndex" | "segmentStarts"
> {
  readonly places: PeakPlaces;
  readonly inUv: boolean;
  /** the recording's offset is added; otherwise the gain once more, as the reference does */
  readonly trueOffset: boolean;
}

/** Where a spike of each unit is read. */
export interface PeakPlaces {
  /** [unit + 1]: where a unit's places begin in the lists */
  readonly starts: Int32Array;
  /** [place] */
  readonly channels: Int32Array;
  /** [place], frames from the spike, at most `margin` to either side */
  readonly shifts: Int32Array;
  /** frames read on each side of a chunk */
  readonly margin: number;
}

interface AmplitudeState {
  readonly args: AmplitudeArgs;
  /** [channel], double as the properties hold them: products are rounded once */
  readonly scaling: { readonly gains: Float64Array; readonly offsets: Float64Array } | undefined;
}

/*
 * Amplitudes as SpikeAmplitudeNode of SpikeInterface 0.103 gives them, by default with its one oddity: after scaling,
 * the gain is added once more where the offset should be (also in 0.104 and in folders written by either).
 * Beyond the segment the traces count as 0. The result has row after row, each with its unit's places.
 */
export const amplitudeNode = defineSweepNode<AmplitudeArgs, AmplitudeState, SampleArray>({
  name: "spike_amplitudes",
  margin: ({ places }) => places.margin,
  prepare(args, recording) {
    return { args, scaling: args.inUv ? scalingOf(recording, args.trueOffset) : undefined };
  },
  reads({ args }, chunk, numSamples) {
    const { first, last } = rowsOfChunk(args, chunk);
    if (first >= last) return undefined;
    const { margin } = args.places;
    return {
      startFrame: Math.max(0, chunk.startFrame - margin),
      endFrame: Math.min(numSamples, chunk.endFrame + margin),
    };
  },
  run({ args, scaling }, window) {
    const { first, last } = rowsOfChunk(args, window.chunk);
    const { traces, numChannels, numFrames, firstFrame } = window;
    const { starts, channels, shifts } = args.places;
    let count = 0;
    for (let row = first; row < last; row++) {
      count += starts[args.unitIndex[row] + 1] - starts[args.unitIndex[row]];
    }
    const values =
      scaling === undefined
        ? allocateSamples(dtypeOfSamples(traces), count)
        : new Float32Array(count);
    for (let row = first, at = 0; row < last; row++) {
      const unit = args.unitIndex[row];
      for (let place = starts[unit]; place < starts[unit + 1]; place++, at++) {
        const channel = channels[place];
        const frame = args.sampleIndex[row] + shifts[place] - firstFrame;
        const raw = frame >= 0 && frame < numFrames ? traces[frame * numChannels + channel] : 0;
        values[at] =
          scaling === undefined
            ? raw
            : Math.fround(raw * scaling.gains[channel]) + scaling.offsets[channel];
      }
    }
    return values;
  },
});

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
