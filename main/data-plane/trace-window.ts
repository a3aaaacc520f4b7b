import { encodeFrame } from "#contract/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import { EphysError, type ExtractorDict } from "#core/model/index.ts";
import { differenceReader, sampleReader, type SampleReader } from "./samples.ts";

/** What a trace panel asks for. */
export interface TraceWindowArgs {
  readonly recording: ExtractorDict;
  readonly segment: number;
  /** frames; what lies outside the segment is cut off */
  readonly start: number;
  readonly stop: number;
  /** pixels across */
  readonly bins: number;
  /** undefined = all */
  readonly channels: Int32Array | undefined;
  /** samples × channels that may be computed for one window */
  readonly budget: number;
  /** What the window is called in `meta.source`. */
  readonly source: "raw" | "preprocessed" | "difference";
  /** what is taken from `recording` for a difference */
  readonly minus?: ExtractorDict;
  /** the preprocessed samples are no voltages */
  readonly isArbitrary: boolean;
}

/** Frames read in one piece, times channels. */
const PIECE_SAMPLES = 4_000_000;

/**
 * Samples of a window, or the smallest and largest of each bin. A window of more than `budget` samples is not read
 * whole: each bin shows the extremes of its first frames only, as many as the budget allows; `meta.complete` is false
 * and `meta.framesPerBin` says how many of `meta.binFrames` were looked at.
 */
export async function traceWindow(
  args: TraceWindowArgs,
  ctx: TaskContext,
): Promise<Uint8Array<ArrayBuffer>> {
  const recording = await ctx.openRecording(args.recording);
  const total = recording.numSamples[args.segment];
  if (total === undefined) {
    throw new EphysError(
      "SegmentNotFound",
      `segment ${String(args.segment)} does not exist; there are ${String(recording.numSamples.length)}`,
      { segment: args.segment },
    );
  }
  const first = Math.min(total, Math.max(0, Math.floor(args.start)));
  const last = Math.max(first, Math.min(total, Math.ceil(args.stop)));
  const reader =
    args.minus === undefined
      ? sampleReader(recording, args, ctx.kernels)
      : differenceReader(recording, await ctx.openRecording(args.minus), args, ctx.kernels);
  const common = {
    firstFrame: first,
    numFrames: last - first,
    scaled: reader.scaled,
    source: args.source,
    unit: reader.scaled ? "µV" : "a.u.",
  };
  if (last - first <= 2 * args.bins) {
    const data = await reader.read(first, last);
    const shape = [last - first, reader.numChannels];
    const meta = { kind: "samples", complete: true, ...common };
    return encodeFrame([{ name: "samples", shape, unit: common.unit, data }], meta);
  }
  const { data, framesPerBin } = await binnedWindow(reader, first, last, args);
  const binFrames = (last - first) / args.bins;
  const meta = {
    kind: "minmax",
    complete: framesPerBin >= Math.ceil(binFrames),
    framesPerBin: Math.min(framesPerBin, Math.ceil(binFrames)),
    binFrames,
    ...common,
  };
  const shape = [args.bins, reader.numChannels, 2];
  return encodeFrame([{ name: "minmax", shape, unit: common.unit, data }], meta);
}

async function binnedWindow(
  reader: SampleReader,
  first: number,
  last: number,
  { bins, budget }: TraceWindowArgs,
): Promise<{ readonly data: Float32Array; readonly framesPerBin: number }> {
  const numFrames = last - first;
  const width = reader.numChannels * 2;
  const out = new Float32Array(bins * width);
  const isWhole = numFrames * reader.costPerFrame <= budget;
  const framesPerBin = isWhole
    ? Math.ceil(numFrames / bins)
    : Math.max(1, Math.floor(budget / (bins * reader.costPerFrame)));
  const startOf = (bin: number): number => first + Math.floor((bin * numFrames) / bins);
  const binsPerPiece = isWhole
    ? Math.max(1, Math.floor((PIECE_SAMPLES * bins) / (numFrames * reader.costPerFrame)))
    : 1;
  for (let bin = 0; bin < bins; bin += binsPerPiece) {
    const endBin = Math.min(bins, bin + binsPerPiece);
    const pieceStart = startOf(bin);
    const pieceEnd = isWhole
      ? startOf(endBin)
      : Math.min(startOf(endBin), pieceStart + framesPerBin);
    const samples = await reader.read(pieceStart, pieceEnd);
    for (let b = bin; b < endBin; b++) {
      const from = (startOf(b) - pieceStart) * reader.numChannels;
      const to = (Math.min(pieceEnd, startOf(b + 1)) - pieceStart) * reader.numChannels;
      const target = out.subarray(b * width, (b + 1) * width);
      reader.kernels.minMax(samples.subarray(from, to), reader.numChannels, 1, target);
    }
  }
  return { data: out, framesPerBin };
}
