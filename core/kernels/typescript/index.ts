import type { Kernels } from "../kernels.ts";
import * as shapes from "../shapes.ts";
import { convert } from "./cast.ts";
import { decode, pickChannels } from "./decode.ts";
import { matmul, sparseMatmul } from "./matmul.ts";
import { correlateColumns } from "./correlate.ts";
import { columnMads } from "./median.ts";
import { minMax } from "./min-max.ts";
import { scanPeaks } from "./peaks.ts";
import { subtractLocalReference, subtractReference } from "./reference.ts";
import { shiftChannels } from "./shift.ts";
import { sosfilt, sosfiltfilt } from "./sos-filter.ts";

/** The kernels in plain TypeScript: the specification of the addon, and what serves where none could be built. */
export const typescriptKernels: Kernels = {
  level: "typescript",
  decode(input, numChannels, channelIndices, gains, offsets, out) {
    shapes.checkDecode(input, numChannels, channelIndices, { gains, offsets }, out);
    decode(input, numChannels, channelIndices, gains, offsets, out);
  },
  pickChannels(input, numChannels, channelIndices, out) {
    shapes.checkPick(input, numChannels, channelIndices, out);
    pickChannels(input, numChannels, channelIndices, out);
  },
  convert(input, out, round) {
    shapes.checkSameLength(input, out);
    convert(input, out, round);
  },
  sosfilt(sos, input, numChannels, state, out) {
    shapes.checkSosfilt(sos, input, numChannels, state, out);
    sosfilt(sos, input, numChannels, state, out);
  },
  sosfiltfilt(sos, input, numChannels, firstFrame, lastFrame, out) {
    shapes.checkSosfiltfilt(sos, input, numChannels, { firstFrame, lastFrame }, out);
    sosfiltfilt(sos, input, numChannels, firstFrame, lastFrame, out);
  },
  shiftChannels(input, numChannels, shift, out) {
    shapes.checkShift(input, numChannels, shift, out);
    shiftChannels(input, numChannels, shift, out);
  },
  subtractReference(input, numChannels, operator, groups, out) {
    shapes.checkReferenceGroups(input, numChannels, groups, out);
    subtractReference(input, numChannels, operator, groups, out);
  },
  subtractLocalReference(input, numChannels, operator, sets, out) {
    shapes.checkReferenceSets(input, numChannels, sets, out);
    subtractLocalReference(input, numChannels, operator, sets, out);
  },
  columnMads(input, numColumns, medians, mads) {
    shapes.checkColumns(input, numColumns, medians);
    shapes.checkColumns(input, numColumns, mads);
    columnMads(input, numColumns, medians, mads);
  },
  matmul(a, b, m, k, n, out) {
    shapes.checkMatmul(a, b, { m, k, n }, out);
    matmul(a, b, m, k, n, out);
  },
  sparseMatmul(input, numChannels, matrix, out) {
    shapes.checkSparseMatmul(input, numChannels, matrix, out);
    sparseMatmul(input, numChannels, matrix, out);
  },
  correlateColumns(input, numColumns, taps, numTaps, out) {
    shapes.checkCorrelate(input, numColumns, taps, numTaps, out);
    correlateColumns(input, numColumns, taps, numTaps, out);
  },
  scanPeaks(traces, scan, frames, channels) {
    shapes.checkPeakScan(traces, scan, frames, channels);
    return scanPeaks(traces, scan, frames, channels);
  },
  minMax(input, numChannels, numBins, out) {
    shapes.checkMinMax(input, numChannels, numBins, out);
    minMax(input, numChannels, numBins, out);
  },
};
