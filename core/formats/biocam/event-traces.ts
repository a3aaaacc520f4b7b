import type { Hdf5File } from "#core/io/index.ts";
import { EphysError, type SampleArray } from "#core/model/index.ts";
import type { TraceRange } from "#core/recording/index.ts";
import { readNumbers } from "../shared/hdf5/index.ts";
import { windowChannels, type StreamTraces } from "../shared/session/index.ts";

/*
 * Event-based compression of 3Brain's .brw version 4: bytes in pieces of time, each a row of channels with the ranges of
 * frames that were kept. All numbers are little-endian: channel (int32), bytes of the channel (int32), then per range its
 * first frame and the one after its last (int64) and the samples (uint16).
 */

/** What stands for samples that were not kept: the middle of the 12 bits, about 0 µV. */
const GAP = 2048;

/** Where the pieces lie. */
export interface EventPieces {
  readonly file: Hdf5File;
  /** path of the bytes */
  readonly dataset: string;
  readonly numChannels: number;
  /** [piece] frames */
  readonly firstFrames: Float64Array;
  readonly endFrames: Float64Array;
  /** [piece + 1] bytes */
  readonly positions: Float64Array;
}

/** The table of contents of a well. @throws CorruptFile */
export async function readEventPieces(
  file: Hdf5File,
  well: string,
  numChannels: number,
): Promise<EventPieces> {
  const dataset = `/${well}/EventsBasedSparseRaw`;
  const { shape, dtype } = await file.dataset(dataset);
  const toc = await readNumbers(file, "/TOC");
  const starts = await readNumbers(file, `${dataset}TOC`);
  const numPieces = starts.length;
  const [total] = shape;
  if (shape.length !== 1 || (dtype !== "uint8" && dtype !== "int8")) {
    throw corrupt(file, `${dataset} is no row of bytes`);
  }
  if (numPieces === 0 || toc.length !== 2 * numPieces) {
    throw corrupt(file, `${dataset}TOC has ${String(numPieces)} pieces, /TOC ${String(toc.length / 2)}`); // prettier-ignore
  }
  const positions = Float64Array.of(...starts, total);
  const firstFrames = toc.filter((_, i) => i % 2 === 0);
  const endFrames = toc.filter((_, i) => i % 2 === 1);
  for (let piece = 0; piece < numPieces; piece++) {
    if (!(positions[piece] >= 0 && positions[piece] <= positions[piece + 1])) {
      throw corrupt(file, `piece ${String(piece)} of ${dataset} ends before it begins`);
    }
    if (!(firstFrames[piece] >= 0 && firstFrames[piece] <= endFrames[piece])) {
      throw corrupt(file, `piece ${String(piece)} of /TOC ends before it begins`);
    }
  }
  return { file, dataset, numChannels, firstFrames, endFrames, positions };
}

/** Windows of such bytes; what was not kept is `GAP`. */
export class EventTraces implements StreamTraces {
  readonly #pieces: EventPieces;

  constructor(pieces: EventPieces) {
    this.#pieces = pieces;
  }

  async read(range: TraceRange, out: SampleArray): Promise<void> {
    const { firstFrames, endFrames, positions, numChannels } = this.#pieces;
    const { startFrame, endFrame, channelIndices } = range;
    const channels = windowChannels(channelIndices, numChannels);
    const columns = new Map(Array.from(channels, (channel, column) => [channel, column]));
    out.fill(GAP);
    for (let piece = 0; piece < firstFrames.length; piece++) {
      if (endFrames[piece] <= startFrame || firstFrames[piece] >= endFrame) continue;
      const bytes = await this.#bytes(positions[piece], positions[piece + 1]);
      this.#decode(bytes, { startFrame, endFrame }, columns, out);
    }
  }

  async #bytes(first: number, end: number): Promise<DataView> {
    const { file, dataset } = this.#pieces;
    const value = await file.read(dataset, [[first, end]]);
    if (value.kind !== "array" || !ArrayBuffer.isView(value.array.data)) {
      throw corrupt(file, `${dataset} holds no bytes`);
    }
    const { buffer, byteOffset, byteLength } = value.array.data;
    return new DataView(buffer, byteOffset, byteLength);
  }

  #decode(
    bytes: DataView,
    { startFrame, endFrame }: Pick<TraceRange, "startFrame" | "endFrame">,
    columns: ReadonlyMap<number, number>,
    out: SampleArray,
  ): void {
    const { file, dataset } = this.#pieces;
    const width = columns.size;
    const need = (at: number, count: number, end: number): void => {
      if (count < 0 || at + count > end) throw corrupt(file, `a piece of ${dataset} is cut off`);
    };
    let at = 0;
    while (at < bytes.byteLength) {
      need(at, 8, bytes.byteLength);
      const column = columns.get(bytes.getInt32(at, true));
      const length = bytes.getInt32(at + 4, true);
      at += 8;
      need(at, length, bytes.byteLength);
      const channelEnd = at + length;
      while (at < channelEnd) {
        need(at, 16, channelEnd);
        const first = Number(bytes.getBigInt64(at, true));
        const end = Number(bytes.getBigInt64(at + 8, true));
        at += 16;
        need(at, 2 * (end - first), channelEnd);
        if (column !== undefined) {
          for (let f = Math.max(first, startFrame); f < Math.min(end, endFrame); f++) {
            out[(f - startFrame) * width + column] = bytes.getUint16(at + 2 * (f - first), true);
          }
        }
        at += 2 * (end - first);
      }
    }
  }
}

function corrupt(file: Hdf5File, what: string): EphysError {
  return new EphysError("CorruptFile", `${file.path}: ${what}`, { path: file.path });
}
