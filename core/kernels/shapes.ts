import { EphysError, type SampleArray } from "#core/model/index.ts";
import { sosfiltfiltPadding } from "#core/signal/index.ts";
import type { ChannelShift, PeakScan, SosCoefficients } from "./kernels.ts";

/*
 * The preconditions of every kernel, checked once here for all implementations: the native code takes pointers and
 * trusts these.
 */

type Rows = { readonly starts: Int32Array; readonly indices: Int32Array };

export function refuse(message: string, details: Record<string, number> = {}): never {
  throw new EphysError("InvalidParameter", message, details);
}

/** Frames of an interleaved buffer; refuses a length that is no whole number of frames. */
export function framesOf(
  input: { readonly length: number },
  numChannels: number,
  name: string,
): number {
  if (!Number.isInteger(numChannels) || numChannels < 1) {
    refuse(`the number of channels must be a positive whole number, not ${String(numChannels)}`);
  }
  const frames = input.length / numChannels;
  if (!Number.isInteger(frames)) {
    refuse(
      `${name} has ${String(input.length)} samples, no multiple of ${String(numChannels)} channels`,
      { length: input.length, numChannels },
    );
  }
  return frames;
}

export function expectLength(actual: number, expected: number, name: string): void {
  if (actual !== expected) {
    refuse(`${name} has ${String(actual)} values instead of ${String(expected)}`, {
      actual,
      expected,
    });
  }
}

export function checkIndices(indices: Int32Array, bound: number, name: string): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (index < 0 || index >= bound) {
      refuse(`${name} ${String(index)} is not one of ${String(bound)}`, { index, bound });
    }
  }
}

export function checkRows(rows: Rows, numRows: number, bound: number, name: string): void {
  const { starts, indices } = rows;
  expectLength(starts.length, numRows + 1, `the row starts of ${name}`);
  for (let row = 0; row < numRows; row++) {
    if (starts[row] > starts[row + 1]) refuse(`the row starts of ${name} must not fall`, { row });
  }
  if (starts[0] !== 0 || starts[numRows] !== indices.length) {
    refuse(`the row starts of ${name} do not cover its ${String(indices.length)} indices`);
  }
  checkIndices(indices, bound, `index of ${name}`);
}

/** @returns the number of frames */
export function checkPick(
  input: SampleArray,
  numChannels: number,
  channelIndices: Int32Array | undefined,
  out: SampleArray,
): number {
  const frames = framesOf(input, numChannels, "the input");
  if (channelIndices) checkIndices(channelIndices, numChannels, "channel index");
  expectLength(out.length, frames * (channelIndices?.length ?? numChannels), "the output");
  return frames;
}

/** @returns the number of frames */
export function checkDecode(
  input: SampleArray,
  numChannels: number,
  channelIndices: Int32Array | undefined,
  scaling: {
    readonly gains: Float32Array | undefined;
    readonly offsets: Float32Array | undefined;
  },
  out: Float32Array,
): number {
  const picked = channelIndices?.length ?? numChannels;
  if (scaling.gains) expectLength(scaling.gains.length, picked, "the gains");
  if (scaling.offsets) expectLength(scaling.offsets.length, picked, "the offsets");
  return checkPick(input, numChannels, channelIndices, out);
}

export function checkSameLength(input: SampleArray, out: SampleArray): void {
  expectLength(out.length, input.length, "the output");
}

/** @returns the number of sections */
function checkSos(sos: SosCoefficients): number {
  const sections = sos.length / 6;
  if (!Number.isInteger(sections) || sections < 1) {
    refuse(`second-order sections have 6 coefficients each, not ${String(sos.length)} in all`);
  }
  for (let section = 0; section < sections; section++) {
    if (sos[section * 6 + 3] !== 1) refuse("a0 of every section must be 1", { section });
  }
  return sections;
}

/** @returns the number of frames */
export function checkSosfilt(
  sos: SosCoefficients,
  input: SampleArray,
  numChannels: number,
  state: Float64Array,
  out: SampleArray,
): number {
  const frames = framesOf(input, numChannels, "the input");
  expectLength(state.length, checkSos(sos) * 2 * numChannels, "the filter state");
  checkSameLength(input, out);
  return frames;
}

/** @returns the number of frames and the padding on each side */
export function checkSosfiltfilt(
  sos: SosCoefficients,
  input: SampleArray,
  numChannels: number,
  range: { readonly firstFrame: number; readonly lastFrame: number },
  out: SampleArray,
): { readonly frames: number; readonly padding: number } {
  const frames = framesOf(input, numChannels, "the input");
  checkSos(sos);
  const padding = sosfiltfiltPadding(sos);
  if (frames <= padding) {
    refuse(
      `forward-backward filtering needs more than ${String(padding)} samples (its padding), not ${String(frames)}; ` +
        "take a longer window or a lower order",
      { frames, padding },
    );
  }
  checkRange(range, frames);
  expectLength(out.length, (range.lastFrame - range.firstFrame) * numChannels, "the output");
  return { frames, padding };
}

