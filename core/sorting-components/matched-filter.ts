/*
 * Peaks of traces that are filtered by the course of a spike in time and by how far its field reaches: SpikeInterface 0.103
 * `matched_filtering`, also the second look of `tdc-peeler`. Cost per frame: channels × samples of the prototype.
 */
import type { Kernels } from "#core/kernels/index.ts";
import { gridWeights, type GridWeights } from "#core/localization/index.ts";
import { EphysError } from "#core/model/index.ts";
import { randomSlices, readTracesNew, type Recording } from "#core/recording/index.ts";
import { channelDistance, channelsWithin, type ChannelLists } from "./neighbours.ts";
import { createScratch, type Scratch } from "./scratch.ts";

export interface MatchedFilterOptions {
  /** course of a spike, one value per sample */
  readonly prototype: Float32Array;
  /** sample of the prototype at which it peaks */
  readonly nbefore: number;
  readonly sign: "neg" | "pos" | "both";
  /** in multiples of the filtered noise */
  readonly detectThreshold: number;
  /** samples on each side in which a peak must be the largest */
  readonly sweep: number;
  readonly radiusUm: number;
  readonly weights: GridWeights;
}

/** A filter ready for use: plain data that crosses threads. */
export interface MatchedFilter {
  readonly numChannels: number;
  readonly nbefore: number;
  readonly sweep: number;
  /** [sample], unit norm */
  readonly taps: Float32Array;
  /** columns (depth × sign × channel) over channels, divided by their thresholds */
  readonly matrix: ChannelLists & { readonly weights: Float32Array };
  readonly neighbours: ChannelLists;
}

/** Peaks of one stretch. */
export interface FilteredPeaks {
  readonly frames: Int32Array;
  readonly channels: Int32Array;
  /** [peak], index of the depth whose weights fit best */
  readonly depths: Int32Array;
}

/** Frames of context that a filter needs on each side. */
export function matchedFilterMargin({ sweep, taps }: MatchedFilter): number {
  return sweep + taps.length;
}

/** Chunks per segment from which the filtered noise is measured; the reference's number, there without a seed. */
const NOISE_CHUNKS = 5;
const MAD_PER_SD = 0.6744897501960817;

/**
 * A filter with thresholds from random chunks of the recording.
 * @throws InvalidParameter when the prototype does not point the way that peaks do
 */
export async function createMatchedFilter(
  recording: Recording,
  locations: Float64Array,
  options: MatchedFilterOptions,
  random: { readonly num_chunks_per_segment?: number; readonly seed?: number | null },
  kernels: Kernels,
): Promise<MatchedFilter> {
  const { prototype, nbefore, sign, sweep } = options;
  const peak = prototype[nbefore] ?? NaN;
  if ((sign === "neg" && !(peak < 0)) || (sign === "pos" && !(peak > 0)) || Number.isNaN(peak)) {
    throw new EphysError(
      "InvalidParameter",
      `the prototype is ${String(peak)} at its peak, but peaks are sought as "${sign}"`,
    );
  }
  const numChannels = recording.channelIds.length;
  const columns = weightColumns(locations, options);
  let norm = 0;
  for (const value of prototype) norm += value * value;
  const plain: MatchedFilter = {
    numChannels,
    nbefore,
    sweep,
    taps: prototype.map((value) => value / Math.sqrt(norm)),
    matrix: columns,
    neighbours: columnNeighbours(locations, options.radiusUm, columns.starts.length - 1),
  };
  const slices = randomSlices(recording, { num_chunks_per_segment: NOISE_CHUNKS, ...random });
  const parts: Float32Array[] = [];
  for (const { segmentIndex, startFrame, endFrame } of slices) {
    const chunk = await readTracesNew(recording, segmentIndex, startFrame, endFrame);
    parts.push(Float32Array.from(chunk));
  }
  const traces = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    traces.set(part, at);
    at += part.length;
  }
  const filtered = applyFilter(plain, traces, kernels);
  const numColumns = columns.starts.length - 1;
  const mads = new Float64Array(numColumns);
  kernels.columnMads(filtered, numColumns, new Float64Array(numColumns), mads);
  const weights = columns.weights.slice();
  for (let column = 0; column < numColumns; column++) {
    const threshold = (mads[column] / MAD_PER_SD) * options.detectThreshold;
    for (let j = columns.starts[column]; j < columns.starts[column + 1]; j++) {
      weights[j] = threshold > 0 ? weights[j] / threshold : 0; // what is silent never peaks
    }
  }
  return { ...plain, matrix: { ...columns, weights } };
}

