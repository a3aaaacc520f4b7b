/*
 * The text in one Blosc chunk of bytes compressed with LZ4 (Blosc 1 format, type size 1: no shuffle), as a zarr analyzer
 * stores its recording's dictionary. Other compressors are refused by name.
 */
import { textFromUtf8 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

const HEADER_BYTES = 16;
const COMPRESSORS = ["blosclz", "lz4", "snappy", "zlib", "zstd"];

/** Decompresses a chunk. @throws Unsupported, CorruptFile naming `source` */
export function textFromBlosc(chunk: Uint8Array, source: string): string {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk.length < HEADER_BYTES) throw broken(source);
  const flags = view.getUint8(2);
  const numBytes = view.getUint32(4, true);
  const blockBytes = view.getUint32(8, true);
  if ((flags & 2) !== 0) {
    return textFromUtf8(chunk.subarray(HEADER_BYTES, HEADER_BYTES + numBytes)); // stored as it is
  }
  const compressor = flags >> 5;
  if (compressor !== 1 || view.getUint8(3) !== 1) {
    throw new EphysError(
      "Unsupported",
      `${source} is compressed with ${COMPRESSORS[compressor] ?? "an unknown method"}, which cannot be read here`,
      { path: source },
    );
  }
  const out = new Uint8Array(numBytes);
  for (let block = 0; block * blockBytes < numBytes; block++) {
    const at = view.getUint32(HEADER_BYTES + 4 * block, true);
    const size = view.getUint32(at, true);
    const from = block * blockBytes;
    const target = out.subarray(from, Math.min(numBytes, from + blockBytes));
    const packed = chunk.subarray(at + 4, at + 4 + size);
    if (size === target.length) target.set(packed);
    else if (unpackLz4(packed, target) !== target.length) throw broken(source);
  }
  return textFromUtf8(out);
}

/** Decompresses one LZ4 block; returns how many bytes it gave. */
export function unpackLz4(packed: Uint8Array, out: Uint8Array): number {
  let at = 0;
  let to = 0;
  const more = (length: number): number => {
    let total = length;
    for (let byte = 255; length === 15 && byte === 255;) {
      byte = packed[at++];
      total += byte;
    }
    return total;
  };
  while (at < packed.length) {
    const token = packed[at++];
    const literals = more(token >> 4);
    if (at + literals > packed.length || to + literals > out.length) return -1;
    out.set(packed.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at >= packed.length) break;
    const distance = packed[at] | (packed[at + 1] << 8);
    at += 2;
    const length = more(token & 15) + 4;
    if (distance === 0 || distance > to || to + length > out.length) return -1;
    // may overlap itself: one byte after the other
    for (let i = 0; i < length; i++, to++) out[to] = out[to - distance];
  }
  return to;
}

function broken(source: string): EphysError {
  return new EphysError("CorruptFile", `${source} is no whole Blosc chunk`, { path: source });
}
