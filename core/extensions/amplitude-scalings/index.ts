import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import {
  framesOfMs,
  requireRecording,
  sharedSpikes,
  templatesOf,
  type SortingAnalyzer,
  type Templates,
} from "#core/analyzer/index.ts";
import { sweepRequest } from "#core/compute/index.ts";
import { sharedSamples, type Kernels } from "#core/kernels/index.ts";
import { bytesPerSample, EphysError } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { arrayData, defineExtension, type ExtensionData } from "../define.ts";
import { pickArrayRows, spikeRowsOfUnits } from "../pick-rows.ts";
import { channelPositions, sparsityParam } from "../sparsity-param.ts";
import { followSpikes } from "../unit-change.ts";
import type { ChunkScalings } from "./fit-chunk.ts";
import { columnsOf, scalingMargin, type ChunkSamples, type ScalingPlan } from "./gather.ts";
import { scalingNode, scalingSamplesNode } from "./node.ts";
import { scalingFitTask } from "./task.ts";

const params = z.strictObject({
  sparsity: sparsityParam
    .nullable()
    .default(null)
    .describe("Channels by unit; null = the analyzer's own."),
  max_dense_channels: z
    .int()
    .positive()
    .nullable()
    .default(16)
    .describe("Without a sparsity, more channels than these are refused; null = no limit."),
  ms_before: z
    .number()
    .nonnegative()
    .nullable()
    .default(null)
    .describe("Before the spike; null = as the templates.")
    .meta({ unit: "ms" }),
  ms_after: z
    .number()
    .nonnegative()
    .nullable()
    .default(null)
    .describe("After the spike; null = as the templates.")
    .meta({ unit: "ms" }),
  handle_collisions: z
    .boolean()
    .default(true)
    .describe("Fit spikes that overlap in time and place together."),
  delta_collision_ms: z
    .number()
    .nonnegative()
    .default(2)
    .describe("Spikes this near in time may collide.")
    .meta({ unit: "ms" }),
});

type Params = z.output<typeof params>;

/** How large every spike is beside its unit's template. */
export const amplitudeScalings = defineExtension({
  name: "amplitude_scalings",
  label: "Amplitude scalings",
  summary:
    "How large every spike is beside its unit's template; overlapping spikes are told apart.",
  siClass: "spikeinterface.postprocessing.amplitude_scalings.ComputeAmplitudeScalings",
  siModule: "spikeinterface",
  dependsOn: ["templates"],
  needsRecording: true,
  si: { useNodePipeline: true, needJobKwargs: true },
  params,
  start({ analyzer, params, ctx }) {
    requireRecording(analyzer, "amplitude_scalings");
    const templates = templatesOf(analyzer);
    const plan = planOf(analyzer, params, templates);
    const results = emptyResults(analyzer);
    const request = sweepRequest(
      scalingNode,
      { plan, templates: shared(templates.data, ctx.kernels) },
      (chunk) => {
        results.add(chunk);
      },
    );
    return {
      kind: "sweep",
      requests: [request],
      finish: () => results.data(params.handle_collisions),
    };
  },
  anticipate({ analyzer, params, ctx, exactWindows }, expected) {
    const recording = requireRecording(analyzer, "amplitude_scalings");
    // a channel that a template may have beyond the fitted ones would have to be kept too
    if (params.sparsity !== null) return undefined;
    const plan = planOf(analyzer, params, expected);
    if (bytesToKeep(plan, recording) > MOST_BYTES) return undefined;
    const chunks: ChunkSamples[] = [];
    const margin = scalingMargin(plan);
    return {
      requests: [sweepRequest(scalingSamplesNode, plan, (chunk) => void chunks.push(chunk))],
      async settle() {
        const templates = templatesOf(analyzer);
        const now = planOf(analyzer, params, templates);
        const isSame = now.before === plan.before && now.after === plan.after;
        // a filter answers differently for another window, and the templates' length decides the window
        if (!isSame || (!exactWindows && scalingMargin(now) !== margin)) return undefined;
        const results = emptyResults(analyzer);
        await ctx.executor.run(
          scalingFitTask,
          {
            plan: now,
            templates: shared(templates.data, ctx.kernels),
            recording: recording.dict,
            gathered: chunks,
          },
          chunks.map((_, at) => ({ segmentIndex: 0, startFrame: at, endFrame: at + 1 })),
          (fitted) => {
            results.add(fitted);
          },
        );
        return { kind: "done", data: results.data(params.handle_collisions) };
      },
    };
  },
  selectUnits: (extension, analyzer, unitIndices) =>
    pickArrayRows(extension, spikeRowsOfUnits(analyzer, unitIndices)),
  regroupUnits: followSpikes,
});

