import { EphysError } from "#core/model/index.ts";

/*
 * LZ4's block format (lz4 Block format description): tokens of literals and back references. Read only; every length is
 * checked against both buffers.
 */

/**
 * Decompresses one block into all of `out`.
 * @throws CorruptFile when the block does not give exactly as many bytes
 */
export function unpackLz4(packed: Uint8Array, out: Uint8Array, source: string): void {
  let at = 0;
  let to = 0;
  while (at < packed.length) {
    const token = packed[at++];
    let literals = token >> 4;
    if (literals === 15) {
      for (let byte = 255; byte === 255 && at < packed.length;) literals += byte = packed[at++];
    }
    if (at + literals > packed.length || to + literals > out.length) throw damaged(source);
    out.set(packed.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at >= packed.length) break;
    if (at + 2 > packed.length) throw damaged(source);
    const distance = packed[at] | (packed[at + 1] << 8);
    at += 2;
    let length = token & 15;
    if (length === 15) {
      for (let byte = 255; byte === 255 && at < packed.length;) length += byte = packed[at++];
    }
    length += 4;
    if (distance === 0 || distance > to || to + length > out.length) throw damaged(source);
    if (distance >= length) out.copyWithin(to, to - distance, to - distance + length);
    // overlaps itself: one byte after the other
    else for (let i = 0; i < length; i++) out[to + i] = out[to + i - distance];
    to += length;
  }
  if (to !== out.length) throw damaged(source);
}

function damaged(source: string): EphysError {
  return new EphysError("CorruptFile", `${source} holds a damaged LZ4 block`, { path: source });
}
