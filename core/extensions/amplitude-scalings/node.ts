import { toFloat64 } from "#core/array/index.ts";
import { defineSweepNode, type Chunk, type FrameRange } from "#core/compute/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { isIntegerDType } from "#core/model/index.ts";
import { hasScaleableTraces, plainProperty, type Recording } from "#core/recording/index.ts";
import { createScalingFit, type ChunkScalings } from "./fit-chunk.ts";
import {
  gatherSamples,
  rowsBetween,
  scalingMargin,
  type ChunkSamples,
  type Gathering,
  type ScalingPlan,
} from "./gather.ts";

/** What every worker gets; big tables in shared memory. */
export interface ScalingArgs {
  readonly plan: ScalingPlan;
  /** [unit × sample × channel] */
  readonly templates: Float64Array;
}

/**
 * Factor of every spike's template in a chunk. A window is padded with zeros beyond the segment, and scaled samples get
 * the gain added where the offset belongs: both as in the reference.
 */
export const scalingNode = defineSweepNode<
  ScalingArgs,
  Gathering & { readonly fit: (samples: ChunkSamples) => ChunkScalings },
  ChunkScalings
>({
  name: "amplitude_scalings",
  margin: ({ plan }) => scalingMargin(plan),
  prepare: (args, recording, { kernels }) => ({
    ...gathering(args.plan, recording, kernels),
    fit: scalingFitOf(args.plan, args.templates, recording),
  }),
  reads: (state, chunk, numSamples) => rangeOf(state, chunk, numSamples),
  run: (state, window) => state.fit(gatherSamples(state, window)),
});

/** The same up to the templates. */
export const scalingSamplesNode = defineSweepNode<ScalingPlan, Gathering, ChunkSamples>({
  name: "amplitude_scaling_samples",
  margin: scalingMargin,
  prepare: (plan, recording, { kernels }) => gathering(plan, recording, kernels),
  reads: (state, chunk, numSamples) => rangeOf(state, chunk, numSamples),
  run: gatherSamples,
});

function gathering(plan: ScalingPlan, recording: Recording, kernels: Kernels): Gathering {
  return { plan, gains: gainsFor(plan, recording), overlaps: overlapTable(plan.channels), kernels };
}

function rangeOf({ plan }: Gathering, chunk: Chunk, numSamples: number): FrameRange | undefined {
  const { first, last } = rowsBetween(plan, chunk, chunk.startFrame, chunk.endFrame);
  if (first >= last) return undefined;
  const margin = scalingMargin(plan);
  return {
    startFrame: Math.max(0, chunk.startFrame - margin),
    endFrame: Math.min(numSamples, chunk.endFrame + margin),
  };
}

/** @param templates [unit × sample × channel] */
export function scalingFitOf(
  plan: ScalingPlan,
  templates: Float64Array,
  recording: Recording,
): (samples: ChunkSamples) => ChunkScalings {
  return createScalingFit(plan, {
    templates,
    numChannels: recording.channelIds.length,
    gains: gainsFor(plan, recording),
    convert: conversionTo(recording),
  });
}

function gainsFor({ inUv }: ScalingPlan, recording: Recording): Float64Array | undefined {
  const gains = plainProperty(recording.properties, "gain_to_uV");
  return inUv && hasScaleableTraces(recording) && gains ? toFloat64(gains) : undefined;
}

/** Without scaling, templates that are fitted together take the traces' type: integers truncate. */
function conversionTo({ dtype }: Recording): (value: number) => number {
  if (isIntegerDType(dtype)) return Math.trunc;
  return dtype === "float32" ? Math.fround : (value) => value;
}

/** Whether units share a channel, for all pairs. */
function overlapTable(channels: readonly Int32Array[]): (unit: number, other: number) => boolean {
  const sets = channels.map((list) => new Set(list));
  const numUnits = channels.length;
  const known = new Int8Array(numUnits * numUnits).fill(-1);
  return (unit, other) => {
    const at = unit * numUnits + other;
    if (known[at] < 0) known[at] = channels[other].some((c) => sets[unit].has(c)) ? 1 : 0;
    return known[at] === 1;
  };
}
