import { EphysError } from "#core/model/index.ts";

/*
 * BloscLZ, Blosc's own member of the FastLZ family (level 1 stream of c-blosc 1.x: 13-bit distances, with an escape to
 * 16 more bits). Read only; every length is checked against both buffers.
 */

const NEAR = 8191;

/**
 * Decompresses one stream into all of `out`.
 * @throws CorruptFile when the stream does not give exactly as many bytes
 */
export function unpackBloscLz(packed: Uint8Array, out: Uint8Array, source: string): void {
  let at = 0;
  let to = 0;
  // the first control byte always stands for literals; its upper bits are the format's level
  let control = packed.length > 0 ? packed[at++] & 31 : 0;
  for (let more = packed.length > 0; more;) {
    if (control < 32) {
      const literals = control + 1;
      if (at + literals > packed.length || to + literals > out.length) throw damaged(source);
      out.set(packed.subarray(at, at + literals), to);
      at += literals;
      to += literals;
    } else {
      let length = (control >> 5) - 1;
      let distance = (control & 31) << 8;
      if (length === 6) {
        for (let byte = 255; byte === 255;) {
          if (at >= packed.length) throw damaged(source);
          length += byte = packed[at++];
        }
      }
      if (at >= packed.length) throw damaged(source);
      const low = packed[at++];
      length += 3;
      distance += low;
      if (low === 255 && distance === NEAR) {
        if (at + 2 > packed.length) throw damaged(source);
        distance = NEAR + (packed[at] << 8) + packed[at + 1];
        at += 2;
      }
      distance += 1;
      if (distance > to || to + length > out.length) throw damaged(source);
      if (distance >= length) out.copyWithin(to, to - distance, to - distance + length);
      else for (let i = 0; i < length; i++) out[to + i] = out[to + i - distance];
      to += length;
    }
    more = at < packed.length;
    if (more) control = packed[at++];
  }
  if (to !== out.length) throw damaged(source);
}

function damaged(source: string): EphysError {
  return new EphysError("CorruptFile", `${source} holds a damaged BloscLZ stream`, {
    path: source,
  });
}
