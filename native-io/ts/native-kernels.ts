import * as kernels from "#core/kernels/index.ts";
import {
  createTransformTables,
  type Kernels,
  type PeakScan,
  type TransformTables,
} from "#core/kernels/index.ts";
import type { NativeFunctions, NativeLevel } from "./addon.ts";
import { createRowKernels } from "./native-row-kernels.ts";
import { setsOfChannels, setsOfGroups } from "./reference-sets.ts";

function signOf(sign: PeakScan["sign"]): -1 | 0 | 1 {
  return sign === "neg" ? -1 : sign === "pos" ? 1 : 0;
}

/** Lengths of windows repeat: most chunks have one, the first and the last of a segment their own. */
const TABLES_KEPT = 4;

/**
 * A prime factor of a transform's length is worked off directly, in time proportional to it. Beyond these the detour over
 * a convolution is faster.
 */
const LARGEST_PRIME: Readonly<Record<NativeLevel, number>> = {
  avx512: 400,
  avx2: 300,
  neon: 150,
  baseline: 31,
};

function recentTables(largestPrime: number): (length: number) => TransformTables {
  const kept = new Map<number, TransformTables>();
  return (length) => {
    const found = kept.get(length) ?? createTransformTables(length, largestPrime);
    kept.delete(length);
    kept.set(length, found);
    for (const oldest of kept.keys()) {
      if (kept.size <= TABLES_KEPT) break;
      kept.delete(oldest);
    }
    return found;
  };
}

/** The kernels of one level of the addon, behind the same checks as their TypeScript twins. */
export function createNativeKernels(level: NativeLevel, native: NativeFunctions): Kernels {
  const tablesOf = recentTables(LARGEST_PRIME[level]);
  return {
    level,
    decode(input, numChannels, channelIndices, gains, offsets, out) {
      kernels.checkDecode(input, numChannels, channelIndices, { gains, offsets }, out);
      native.decode(input, numChannels, channelIndices, gains, offsets, out);
    },
    pickChannels(input, numChannels, channelIndices, out) {
      kernels.checkPick(input, numChannels, channelIndices, out);
      if (input.constructor === out.constructor) {
        native.pickChannels(input, numChannels, channelIndices, out);
      } else {
        kernels.typescriptKernels.pickChannels(input, numChannels, channelIndices, out);
      }
    },
    convert(input, out, round) {
      kernels.checkSameLength(input, out);
      native.convert(input, out, round);
    },
    sosfilt(sos, input, numChannels, state, out) {
      kernels.checkSosfilt(sos, input, numChannels, state, out);
      native.sosfilt(sos, input, numChannels, state, out);
    },
    sosfiltfilt(sos, input, numChannels, firstFrame, lastFrame, out) {
      const range = { firstFrame, lastFrame };
      const { padding } = kernels.checkSosfiltfilt(sos, input, numChannels, range, out);
      native.sosfiltfilt(sos, input, numChannels, padding, firstFrame, lastFrame, out);
    },
    shiftChannels(input, numChannels, shift, out) {
      const frames = kernels.checkShift(input, numChannels, shift, out);
      if (out.length === 0) return;
      const tables = tablesOf(frames);
      native.shiftChannels(
        input,
        numChannels,
        shift.shifts,
        shift.taper,
        shift.firstFrame,
        shift.lastFrame,
        tables.rowRoots,
        tables.columnRoots,
        tables.twiddles,
        tables.chirp,
        tables.chirpSpectrum,
        tables.paddedRoots,
        out,
      );
    },
    subtractReference(input, numChannels, operator, groups, out) {
      kernels.checkReferenceGroups(input, numChannels, groups, out);
      const { starts, indices, rowOfChannel } = setsOfGroups(groups, numChannels);
      const median = operator === "median";
      native.subtractReference(input, numChannels, median, starts, indices, rowOfChannel, out);
    },
    subtractLocalReference(input, numChannels, operator, sets, out) {
      kernels.checkReferenceSets(input, numChannels, sets, out);
      const { starts, indices, rowOfChannel } = setsOfChannels(sets);
      const median = operator === "median";
      native.subtractReference(input, numChannels, median, starts, indices, rowOfChannel, out);
    },
    columnMads(input, numColumns, medians, mads) {
      kernels.checkColumns(input, numColumns, medians);
      kernels.checkColumns(input, numColumns, mads);
      native.columnMads(input, numColumns, medians, mads);
    },
    matmul(a, b, m, k, n, out) {
      kernels.checkMatmul(a, b, { m, k, n }, out);
      native.matmul(a, b, m, k, n, out);
    },
    sparseMatmul(input, numChannels, matrix, out) {
      kernels.checkSparseMatmul(input, numChannels, matrix, out);
      const { starts, indices, weights } = matrix;
      native.sparseMatmul(input, numChannels, starts, indices, weights, out);
    },
    correlateColumns(input, numColumns, taps, numTaps, out) {
      kernels.checkCorrelate(input, numColumns, taps, numTaps, out);
      native.correlateColumns(input, numColumns, taps, numTaps, out);
    },
    crc32: (bytes, before = 0) => native.crc32(bytes, before),
    scanPeaks(traces, scan, frames, channels) {
      kernels.checkPeakScan(traces, scan, frames, channels);
      return native.scanPeaks(
        traces,
        scan.numChannels,
        scan.thresholds,
        signOf(scan.sign),
        scan.sweep,
        scan.firstFrame,
        scan.lastFrame,
        scan.neighbours?.starts,
        scan.neighbours?.indices,
        frames,
        channels,
      );
    },
    minMax(input, numChannels, numBins, out) {
      kernels.checkMinMax(input, numChannels, numBins, out);
      native.minMax(input, numChannels, numBins, out);
    },
    ...createRowKernels(native),
  };
}
