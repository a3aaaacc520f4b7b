/*
 * Motion from slow potentials, chunk by chunk: every frame is a time bin, every contact a spatial bin.
 * Reference: SpikeInterface 0.103.2 sortingcomponents/motion/dredge.py (dredge_online_lfp).
 */
import { EphysError } from "#core/model/index.ts";
import { MOTION_DIRECTIONS, type MotionDirection } from "#core/motion/index.ts";
import {
  channelLocations,
  readTracesNew,
  sampleTimes,
  type Recording,
} from "#core/recording/index.ts";
import {
  correlateWindows,
  type CorrelationOptions,
  type PairCorrelations,
  type Raster,
} from "./cross-correlation.ts";
import type { PairwiseProblem, PreviousChunk } from "./newton.ts";
import { solveWindows, type ThomasOptions } from "./thomas.ts";
import { neighbourPercentile, thresholdWeights } from "./threshold.ts";
import { spatialWindows, type SpatialWindowOptions, type SpatialWindows } from "./windows.ts";

export interface OnlineLfpOptions {
  readonly direction: MotionDirection;
  readonly windows: Omit<SpatialWindowOptions, "zeroThreshold">;
  readonly chunkLenS: number;
  /** um; default a quarter of the depths (rigid) or of the windows' scale */
  readonly maxDispUm: number | undefined;
  /** correlations below count nothing */
  readonly minCorr: number;
  /** instead of `minCorr`: this percentile of the correlations of neighbouring frames of each chunk */
  readonly minCorrPercentile: number | undefined;
  readonly numNeighbours: number;
  /** squared correlations as weights instead of ones */
  readonly soft: boolean;
  readonly thomas: ThomasOptions;
  readonly correlation: Pick<CorrelationOptions, "centered" | "normalized" | "maxDtBins" | "masks">;
}

/** One chunk's pairs: within it, and with the chunk before. */
export interface ChunkPairs {
  readonly numFrames: number;
  readonly minCorr: number;
  readonly within: PairCorrelations;
  readonly withinWeights: readonly Float32Array[];
  readonly before?: PairCorrelations;
  readonly beforeWeights?: readonly Float32Array[];
}

export interface OnlineLfpMotion {
  /** [frame × window], um, single precision */
  readonly displacement: Float32Array;
  /** [frame], s */
  readonly timesS: Float64Array;
  readonly spatial: SpatialWindows;
  readonly maxDispUm: number;
  readonly chunks: readonly ChunkPairs[];
}

/**
 * Estimates the motion of a preprocessed LFP recording of one segment at its own rate.
 * @param keepPairs keep the pairs of all chunks (frames² numbers each) in the result
 * @throws InvalidParameter for several segments, depths that are not unique and rising, chunks without a frame
 */
export async function onlineLfpMotion(
  recording: Recording,
  options: OnlineLfpOptions,
  keepPairs: boolean,
): Promise<OnlineLfpMotion> {
  const depths = risingDepths(recording, options.direction);
  const total = onlySegment(recording);
  const perChunk = Math.min(Math.floor(recording.samplingFrequency * options.chunkLenS), total);
  if (!(perChunk > 0)) {
    throw wrong("chunk_len_s", `${String(options.chunkLenS)} s leaves chunks without a frame`);
  }
  const spatial = spatialWindows(depths, depths, { ...options.windows, zeroThreshold: 1e-5 });
  const maxDispUm = options.maxDispUm ?? defaultReach(depths, options.windows);
  const correlation = { ...options.correlation, maxDispUm, binUm: medianStep(depths) };
  const numWindows = spatial.centers.length;
  const displacement = new Float32Array(total * numWindows);
  const chunks: ChunkPairs[] = [];
  let before: SolvedChunk | undefined;
  for (let start = 0; start < total; start += perChunk) {
    const raster = await readRaster(recording, start, Math.min(total, start + perChunk));
    const pairs = correlateChunk(raster, before?.raster, spatial, correlation, options);
    const problems = Array.from(spatial.centers.keys(), (b) => problemOf(pairs, before, b));
    const found = solveWindows(problems, options.thomas).displacement.map(
      (p) => new Float32Array(p),
    );
    for (const [b, column] of found.entries()) {
      for (let t = 0; t < column.length; t++)
        displacement[(start + t) * numWindows + b] = column[t];
    }
    before = { raster, solution: found };
    if (keepPairs) chunks.push(pairs);
  }
  return { displacement, timesS: sampleTimes(recording, 0), spatial, maxDispUm, chunks };
}

interface SolvedChunk {
  readonly raster: Raster;
  /** per window, [frame], um */
  readonly solution: readonly Float32Array[];
}

