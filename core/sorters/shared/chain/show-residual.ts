import { planRecordingChunks, type Chunk, type ComputeContext } from "#core/compute/index.ts";
import { readTracesNew } from "#core/recording/index.ts";
import type { MatchedSpikes } from "#core/sorting-components/index.ts";
import type { UnitTemplate } from "../units/template.ts";
import type { Ground } from "./unit-templates.ts";

/** Frames from the segment's start and templates. */
type PlacedSpikes = Pick<MatchedSpikes, "sampleIndex" | "clusterIndex">;

/** Of a long recording so many chunks are looked at. */
const SHOWN_CHUNKS = 40;
/** The piece of signal that is taken apart in each. */
const PIECE_S = 0.05;
/** Channels of the piece that are shown. */
const SHOWN_CHANNELS = 12;
/** No spike is larger than so many times its template. */
const LARGEST_SCALE = 2;

/**
 * Shows how much template matching leaves: topic "residual" holds a piece of signal, `before` and `after` its spikes were
 * taken out, [frame × channel] in noise levels, and `channel`; topic "residual_history" one row per piece: `timesS`, `share`
 * of the signal's energy that is left, `level` of the residual in noise levels (root mean square), `spikes` per second.
 * @returns what is to be called with the spikes of each chunk; undefined where nobody looks
 */
export function createResidualShow(
  ground: Ground,
  templates: readonly UnitTemplate[],
  nbefore: number,
  ctx: ComputeContext,
): ((spikes: PlacedSpikes, chunk: Chunk) => Promise<void>) | undefined {
  const { show } = ctx;
  if (show === undefined) return undefined;
  const { recording, noise } = ground;
  const fs = recording.samplingFrequency;
  const every = Math.max(1, Math.ceil(planRecordingChunks(recording).length / SHOWN_CHUNKS));
  let index = 0;
  let shown = 0;
  return async (spikes, chunk) => {
    if (index++ % every !== 0) return;
    const { segmentIndex, startFrame, endFrame } = chunk;
    const numFrames = Math.min(endFrame - startFrame, Math.round(PIECE_S * fs));
    const from = startFrame + Math.floor((endFrame - startFrame - numFrames) / 2);
    const traces = await readTracesNew(recording, segmentIndex, from, from + numFrames);
    const numChannels = noise.length;
    const before = Float32Array.from(traces, (value, i) => {
      const level = noise[i % numChannels];
      return level > 0 ? value / level : 0;
    });
    const after = before.slice();
    subtract(after, spikes, templates, { from, numFrames, numChannels, nbefore });
    const channel = largest(before, numChannels, SHOWN_CHANNELS);
    show({
      topic: "residual",
      mode: "replace",
      arrays: {
        before: columns(before, numChannels, channel),
        after: columns(after, numChannels, channel),
        channel,
      },
      meta: { numFrames, samplingFrequency: fs, startS: from / fs, segment: segmentIndex },
    });
    show({
      topic: "residual_history",
      mode: shown++ === 0 ? "replace" : "append",
      arrays: {
        timesS: Float32Array.of(from / fs),
        share: Float32Array.of(energy(after) / Math.max(1e-12, energy(before))),
        level: Float32Array.of(Math.sqrt(energy(after) / Math.max(1, after.length))),
        spikes: Float32Array.of(
          (spikes.sampleIndex.length * fs) / Math.max(1, endFrame - startFrame),
        ),
      },
      meta: {},
    });
  };
}

/**
 * Takes the templates of the spikes out of a piece of signal in noise levels, each scaled to fit: what methods call
 * amplitude is not the same for all.
 */
function subtract(
  piece: Float32Array,
  spikes: PlacedSpikes,
  templates: readonly UnitTemplate[],
  at: {
    readonly from: number;
    readonly numFrames: number;
    readonly numChannels: number;
    readonly nbefore: number;
  },
): void {
  const { from, numFrames, numChannels, nbefore } = at;
  for (let i = 0; i < spikes.sampleIndex.length; i++) {
    const { channels, data } = templates[spikes.clusterIndex[i]];
    const width = channels.length;
    const first = spikes.sampleIndex[i] - nbefore - from;
    const length = data.length / width;
    if (first + length <= 0 || first >= numFrames) continue;
    const [start, stop] = [Math.max(0, -first), Math.min(length, numFrames - first)];
    let product = 0;
    let norm = 0;
    for (let s = start; s < stop; s++) {
      const row = (first + s) * numChannels;
      for (let c = 0; c < width; c++) {
        const value = data[s * width + c];
        product += value * piece[row + channels[c]];
        norm += value * value;
      }
    }
    const scale = norm > 0 ? Math.min(LARGEST_SCALE, Math.max(0, product / norm)) : 0;
    for (let s = start; s < stop; s++) {
      const row = (first + s) * numChannels;
      for (let c = 0; c < width; c++) piece[row + channels[c]] -= scale * data[s * width + c];
    }
  }
}

/** The channels of largest deflection, in the order of the recording. */
function largest(piece: Float32Array, numChannels: number, count: number): Int32Array {
  const heights = new Float32Array(numChannels);
  for (let i = 0; i < piece.length; i++) {
    const c = i % numChannels;
    heights[c] = Math.max(heights[c], Math.abs(piece[i]));
  }
  const order = Int32Array.from(heights.keys()).sort((a, b) => heights[b] - heights[a] || a - b);
  return order.slice(0, count).sort();
}

function columns(piece: Float32Array, numChannels: number, channel: Int32Array): Float32Array {
  const numFrames = piece.length / numChannels;
  const out = new Float32Array(numFrames * channel.length);
  for (let s = 0; s < numFrames; s++) {
    for (let c = 0; c < channel.length; c++) {
      out[s * channel.length + c] = piece[s * numChannels + channel[c]];
    }
  }
  return out;
}

function energy(piece: Float32Array): number {
  let sum = 0;
  for (const value of piece) sum += value * value;
  return sum;
}
