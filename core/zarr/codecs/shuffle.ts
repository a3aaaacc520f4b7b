import type { DecoderPort } from "#core/io/index.ts";

/*
 * Blosc's two shuffles. Bytes: byte k of every element lies together. Bits: bit k of every element lies together
 * (bitshuffle by Masui et al. 2015), eight elements to a byte.
 */

/** Undoes a shuffle of bits or bytes into `out`, which is as long as the input: by the host where it can. */
export function unshuffle(
  input: Uint8Array,
  itemBytes: number,
  bits: boolean,
  out: Uint8Array,
  decoders: DecoderPort | undefined,
): void {
  if (decoders?.unshuffle(input, itemBytes, bits, out)) return;
  if (bits) unshuffleBits(input, itemBytes, out);
  else unshuffleBytes(input, itemBytes, out);
}

/** Byte shuffle; bytes behind the last whole element are copied. */
export function shuffleBytes(input: Uint8Array, itemBytes: number, out: Uint8Array): void {
  const count = Math.floor(input.length / itemBytes);
  for (let byte = 0; byte < itemBytes; byte++) {
    const row = byte * count;
    for (let i = 0, from = byte; i < count; i++, from += itemBytes) out[row + i] = input[from];
  }
  out.set(input.subarray(count * itemBytes), count * itemBytes);
}

/** The inverse of `shuffleBytes`. */
export function unshuffleBytes(input: Uint8Array, itemBytes: number, out: Uint8Array): void {
  const count = Math.floor(input.length / itemBytes);
  for (let byte = 0; byte < itemBytes; byte++) {
    const row = byte * count;
    for (let i = 0, to = byte; i < count; i++, to += itemBytes) out[to] = input[row + i];
  }
  out.set(input.subarray(count * itemBytes), count * itemBytes);
}

/** Bit shuffle; a number of elements that is no multiple of eight is copied as it is (Blosc 1.x). */
export function shuffleBits(input: Uint8Array, itemBytes: number, out: Uint8Array): void {
  const count = Math.floor(input.length / itemBytes);
  const done = count % 8 === 0 ? count * itemBytes : 0;
  const rowBytes = count / 8;
  for (let element = 0; element * itemBytes < done; element += 8) {
    for (let byte = 0; byte < itemBytes; byte++) {
      let at = element * itemBytes + byte;
      let low = input[at];
      low |= input[(at += itemBytes)] << 8;
      low |= input[(at += itemBytes)] << 16;
      low |= input[(at += itemBytes)] << 24;
      let high = input[(at += itemBytes)];
      high |= input[(at += itemBytes)] << 8;
      high |= input[(at += itemBytes)] << 16;
      high |= input[at + itemBytes] << 24;
      // transpose of an 8 × 8 bit matrix (Warren, Hacker's Delight, 7-3)
      let swap = (low ^ (low >>> 7)) & 0x00aa00aa;
      low ^= swap ^ (swap << 7);
      swap = (high ^ (high >>> 7)) & 0x00aa00aa;
      high ^= swap ^ (swap << 7);
      swap = (low ^ (low >>> 14)) & 0x0000cccc;
      low ^= swap ^ (swap << 14);
      swap = (high ^ (high >>> 14)) & 0x0000cccc;
      high ^= swap ^ (swap << 14);
      swap = ((low >>> 4) ^ high) & 0x0f0f0f0f;
      high ^= swap;
      low ^= swap << 4;
      let to = byte * 8 * rowBytes + element / 8;
      out[to] = low;
      out[(to += rowBytes)] = low >>> 8;
      out[(to += rowBytes)] = low >>> 16;
      out[(to += rowBytes)] = low >>> 24;
      out[(to += rowBytes)] = high;
      out[(to += rowBytes)] = high >>> 8;
      out[(to += rowBytes)] = high >>> 16;
      out[to + rowBytes] = high >>> 24;
    }
  }
  out.set(input.subarray(done), done);
}

/** The inverse of `shuffleBits`. */
export function unshuffleBits(input: Uint8Array, itemBytes: number, out: Uint8Array): void {
  const count = Math.floor(input.length / itemBytes);
  const done = count % 8 === 0 ? count * itemBytes : 0;
  const rowBytes = count / 8;
  for (let element = 0; element * itemBytes < done; element += 8) {
    for (let byte = 0; byte < itemBytes; byte++) {
      let at = byte * 8 * rowBytes + element / 8;
      let low = input[at];
      low |= input[(at += rowBytes)] << 8;
      low |= input[(at += rowBytes)] << 16;
      low |= input[(at += rowBytes)] << 24;
      let high = input[(at += rowBytes)];
      high |= input[(at += rowBytes)] << 8;
      high |= input[(at += rowBytes)] << 16;
      high |= input[at + rowBytes] << 24;
      let swap = (low ^ (low >>> 7)) & 0x00aa00aa;
      low ^= swap ^ (swap << 7);
      swap = (high ^ (high >>> 7)) & 0x00aa00aa;
      high ^= swap ^ (swap << 7);
      swap = (low ^ (low >>> 14)) & 0x0000cccc;
      low ^= swap ^ (swap << 14);
      swap = (high ^ (high >>> 14)) & 0x0000cccc;
      high ^= swap ^ (swap << 14);
      swap = ((low >>> 4) ^ high) & 0x0f0f0f0f;
      high ^= swap;
      low ^= swap << 4;
      let to = element * itemBytes + byte;
      out[to] = low;
      out[(to += itemBytes)] = low >>> 8;
      out[(to += itemBytes)] = low >>> 16;
      out[(to += itemBytes)] = low >>> 24;
      out[(to += itemBytes)] = high;
      out[(to += itemBytes)] = high >>> 8;
      out[(to += itemBytes)] = high >>> 16;
      out[to + itemBytes] = high >>> 24;
    }
  }
  out.set(input.subarray(done), done);
}