function correlateChunk(
  raster: Raster,
  previous: Raster | undefined,
  spatial: SpatialWindows,
  correlation: CorrelationOptions,
  options: OnlineLfpOptions,
): ChunkPairs {
  const { numFrames } = raster;
  const { masks } = correlation;
  if (
    masks &&
    (masks.length !== numFrames * raster.numBins ||
      (previous?.numFrames ?? numFrames) !== numFrames)
  ) {
    throw wrong("xcorr_kw.masks", "must have a value for every channel and frame of each chunk");
  }
  const within = correlateWindows(raster, raster, spatial, correlation);
  const { soft, minCorrPercentile, numNeighbours } = options;
  const minCorr =
    minCorrPercentile === undefined
      ? options.minCorr
      : neighbourPercentile(within.correlation, numFrames, minCorrPercentile, numNeighbours);
  const withinWeights = thresholdWeights(within.correlation, { soft, minCorr });
  if (!previous) return { numFrames, minCorr, within, withinWeights };
  const before = correlateWindows(raster, previous, spatial, correlation);
  const beforeWeights = thresholdWeights(before.correlation, { soft, minCorr });
  return { numFrames, minCorr, within, withinWeights, before, beforeWeights };
}

function problemOf(
  pairs: ChunkPairs,
  previous: SolvedChunk | undefined,
  b: number,
): PairwiseProblem {
  const { numFrames, within, withinWeights, before, beforeWeights } = pairs;
  return {
    numBins: numFrames,
    displacement: Float64Array.from(within.displacement[b]),
    weights: Float64Array.from(withinWeights[b]),
    previous:
      previous && before && beforeWeights
        ? linkOf(before.displacement[b], beforeWeights[b], numFrames, previous, b)
        : undefined,
  };
}

/** Pairs with the chunk before, which count in both directions. */
function linkOf(
  displacement: Float32Array,
  weights: Float32Array,
  numFrames: number,
  { raster, solution }: SolvedChunk,
  b: number,
): PreviousChunk {
  const numBins = raster.numFrames;
  const forward = {
    displacement: new Float64Array(weights.length),
    weights: new Float64Array(weights.length),
  };
  for (let t = 0; t < numFrames; t++) {
    for (let k = 0; k < numBins; k++) {
      forward.displacement[k * numFrames + t] = -displacement[t * numBins + k];
      forward.weights[k * numFrames + t] = weights[t * numBins + k];
    }
  }
  const backward = {
    displacement: Float64Array.from(displacement),
    weights: Float64Array.from(weights),
  };
  return { numBins, solution: Float64Array.from(solution[b]), forward, backward };
}

async function readRaster(recording: Recording, start: number, end: number): Promise<Raster> {
  const traces = await readTracesNew(recording, 0, start, end);
  return {
    numFrames: end - start,
    numBins: recording.channelIds.length,
    values: Float32Array.from(traces as ArrayLike<number>, Number),
  };
}

function onlySegment({ numSamples }: Recording): number {
  const [total, ...others] = numSamples;
  if (total !== undefined && others.length === 0) return total;
  throw wrong("lfp_recording", `has ${String(numSamples.length)} segments: give one of them`);
}

function risingDepths(recording: Recording, direction: MotionDirection): Float64Array {
  const locations = channelLocations(recording);
  const axis = MOTION_DIRECTIONS.indexOf(direction);
  const ndim = 2;
  if (axis >= ndim) throw wrong("direction", `"${direction}" is none that channels have places in`);
  const depths = Float64Array.from(recording.channelIds, (_, c) => locations[c * ndim + axis]);
  for (let c = 1; c < depths.length; c++) {
    if (depths[c] > depths[c - 1]) continue;
    throw wrong(
      "lfp_recording",
      `must have channels at unique, rising places along ${direction}; order them by depth first (depth_order)`,
    );
  }
  if (depths.length > 1) return depths;
  throw wrong("lfp_recording", "needs at least two channels: motion is seen between them");
}

function defaultReach(depths: Float64Array, windows: OnlineLfpOptions["windows"]): number {
  const range = depths[depths.length - 1] - depths[0];
  return Math.floor((windows.rigid ? range : windows.scaleUm) / 4);
}

function medianStep(depths: Float64Array): number {
  const steps = Float64Array.from(
    { length: depths.length - 1 },
    (_, c) => depths[c + 1] - depths[c],
  );
  steps.sort();
  const middle = steps.length >> 1;
  return steps.length % 2 === 1 ? steps[middle] : (steps[middle - 1] + steps[middle]) / 2;
}

function wrong(parameter: string, what: string): EphysError {
  return new EphysError("InvalidParameter", `${parameter} ${what}`, { parameter });
}