function checkRange(
  { firstFrame, lastFrame }: { readonly firstFrame: number; readonly lastFrame: number },
  frames: number,
): void {
  const whole = Number.isInteger(firstFrame) && Number.isInteger(lastFrame);
  if (!whole || firstFrame < 0 || lastFrame < firstFrame || lastFrame > frames) {
    refuse(
      `frames ${String(firstFrame)} to ${String(lastFrame)} are not within ${String(frames)} frames`,
      { firstFrame, lastFrame, frames },
    );
  }
}

/** @returns the number of frames */
export function checkReferenceGroups(
  input: SampleArray,
  numChannels: number,
  groups: readonly Int32Array[],
  out: SampleArray,
): number {
  const frames = framesOf(input, numChannels, "the input");
  checkSameLength(input, out);
  for (const group of groups) checkIndices(group, numChannels, "channel index");
  return frames;
}

/** @returns the number of frames */
export function checkReferenceSets(
  input: SampleArray,
  numChannels: number,
  sets: Rows,
  out: SampleArray,
): number {
  const frames = framesOf(input, numChannels, "the input");
  checkSameLength(input, out);
  checkRows(sets, numChannels, numChannels, "the reference sets");
  return frames;
}

/** @returns the number of frames */
export function checkShift(
  input: SampleArray,
  numChannels: number,
  shift: ChannelShift,
  out: SampleArray,
): number {
  const frames = framesOf(input, numChannels, "the input");
  expectLength(shift.shifts.length, numChannels, "the shifts");
  for (let c = 0; c < numChannels; c++) {
    if (!Number.isFinite(shift.shifts[c])) {
      refuse(`the shift of channel ${String(c)} is ${String(shift.shifts[c])}`, { channel: c });
    }
  }
  if (shift.taper.length > frames) {
    refuse(
      `a taper of ${String(shift.taper.length)} frames does not fit ${String(frames)} frames`,
      { taper: shift.taper.length, frames },
    );
  }
  checkRange(shift, frames);
  const wanted = shift.lastFrame - shift.firstFrame;
  expectLength(out.length, wanted * numChannels, "the output");
  return frames;
}

/** @returns the number of rows */
export function checkColumns(input: Float32Array, numColumns: number, out: Float64Array): number {
  const rows = framesOf(input, numColumns, "the input");
  expectLength(out.length, numColumns, "the output");
  return rows;
}

export function checkMatmul(
  a: Float32Array,
  b: Float32Array,
  size: { readonly m: number; readonly k: number; readonly n: number },
  out: Float32Array,
): void {
  expectLength(a.length, size.m * size.k, "the left matrix");
  expectLength(b.length, size.k * size.n, "the right matrix");
  expectLength(out.length, size.m * size.n, "the product");
}

/** @returns frames of the output and terms */
export function checkCorrelate(
  input: Float32Array,
  numColumns: number,
  taps: Float32Array,
  numTaps: number,
  out: Float32Array,
): { readonly frames: number; readonly terms: number } {
  const frames = framesOf(out, numColumns, "the output");
  const terms = Math.floor(taps.length / (numColumns * numTaps));
  expectLength(taps.length, terms * numColumns * numTaps, "the taps");
  expectLength(input.length, (frames + numTaps - 1) * numColumns * terms, "the input");
  return { frames, terms };
}

/** @returns frames and columns */
export function checkSparseMatmul(
  input: Float32Array,
  numChannels: number,
  matrix: Rows & { readonly weights: Float32Array },
  out: Float32Array,
): { readonly frames: number; readonly columns: number } {
  const frames = framesOf(input, numChannels, "the input");
  const columns = matrix.starts.length - 1;
  checkRows(matrix, columns, numChannels, "the sparse matrix");
  expectLength(matrix.weights.length, matrix.indices.length, "the weights");
  expectLength(out.length, frames * columns, "the product");
  return { frames, columns };
}

/** @returns the number of frames */
export function checkPeakScan(
  traces: Float32Array,
  scan: PeakScan,
  frames: Int32Array,
  channels: Int32Array,
): number {
  const numFrames = framesOf(traces, scan.numChannels, "the traces");
  expectLength(scan.thresholds.length, scan.numChannels, "the thresholds");
  if (!Number.isInteger(scan.sweep) || scan.sweep < 0) {
    refuse(`the sweep must be a whole number of samples, not ${String(scan.sweep)}`);
  }
  checkRange(scan, numFrames);
  expectLength(channels.length, frames.length, "the channels of the peaks");
  if (scan.neighbours) {
    checkRows(scan.neighbours, scan.numChannels, scan.numChannels, "the neighbours");
  }
  return numFrames;
}

/** @returns the number of frames */
export function checkMinMax(
  input: Float32Array,
  numChannels: number,
  numBins: number,
  out: Float32Array,
): number {
  const frames = framesOf(input, numChannels, "the input");
  if (!Number.isInteger(numBins) || numBins < 1 || frames < 1) {
    refuse(`${String(frames)} frames cannot be drawn in ${String(numBins)} bins`);
  }
  expectLength(out.length, numBins * numChannels * 2, "the output");
  return frames;
}