/** Rows of the reference's weight matrix: depth, then channels (twice, the second time negative, for both signs). */
function weightColumns(
  locations: Float64Array,
  { weights: how, sign }: MatchedFilterOptions,
): MatchedFilter["matrix"] {
  const n = locations.length / 2;
  const distances = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) distances[a * n + b] = channelDistance(locations, a, b);
  }
  const { weights, zFactors } = gridWeights(distances, n, how);
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  // a negative spike correlates positively with its prototype
  const signs = sign === "both" ? [1, -1] : [1];
  for (let depth = 0; depth < zFactors.length; depth++) {
    for (const factor of signs) {
      for (let c = 0; c < n; c++) {
        for (let p = 0; p < n; p++) {
          const weight = weights[(depth * n + c) * n + p];
          if (weight === 0) continue;
          indices.push(p);
          values.push(factor * weight);
        }
        starts.push(indices.length);
      }
    }
  }
  return {
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices),
    weights: Float32Array.from(values),
  };
}

/** Columns of channels within the radius, whatever their depth and sign. */
function columnNeighbours(
  locations: Float64Array,
  radiusUm: number,
  numColumns: number,
): ChannelLists {
  const n = locations.length / 2;
  const near = channelsWithin(locations, radiusUm);
  const starts = new Int32Array(numColumns + 1);
  const indices: number[] = [];
  for (let column = 0; column < numColumns; column++) {
    const channel = column % n;
    for (let block = 0; block < numColumns; block += n) {
      for (let j = near.starts[channel]; j < near.starts[channel + 1]; j++) {
        indices.push(block + near.indices[j]);
      }
    }
    starts[column + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices) };
}

/** [start frame × column] for every place where the prototype fits in; `lend` gives the memory. */
function applyFilter(
  { numChannels, taps, matrix }: MatchedFilter,
  traces: Float32Array,
  kernels: Kernels,
  lend: Scratch = (length) => new Float32Array(length),
): Float32Array {
  const starts = traces.length / numChannels - taps.length + 1;
  if (starts <= 0) return new Float32Array(0);
  const wide = new Float32Array(taps.length * numChannels);
  for (let i = 0; i < wide.length; i++) wide[i] = taps[Math.floor(i / numChannels)];
  const inTime = lend(starts * numChannels, 0);
  kernels.correlateColumns(traces, numChannels, wide, taps.length, inTime);
  const out = lend(starts * (matrix.starts.length - 1), 1);
  kernels.sparseMatmul(inTime, numChannels, matrix, out);
  return out;
}

/** Finds the peaks of one stretch after another; those within the margin of its ends are not seen. */
export function createFilterScanner(
  filter: MatchedFilter,
  kernels: Kernels,
): (traces: Float32Array) => FilteredPeaks {
  const numColumns = filter.matrix.starts.length - 1;
  const { numChannels, taps, sweep, nbefore } = filter;
  const signs = numColumns % (2 * numChannels) === 0 ? 2 : 1;
  const thresholds = new Float32Array(numColumns).fill(1);
  let frames = new Int32Array(4096);
  let columns = new Int32Array(4096);
  const lend = createScratch();
  return (traces) => {
    const filtered = applyFilter(filter, traces, kernels, lend);
    const rows = filtered.length / numColumns;
    const scan = {
      numChannels: numColumns,
      thresholds,
      sign: "pos" as const,
      sweep,
      neighbours: filter.neighbours,
      firstFrame: Math.min(rows, taps.length + sweep),
      lastFrame: Math.max(0, rows - taps.length - sweep),
    };
    if (scan.lastFrame <= scan.firstFrame) {
      const none = new Int32Array(0);
      return { frames: none, channels: none, depths: none };
    }
    let count = kernels.scanPeaks(filtered, scan, frames, columns);
    if (count > frames.length) {
      frames = new Int32Array(count);
      columns = new Int32Array(count);
      count = kernels.scanPeaks(filtered, scan, frames, columns);
    }
    return {
      frames: frames.subarray(0, count).map((frame) => frame + nbefore),
      channels: columns.subarray(0, count).map((column) => column % numChannels),
      depths: columns
        .subarray(0, count)
        .map((column) => Math.floor(column / (signs * numChannels))),
    };
  };
}
