import * as kernels from "#core/kernels/index.ts";
import type { Kernels, PeakScan } from "#core/kernels/index.ts";
import type { NativeFunctions, NativeLevel } from "./addon.ts";
import { setsOfChannels, setsOfGroups } from "./reference-sets.ts";

function signOf(sign: PeakScan["sign"]): -1 | 0 | 1 {
  return sign === "neg" ? -1 : sign === "pos" ? 1 : 0;
}

/** The kernels of one level of the addon, behind the same checks as their TypeScript twins. */
export function createNativeKernels(level: NativeLevel, native: NativeFunctions): Kernels {
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
    columnMedians(input, numColumns, out) {
      kernels.checkColumns(input, numColumns, out);
      native.columnMedians(input, numColumns, out);
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
  };
}
