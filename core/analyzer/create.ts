import type { z } from "zod";
import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, isIntegerDType, type ProbeGroup } from "#core/model/index.ts";
import { hasScaleableTraces, type Recording } from "#core/recording/index.ts";
import { takeSpikes, type Sorting, type SpikeVector } from "#core/sorting/index.ts";
import type { SortingAnalyzer } from "./analyzer.ts";
import { attributesOf } from "./attributes.ts";
import { estimateChannels, type sparsityParams } from "./estimate-sparsity.ts";
import { saveAnalyzer } from "./save.ts";
import type { ChannelSparsity } from "./sparsity.ts";

export interface CreateAnalyzerOptions {
  readonly sorting: Sorting;
  readonly recording: Recording;
  /** absolute; with it the analyzer and its extensions are kept there (binary_folder) */
  readonly folder?: string;
  /** estimate a sparsity; true */
  readonly sparse?: boolean;
  /** a sparsity that is known already */
  readonly sparsity?: ChannelSparsity;
  readonly sparsityParams?: z.input<typeof sparsityParams>;
  /** [channel], raw units: for the sparsity method "snr" */
  readonly noiseLevels?: ArrayLike<number>;
  /** results in µV where the recording has gains; true */
  readonly returnInUv?: boolean;
}

/** Frequencies that differ by rounding only. */
const RATE_TOLERANCE = { absolute: 1e-2, relative: 1e-5 };

/** Pairs a sorting with its recording (SpikeInterface's create_sorting_analyzer). */
export async function createAnalyzer(
  options: CreateAnalyzerOptions,
  ctx: ComputeContext,
): Promise<SortingAnalyzer> {
  const { recording, folder, sparse = true } = options;
  if (folder !== undefined && (await ctx.fs.stat(folder)) !== undefined) {
    throw new EphysError(
      "AlreadyExists",
      `${folder} exists already; choose another folder or remove it`,
      { path: folder },
    );
  }
  const sorting = fittingSorting(options.sorting, recording, ctx);
  checkProbesApart(recording.probeGroup);
  if (options.sparsity !== undefined) checkSparsity(options.sparsity, sorting, recording);
  const { sparsity, templates } =
    options.sparsity === undefined && sparse
      ? await estimateChannels(
          sorting,
          recording,
          options.sparsityParams ?? {},
          ctx,
          options.noiseLevels,
        )
      : { sparsity: options.sparsity };
  if (sparsity !== undefined) checkKeepsChannels(sparsity);
  let returnInUv = options.returnInUv ?? true;
  if (returnInUv && !hasScaleableTraces(recording) && isIntegerDType(recording.dtype)) {
    ctx.log("the recording has no gains to µV: the analyzer works in raw units");
    returnInUv = false;
  }
  const analyzer: SortingAnalyzer = {
    sorting,
    recording,
    attributes: attributesOf(recording),
    probeGroup: recording.probeGroup,
    sparsity,
    returnInUv,
    format: "memory",
    folder: undefined,
    extensions: new Map(),
    ...(templates && { expectedTemplates: templates }),
  };
  return folder === undefined ? analyzer : saveAnalyzer(analyzer, folder, ctx, options.sorting);
}

function checkSparsity(sparsity: ChannelSparsity, sorting: Sorting, recording: Recording): void {
  const units = sorting.unitIds.length;
  const channels = recording.channelIds.length;
  if (sparsity.numUnits !== units || sparsity.numChannels !== channels) {
    throw new EphysError(
      "InvalidParameter",
      `the sparsity is for ${String(sparsity.numUnits)} units × ${String(sparsity.numChannels)} channels, ` +
        `the analyzer has ${String(units)} × ${String(channels)}`,
    );
  }
}

/** A unit may have no channel, as in the reference; that no unit has one is a threshold too high. */
function checkKeepsChannels({ mask, numUnits }: ChannelSparsity): void {
  if (numUnits === 0 || mask.includes(1)) return;
  throw new EphysError(
    "InvalidValue",
    "no channel is kept of any unit: lower the sparsity's threshold or choose another method",
  );
}

/** The sorting at the recording's rate, without spikes beyond the recording's ends. */
function fittingSorting(sorting: Sorting, recording: Recording, ctx: ComputeContext): Sorting {
  if (sorting.numSegments !== recording.numSamples.length) {
    throw new EphysError(
      "InvalidValue",
      `the sorting has ${String(sorting.numSegments)} segments, the recording ${String(recording.numSamples.length)}: ` +
        "they do not belong together",
    );
  }
  const own = sorting.samplingFrequency;
  const rate = recording.samplingFrequency;
  const apart = Math.abs(own - rate);
  const allowed = Math.max(
    RATE_TOLERANCE.absolute,
    RATE_TOLERANCE.relative * Math.max(Math.abs(own), Math.abs(rate)),
  );
  if (!(apart <= allowed)) {
    throw new EphysError(
      "InvalidValue",
      `the sorting is at ${String(own)} Hz, the recording at ${String(rate)} Hz: they do not belong together`,
    );
  }
  const spikes = spikesWithin(sorting.spikes, recording.numSamples);
  if (apart === 0 && spikes === sorting.spikes) return sorting;
  if (spikes !== sorting.spikes) {
    const gone = sorting.spikes.sampleIndex.length - spikes.sampleIndex.length;
    ctx.log(`${String(gone)} spikes lie beyond the recording's end and are left out`);
  }
  return { ...sorting, samplingFrequency: rate, spikes };
}

function spikesWithin(spikes: SpikeVector, numSamples: readonly number[]): SpikeVector {
  const { sampleIndex, segmentIndex } = spikes;
  const rows: number[] = [];
  for (let i = 0; i < sampleIndex.length; i++) {
    if (sampleIndex[i] >= 0 && sampleIndex[i] < numSamples[segmentIndex[i]]) rows.push(i);
  }
  return rows.length === sampleIndex.length ? spikes : takeSpikes(spikes, rows);
}

/** Refuses probes that lie over each other: a radius would then join channels of different shanks. */
function checkProbesApart(group: ProbeGroup | undefined): void {
  const boxes = (group?.probes ?? []).map(({ contactPositions: at, ndim }) => {
    const x = at.filter((_, i) => i % ndim === 0);
    const y = at.filter((_, i) => i % ndim === 1);
    return { x, y, left: minOf(x), right: maxOf(x), low: minOf(y), high: maxOf(y) };
  });
  for (const [i, box] of boxes.entries()) {
    for (const [j, other] of boxes.entries()) {
      if (j <= i) continue;
      const inside = other.x.some(
        (x, k) => x > box.left && x < box.right && other.y[k] > box.low && other.y[k] < box.high,
      );
      if (!inside) continue;
      throw new EphysError(
        "InvalidValue",
        `probes ${String(i)} and ${String(j)} overlap; move one of them before analysing`,
        { probes: [i, j] },
      );
    }
  }
}

function minOf(values: Float64Array): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function maxOf(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}
