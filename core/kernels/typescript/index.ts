import { crc32 } from "#core/array/index.ts";
import type { Kernels } from "../kernels.ts";
import * as rowShapes from "../shapes-of-rows.ts";
import * as shapes from "../shapes.ts";
import { fusedDots } from "./boxcar.ts";
import { convert } from "./cast.ts";
import { markChoices } from "./choose.ts";
import { countIntervals } from "./intervals.ts";
import { cutRows, sumPieces } from "./cut.ts";
import { decode, pickChannels } from "./decode.ts";
import { matmul, sparseMatmul } from "./matmul.ts";
import { correlateColumns } from "./correlate.ts";
import { columnMads } from "./median.ts";
import { minMax } from "./min-max.ts";
import { centredGram, projectRows, quadraticForms } from "./moments.ts";
import { nearestPoints } from "./nearest.ts";
import { addCorrelograms, countPairs } from "./pairs.ts";
import { scanPeaks } from "./peaks.ts";
import { subtractLocalReference, subtractReference } from "./reference.ts";
import { shiftChannels } from "./shift.ts";
import { sosfilt, sosfiltfilt } from "./sos-filter.ts";
import { addInto, meanAndSpread } from "./spread.ts";
import { tridiagonal } from "./tridiagonal.ts";
import { takeColumns } from "./take-columns.ts";

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
  countPairs(pairs, below, exact) {
    rowShapes.checkPairs(pairs, below, exact);
    countPairs(pairs, below, exact);
  },
  addCorrelograms(samples, units, shape, counts) {
    rowShapes.checkCorrelograms(samples, units, shape, counts);
    addCorrelograms(samples, units, shape, counts);
  },
  countIntervals(samples, starts, numSegments, binFrames, numBins, counts) {
    rowShapes.checkIntervals(samples, starts, numSegments, binFrames, numBins, counts);
    countIntervals(samples, starts, numSegments, binFrames, numBins, counts);
  },
  markChoices(state, rows, starts, most, marks) {
    rowShapes.checkChoices(state, rows, starts, most, marks);
    markChoices(state, rows, starts, most, marks);
  },
  nearestPoints(values, numFeatures, count, withSelf, out) {
    rowShapes.checkNearest(values, numFeatures, count, withSelf, out);
    return nearestPoints(values, numFeatures, count, withSelf, out);
  },
  centredGram(values, numColumns, rows, centre, out) {
    rowShapes.checkGram(values, numColumns, rows, centre, out);
    centredGram(values, numColumns, rows, centre, out);
  },
  quadraticForms(values, numColumns, rows, centre, matrix, out) {
    rowShapes.checkForms(values, numColumns, rows, centre, { matrix, out });
    quadraticForms(values, numColumns, rows, centre, matrix, out);
  },
  tridiagonal(matrix, out) {
    rowShapes.checkTridiagonal(matrix, out);
    tridiagonal(matrix, out);
  },
  cutRows(traces, cut, out) {
    rowShapes.checkCut(traces, cut, out);
    cutRows(traces, cut, out);
  },
  sumPieces(traces, pieces, out) {
    rowShapes.checkSums(traces, pieces, out);
    sumPieces(traces, pieces, out);
  },
  takeColumns(pieces, take, out) {
    rowShapes.checkTake(pieces, take, out);
    takeColumns(pieces, take, out);
  },
  projectRows(values, model, out) {
    rowShapes.checkProjection(values, model, out);
    projectRows(values, model, out);
  },
  meanAndSpread(values, size, rows, mean, spread) {
    rowShapes.checkMeans(values, size, rows, mean, spread);
    meanAndSpread(values, size, rows, mean, spread);
  },
  largePages() {
    // memory has pages only for native code
  },
  addInto(values, sums) {
    rowShapes.checkAdding(values, sums);
    addInto(values, sums);
  },
  fusedDots(values, starts, size, weight, out) {
    rowShapes.checkDots(values, starts, size, out);
    fusedDots(values, starts, size, weight, out);
  },
  crc32,
};