/** Most memory for samples that are kept until the templates are known; beyond it they are read again. */
const MOST_BYTES = 768 * 2 ** 20;

function bytesToKeep(plan: ScalingPlan, { dtype }: Recording): number {
  const values = (plan.before + plan.after) * columnsOf(plan);
  return plan.unitIndex.length * values * bytesPerSample(dtype);
}

/** What is fitted where; the templates matter by their window only. @throws InvalidParameter */
function planOf(
  analyzer: SortingAnalyzer,
  params: Params,
  templates: Omit<Templates, "data">,
): ScalingPlan {
  const { sorting, attributes, sparsity, returnInUv } = analyzer;
  const channels = channelsOf(params, analyzer, templates.numChannels);
  const all = Int32Array.from({ length: templates.numChannels }, (_, c) => c);
  const support =
    params.sparsity === null
      ? channels
      : channels.map((list, unit) =>
          Int32Array.from(new Set([...(sparsity?.channels[unit] ?? all), ...list])).sort(),
        );
  return {
    ...sharedSpikes(sorting.spikes, sorting.numSegments),
    numSamples: templates.numSamples,
    nbefore: templates.nbefore,
    ...cutOf(params, templates, attributes.samplingFrequency),
    channels,
    support,
    inUv: returnInUv,
    handleCollisions: params.handle_collisions,
    delta: Math.trunc((params.delta_collision_ms / 1000) * attributes.samplingFrequency),
  };
}

/** Arrays of all spikes, filled chunk by chunk. */
function emptyResults({ sorting }: SortingAnalyzer) {
  const numSpikes = sorting.spikes.sampleIndex.length;
  const scalings = new Float64Array(numSpikes);
  const collided = new Uint8Array(numSpikes);
  return {
    add(chunk: ChunkScalings): void {
      scalings.set(chunk.scalings, chunk.firstRow);
      collided.set(chunk.collided, chunk.firstRow);
    },
    data: (withMask: boolean): ExtensionData =>
      arrayData({
        amplitude_scalings: ndArray("float64", [numSpikes], scalings),
        ...(withMask && { collision_mask: ndArray("bool", [numSpikes], collided) }),
      }),
  };
}

function shared(data: ArrayLike<number>, kernels: Kernels): Float64Array {
  if (data instanceof Float64Array && data.buffer instanceof SharedArrayBuffer) return data;
  const out = sharedSamples("float64", data.length, kernels);
  out.set(data);
  return out;
}

/** The part of the templates that is fitted. @throws InvalidParameter when it is longer than they are */
function cutOf(
  { ms_before, ms_after }: Params,
  { nbefore, numSamples }: Omit<Templates, "data">,
  samplingFrequency: number,
): { readonly before: number; readonly after: number } {
  const before = ms_before === null ? nbefore : framesOfMs(ms_before, samplingFrequency);
  const after = ms_after === null ? numSamples - nbefore : framesOfMs(ms_after, samplingFrequency);
  if (before <= nbefore && after <= numSamples - nbefore) return { before, after };
  const ms = (frames: number): string => String((frames / samplingFrequency) * 1000);
  throw new EphysError(
    "InvalidParameter",
    `the templates reach from ${ms(nbefore)} ms before to ${ms(numSamples - nbefore)} ms after the spike: ask for no more`,
    { parameter: before > nbefore ? "ms_before" : "ms_after" },
  );
}

/** The channels that each unit is fitted on. @throws InvalidParameter */
function channelsOf(
  { sparsity: given, max_dense_channels: most }: Params,
  analyzer: SortingAnalyzer,
  numChannels: number,
): readonly Int32Array[] {
  const own = analyzer.sparsity?.channels;
  if (given !== null) {
    const channels = channelPositions(given, analyzer).map((list) => Int32Array.from(list).sort());
    if (own?.some((list, unit) => list.length <= channels[unit].length) === true) {
      throw new EphysError(
        "InvalidParameter",
        "the given sparsity must have fewer channels of every unit than the analyzer's own",
        { parameter: "sparsity" },
      );
    }
    return channels;
  }
  if (own !== undefined) return own;
  if (most !== null && numChannels > most) {
    throw new EphysError(
      "InvalidParameter",
      `a dense analyzer of ${String(numChannels)} channels: give a sparsity, or raise max_dense_channels (${String(most)})`,
      { parameter: "max_dense_channels" },
    );
  }
  const all = Int32Array.from({ length: numChannels }, (_, c) => c);
  return analyzer.sorting.unitIds.map(() => all);
}
