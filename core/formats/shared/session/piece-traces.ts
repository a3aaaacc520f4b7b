import { bytesPerSample, type SampleArray, type SampleDType } from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";
import { windowChannels } from "./block-traces.ts";
import { copySamples } from "./copy-samples.ts";
import type { OpenFiles } from "./open-files.ts";
import type { StreamTraces } from "./session.ts";

/** Samples of one channel in one segment, in pieces that lie anywhere in a file, ordered by sample. */
export interface ChannelPieces {
  /** byte of each piece */
  readonly offsets: Float64Array;
  /** first sample of each piece; what lies between pieces reads as 0 */
  readonly starts: Float64Array;
  /** samples of each piece, or one number for all */
  readonly counts: Float64Array | number;
  /** one file per piece, or one for all */
  readonly path: string | readonly string[];
}

/** Pieces closer than this are read together. */
const GAP_BYTES = 32 * 1024;
const BATCH_BYTES = 4 * 1024 * 1024;

interface WantedPiece {
  readonly path: string;
  readonly offset: number;
  readonly count: number;
  readonly to: number;
}

/** Traces whose channels lie in pieces; `segments[s][c]`. */
export class PieceTraces implements StreamTraces {
  readonly #files: OpenFiles;
  readonly #dtype: SampleDType;
  readonly #segments: readonly (readonly ChannelPieces[])[];

  constructor(
    files: OpenFiles,
    dtype: SampleDType,
    segments: readonly (readonly ChannelPieces[])[],
  ) {
    this.#files = files;
    this.#dtype = dtype;
    this.#segments = segments;
  }

  async read(range: TraceRange, out: SampleArray): Promise<void> {
    const all = this.#segments[range.segmentIndex];
    const channels = windowChannels(range.channelIndices, all.length);
    const wanted: WantedPiece[] = [];
    for (let c = 0; c < channels.length; c++) {
      this.#collect(all[channels[c]], range, { column: c, width: channels.length }, wanted);
    }
    out.fill(0);
    wanted.sort((a, b) => (a.path === b.path ? a.offset - b.offset : a.path < b.path ? -1 : 1));
    for (let from = 0; from < wanted.length;) {
      const to = this.#batchEnd(wanted, from);
      await this.#readBatch(wanted.slice(from, to), channels.length, out);
      from = to;
    }
  }

  #collect(
    { offsets, starts, counts, path }: ChannelPieces,
    { startFrame, endFrame }: TraceRange,
    { column, width }: { readonly column: number; readonly width: number },
    wanted: WantedPiece[],
  ): void {
    const itemBytes = bytesPerSample(this.#dtype);
    for (let p = lastAtOrBefore(starts, startFrame); p < starts.length; p++) {
      if (starts[p] >= endFrame) break;
      const from = Math.max(startFrame, starts[p]);
      const count = typeof counts === "number" ? counts : counts[p];
      const to = Math.min(endFrame, starts[p] + count);
      if (to <= from) continue;
      wanted.push({
        path: typeof path === "string" ? path : path[p],
        offset: offsets[p] + (from - starts[p]) * itemBytes,
        count: to - from,
        to: (from - startFrame) * width + column,
      });
    }
  }

  #batchEnd(wanted: readonly WantedPiece[], from: number): number {
    const itemBytes = bytesPerSample(this.#dtype);
    const { path, offset } = wanted[from];
    let end = offset + wanted[from].count * itemBytes;
    let to = from + 1;
    for (; to < wanted.length; to++) {
      const next = wanted[to];
      if (next.path !== path || next.offset > end + GAP_BYTES) break;
      if (next.offset + next.count * itemBytes - offset > BATCH_BYTES) break;
      end = Math.max(end, next.offset + next.count * itemBytes);
    }
    return to;
  }

  async #readBatch(
    pieces: readonly WantedPiece[],
    outStride: number,
    out: SampleArray,
  ): Promise<void> {
    const strideBytes = bytesPerSample(this.#dtype);
    const [first] = pieces;
    const end = pieces.reduce((most, p) => Math.max(most, p.offset + p.count * strideBytes), 0);
    const bytes = new Uint8Array(end - first.offset);
    await (await this.#files.open(first.path)).readInto(first.offset, bytes);
    const view = new DataView(bytes.buffer);
    for (const { offset, count, to } of pieces) {
      const copy = { at: offset - first.offset, strideBytes, count, to, outStride };
      copySamples(view, { dtype: this.#dtype, bigEndian: false }, copy, out);
    }
  }
}

/** The last position whose value is at most `value`; 0 when there is none. */
function lastAtOrBefore(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
