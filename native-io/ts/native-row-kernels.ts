import * as kernels from "#core/kernels/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import type { NativeFunctions } from "./addon.ts";

/** The kernels on rows of spikes; see native-kernels.ts. */
export function createRowKernels(
  native: NativeFunctions,
): Pick<
  Kernels,
  | "addCorrelograms"
  | "countPairs"
  | "countIntervals"
  | "markChoices"
  | "nearestPoints"
  | "centredGram"
  | "quadraticForms"
  | "tridiagonal"
  | "cutRows"
  | "sumPieces"
  | "takeColumns"
  | "projectRows"
  | "meanAndSpread"
  | "addInto"
  | "largePages"
  | "fusedDots"
> {
  return {
    countPairs(pairs, below, exact) {
      kernels.checkPairs(pairs, below, exact);
      const { frames, units, rows, numUnits, binFrames, numHalfBins } = pairs;
      native.countPairs(frames, units, rows, numUnits, binFrames, numHalfBins, below, exact);
    },
    addCorrelograms(samples, units, { numUnits, binFrames, numHalfBins }, counts) {
      kernels.checkCorrelograms(samples, units, { numUnits, binFrames, numHalfBins }, counts);
      if (!native.addCorrelograms(samples, units, numUnits, binFrames, numHalfBins, counts)) {
        kernels.refuseSpikes(numUnits);
      }
    },
    countIntervals(samples, starts, numSegments, binFrames, numBins, counts) {
      kernels.checkIntervals(samples, starts, numSegments, binFrames, numBins, counts);
      native.countIntervals(samples, starts, numSegments, binFrames, numBins, counts);
    },
    markChoices(state, rows, starts, most, marks) {
      kernels.checkChoices(state, rows, starts, most, marks);
      native.markChoices(state, rows, starts, most, marks);
    },
    nearestPoints(values, numFeatures, count, withSelf, out) {
      kernels.checkNearest(values, numFeatures, count, withSelf, out);
      return native.nearestPoints(values, numFeatures, count, withSelf, out);
    },
    centredGram(values, numColumns, rows, centre, out) {
      kernels.checkGram(values, numColumns, rows, centre, out);
      native.centredGram(values, numColumns, rows, centre, out);
    },
    quadraticForms(values, numColumns, rows, centre, matrix, out) {
      kernels.checkForms(values, numColumns, rows, centre, { matrix, out });
      native.quadraticForms(values, numColumns, rows, centre, matrix, out);
    },
    tridiagonal(matrix, out) {
      kernels.checkTridiagonal(matrix, out);
      native.tridiagonal(matrix, out.diagonal, out.beside, out.reflectors, out.factors);
    },
    cutRows(traces, cut, out) {
      kernels.checkCut(traces, cut, out);
      const { numChannels, starts, sets, channels, numSamples, width } = cut;
      const { starts: setStarts, indices } = channels;
      native.cutRows(traces, numChannels, starts, sets, setStarts, indices, numSamples, width, out);
    },
    sumPieces(traces, pieces, out) {
      kernels.checkSums(traces, pieces, out);
      const { numChannels, starts, ends, channels, weights } = pieces;
      const { starts: first, indices } = channels;
      native.sumPieces(traces, numChannels, starts, ends, first, indices, weights, out);
    },
    takeColumns(pieces, take, out) {
      kernels.checkTake(pieces, take, out);
      const { numSamples, width, rows, columns, starts } = take;
      native.takeColumns(pieces, numSamples, width, rows, columns, starts, out);
    },
    projectRows(values, model, out) {
      kernels.checkProjection(values, model, out);
      native.projectRows(values, model.mean, model.components, model.scale, out);
    },
    meanAndSpread(values, size, rows, mean, spread) {
      kernels.checkMeans(values, size, rows, mean, spread);
      native.meanAndSpread(values, size, rows, mean, spread);
    },
    largePages(memory) {
      native.largePages(memory);
    },
    addInto(values, sums) {
      kernels.checkAdding(values, sums);
      native.addInto(values, sums);
    },
    fusedDots(values, starts, size, weight, out) {
      kernels.checkDots(values, starts, size, out);
      native.fusedDots(values, starts, size, weight, out);
    },
  };
}
