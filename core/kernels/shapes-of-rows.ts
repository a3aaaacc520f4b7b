import { PCG64_WORDS } from "#core/array/index.ts";
import type { SampleArray } from "#core/model/index.ts";
import type {
  ComponentModel,
  ColumnTake,
  Cut,
  PairCount,
  PairShape,
  PieceSum,
  Tridiagonal,
} from "./kernels.ts";
import { checkIndices, checkRows, expectLength, framesOf, refuse } from "./shapes.ts";

/* The preconditions of the kernels on rows of spikes; see shapes.ts. */

/** Order and units of spikes are the caller's: checking them would cost what counting costs. */
export function checkPairs(pairs: PairCount, below: Int32Array, exact: Int32Array): void {
  const { frames, units, rows, numUnits, binFrames, numHalfBins } = pairs;
  expectLength(units.length, frames.length, "the units");
  checkBins(binFrames, numHalfBins);
  expectLength(below.length, numUnits * numHalfBins, "the counts");
  expectLength(exact.length, numUnits * (numHalfBins + 1), "the exact counts");
  const last = rows.length - 1;
  // rows ascend, and so do their positions
  if (last >= 0 && (rows[last] >= frames.length || rows[0] > rows[last])) {
    refuse("spikes to count from are not among the spikes", { row: rows[last] });
  }
}

/** Order and units of the spikes are the kernel's own to check, as it passes over them anyway: see `refuseSpikes`. */
export function checkCorrelograms(
  samples: Float64Array,
  units: Int32Array,
  { numUnits, binFrames, numHalfBins }: PairShape,
  counts: Float64Array,
): void {
  expectLength(units.length, samples.length, "the units");
  checkBins(binFrames, numHalfBins);
  expectLength(counts.length, numUnits * numUnits * 2 * numHalfBins, "the counts");
}

export function refuseSpikes(numUnits: number): never {
  refuse(`spikes must be frames in ascending order, of units below ${String(numUnits)}`);
}

function checkBins(binFrames: number, numHalfBins: number): void {
  for (const [name, value] of Object.entries({ binFrames, numHalfBins })) {
    if (!Number.isInteger(value) || value < 1) {
      refuse(`${name} must be a positive whole number, not ${String(value)}`);
    }
  }
}

export function checkIntervals(
  samples: Float64Array,
  starts: Float64Array,
  numSegments: number,
  binFrames: number,
  numBins: number,
  counts: Float64Array,
): void {
  for (const [name, value] of Object.entries({ numSegments, binFrames, numBins })) {
    if (!Number.isInteger(value) || value < 1) {
      refuse(`${name} must be a positive whole number, not ${String(value)}`);
    }
  }
  checkSlices(starts, samples.length);
  expectLength(
    counts.length,
    Math.floor((starts.length - 1) / numSegments) * numBins,
    "the counts",
  );
}

/** Slices one after the other: slice i is [starts[i], starts[i + 1]). */
function checkSlices(starts: Float64Array, length: number): void {
  for (let i = 0; i + 1 < starts.length; i++) {
    const [from, to] = [starts[i], starts[i + 1]];
    if (!Number.isInteger(from) || !(0 <= from && from <= to && to <= length)) {
      refuse("a slice of spikes is not among the spikes", { slice: i, from, to });
    }
  }
}

export function checkChoices(
  state: Uint32Array,
  rows: Uint32Array,
  starts: Float64Array,
  most: number,
  marks: Uint8Array,
): void {
  expectLength(state.length, PCG64_WORDS, "the generator's state");
  if (!Number.isInteger(most) || most < 0) refuse(`${String(most)} rows cannot be chosen`);
  checkSlices(starts, rows.length);
  for (let unit = 0; unit + 1 < starts.length; unit++) {
    const [from, to] = [starts[unit], starts[unit + 1]];
    // they ascend
    if (from < to && (rows[to - 1] >= marks.length || rows[from] > rows[to - 1])) {
      refuse("rows to choose from have no mark", { unit, row: rows[to - 1] });
    }
  }
}

export function checkNearest(
  values: Float64Array,
  numFeatures: number,
  count: number,
  withSelf: boolean,
  out: Int32Array,
): void {
  const points = framesOf(values, numFeatures, "the points");
  if (!Number.isInteger(count) || count < 1 || count > (withSelf ? points : points - 1)) {
    refuse(`${String(points)} points do not have ${String(count)} neighbours each`);
  }
  expectLength(out.length, points * count, "the output");
}

