import {
  defineSweepNode,
  runSweep,
  sweepRequest,
  type Chunk,
  type ComputeContext,
} from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { channelsOf, type ChannelLists } from "#core/sorting-components/index.ts";
import { lowerBound } from "../units/search.ts";

/** Spikes with their unit, ordered by (segment, sample). */
export interface LabelledSpikes {
  readonly sampleIndex: Float64Array;
  readonly segmentIndex: Int32Array;
  readonly unit: Int32Array;
}

interface MeanArgs {
  /** per segment, on shared memory */
  readonly segments: readonly { readonly samples: Float64Array; readonly units: Int32Array }[];
  /** channels of each unit */
  readonly channels: ChannelLists;
  readonly nbefore: number;
  readonly nafter: number;
}

interface MeanSums {
  /** units that have spikes in the chunk */
  readonly units: Int32Array;
  readonly counts: Int32Array;
  /** [sample × channel] of these units, one after the other */
  readonly sums: Float32Array;
}

/** Sums of the waveforms of units' spikes. Spikes whose waveform leaves the segment are left out. */
export const meanWaveformsNode = defineSweepNode<MeanArgs, MeanArgs, MeanSums>({
  name: "mean_waveforms",
  margin: ({ nbefore, nafter }) => Math.max(nbefore, nafter),
  prepare: (args) => args,
  run({ segments, channels, nbefore, nafter }, window) {
    const { chunk, numChannels } = window;
    const { samples, units } = segments[chunk.segmentIndex];
    const from = lowerBound(samples, chunk.startFrame);
    const to = lowerBound(samples, chunk.endFrame);
    const size = nbefore + nafter;
    const present = [...new Set(units.subarray(from, to))].sort((a, b) => a - b);
    const starts = new Map<number, number>();
    let total = 0;
    for (const unit of present) {
      starts.set(unit, total);
      total += size * channelsOf(channels, unit).length;
    }
    const sums = new Float32Array(total);
    const counts = new Int32Array(present.length);
    const traces = window.float32();
    for (let i = from; i < to; i++) {
      const unit = units[i];
      const first = samples[i] - window.firstFrame - nbefore;
      if (first < 0 || first + size > window.numFrames) continue;
      const own = channelsOf(channels, unit);
      let at = starts.get(unit) ?? 0;
      for (let s = 0; s < size; s++) {
        const row = (first + s) * numChannels;
        for (let c = 0; c < own.length; c++) sums[at++] += traces[row + own[c]];
      }
      counts[present.indexOf(unit)]++;
    }
    return { units: Int32Array.from(present), counts, sums };
  },
});

export interface MeanWaveforms {
  /** [unit], [sample × channel of its list] */
  readonly waveforms: readonly Float32Array[];
  /** [unit] */
  readonly counts: Int32Array;
}

/** Mean waveforms of units on their channels, in one pass over the recording or some chunks of it. */
export async function meanWaveforms(
  recording: Recording,
  spikes: LabelledSpikes,
  channels: ChannelLists,
  { nbefore, nafter }: { readonly nbefore: number; readonly nafter: number },
  ctx: ComputeContext,
  chunks?: readonly Chunk[],
): Promise<MeanWaveforms> {
  const size = nbefore + nafter;
  const numUnits = channels.starts.length - 1;
  const sums = Array.from(
    { length: numUnits },
    (_, u) => new Float64Array(size * channelsOf(channels, u).length),
  );
  const counts = new Int32Array(numUnits);
  const args = {
    segments: bySegment(spikes, recording.numSamples.length),
    channels,
    nbefore,
    nafter,
  };
  const request = sweepRequest(meanWaveformsNode, args, (out) => {
    let at = 0;
    out.units.forEach((unit, i) => {
      const sum = sums[unit];
      for (let k = 0; k < sum.length; k++) sum[k] += out.sums[at++];
      counts[unit] += out.counts[i];
    });
  });
  await runSweep(recording, [request], ctx, {
    step: "average waveforms",
    ...(chunks && { chunks }),
  });
  return {
    counts,
    waveforms: sums.map((sum, u) =>
      Float32Array.from(sum, (value) => value / Math.max(1, counts[u])),
    ),
  };
}

function bySegment(
  { sampleIndex, segmentIndex, unit }: LabelledSpikes,
  numSegments: number,
): MeanArgs["segments"] {
  const bounds = new Int32Array(numSegments + 1);
  for (const segment of segmentIndex) bounds[segment + 1]++;
  for (let s = 0; s < numSegments; s++) bounds[s + 1] += bounds[s];
  return Array.from({ length: numSegments }, (_, s) => {
    const n = bounds[s + 1] - bounds[s];
    const samples = new Float64Array(new SharedArrayBuffer(8 * n));
    const units = new Int32Array(new SharedArrayBuffer(4 * n));
    samples.set(sampleIndex.subarray(bounds[s], bounds[s + 1]));
    units.set(unit.subarray(bounds[s], bounds[s + 1]));
    return { samples, units };
  });
}