export function checkGram(
  values: Float64Array,
  numColumns: number,
  rows: Int32Array | undefined,
  centre: Float64Array,
  out: Float64Array,
): void {
  const numRows = framesOf(values, numColumns, "the rows");
  if (rows) checkIndices(rows, numRows, "row");
  expectLength(centre.length, numColumns, "the centre");
  expectLength(out.length, numColumns * numColumns, "the output");
}

export function checkForms(
  values: Float64Array,
  numColumns: number,
  rows: Int32Array,
  centre: Float64Array,
  given: { readonly matrix: Float64Array; readonly out: Float64Array },
): void {
  checkGram(values, numColumns, rows, centre, given.matrix);
  expectLength(given.out.length, rows.length, "the output");
}

export function checkProjection(
  values: Float64Array,
  { mean, components, scale }: ComponentModel,
  out: Float32Array,
): void {
  const rows = framesOf(values, mean.length, "the rows");
  expectLength(components.length, scale.length * mean.length, "the components");
  expectLength(out.length, rows * scale.length, "the output");
}

export function checkMeans(
  values: Float32Array,
  size: number,
  rows: Int32Array,
  mean: Float32Array,
  spread: Float32Array | undefined,
): void {
  checkIndices(rows, framesOf(values, size, "the rows"), "row");
  if (rows.length === 0) refuse("the mean of no rows is asked for");
  expectLength(mean.length, size, "the mean");
  if (spread) expectLength(spread.length, size, "the spread");
}

export function checkTridiagonal(matrix: Float64Array, out: Tridiagonal): void {
  const n = out.diagonal.length;
  const reflections = Math.max(0, n - 2);
  expectLength(matrix.length, n * n, "the matrix");
  expectLength(out.beside.length, n, "the diagonal beside");
  expectLength(out.reflectors.length, reflections * n, "the reflectors");
  expectLength(out.factors.length, reflections, "the factors");
}

export function checkCut(traces: SampleArray, cut: Cut, out: SampleArray): void {
  const { numChannels, starts, sets, channels, numSamples, width } = cut;
  const frames = framesOf(traces, numChannels, "the traces");
  checkIndices(starts, Math.max(0, frames - numSamples + 1), "first frame");
  expectLength(sets.length, starts.length, "the sets");
  checkIndices(sets, channels.starts.length - 1, "set");
  checkRows(channels, channels.starts.length - 1, numChannels, "the channels");
  for (let s = 1; s < channels.starts.length; s++) {
    if (channels.starts[s] - channels.starts[s - 1] > width) {
      refuse("a set has more channels than a piece has columns", { width });
    }
  }
  expectLength(out.length, starts.length * numSamples * width, "the output");
  if (out.constructor !== traces.constructor) refuse("pieces have the dtype of their traces");
}

export function checkSums(
  traces: SampleArray,
  { numChannels, starts, ends, channels, weights }: PieceSum,
  out: Float64Array,
): void {
  const frames = framesOf(traces, numChannels, "the traces");
  checkIndices(starts, frames + 1, "first frame");
  checkIndices(ends, frames + 1, "end");
  expectLength(ends.length, starts.length, "the ends");
  checkRows(channels, starts.length, numChannels, "the channels");
  if (weights !== undefined) expectLength(weights.length, numChannels, "the weights");
  expectLength(out.length, starts.length, "the output");
}

export function checkTake(pieces: SampleArray, take: ColumnTake, out: Float64Array): void {
  const { numSamples, width, rows, columns, starts } = take;
  const numPieces = framesOf(pieces, numSamples * width, "the pieces");
  checkIndices(rows, numPieces, "piece");
  checkIndices(columns, width, "column");
  expectLength(starts.length, columns.length, "the starts");
  const last = out.length - rows.length * numSamples;
  for (const start of starts) {
    if (!(start >= 0 && start <= last)) refuse("a column does not fit the output", { start });
  }
}

export function checkAdding(values: SampleArray, sums: Float32Array): void {
  expectLength(sums.length, values.length, "the sums");
}

export function checkDots(
  values: Float64Array,
  starts: Int32Array,
  size: number,
  out: Float64Array,
): void {
  if (!Number.isInteger(size) || size < 1 || size > values.length) {
    refuse(`sums of ${String(size)} values cannot be taken of ${String(values.length)}`);
  }
  checkIndices(starts, values.length - size + 1, "start");
  expectLength(out.length, starts.length, "the output");
}
