/* Checksums of HDF5's structures (Jenkins's lookup3, as the format specification names it), for files changed by hand. */

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** lookup3 over bytes, little-endian, starting from 0. */
function lookup3(bytes: Uint8Array): number {
  let a = (0xdeadbeef + bytes.length) | 0;
  let b = a;
  let c = a;
  const word = (at: number): number => {
    let value = 0;
    for (let i = 0; i < 4; i++) value |= (at + i < bytes.length ? bytes[at + i] : 0) << (8 * i);
    return value;
  };
  let at = 0;
  for (; bytes.length - at > 12; at += 12) {
    a = (a + word(at)) | 0;
    b = (b + word(at + 4)) | 0;
    c = (c + word(at + 8)) | 0;
    a = ((a - c) ^ rotate(c, 4)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rotate(a, 6)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rotate(b, 8)) | 0;
    b = (b + a) | 0;
    a = ((a - c) ^ rotate(c, 16)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rotate(a, 19)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rotate(b, 4)) | 0;
    b = (b + a) | 0;
  }
  if (at === bytes.length) return c >>> 0;
  a = (a + word(at)) | 0;
  b = (b + word(at + 4)) | 0;
  c = (c + word(at + 8)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return c >>> 0;
}

/** The offset of a checksum and that of what it covers: the superblock (version 2) and object headers (version 2). */
function checksums(bytes: Buffer): [number, number][] {
  const found: [number, number][] = [[0, 44]];
  for (let at = bytes.indexOf("OHDR"); at >= 0; at = bytes.indexOf("OHDR", at + 4)) {
    const flags = bytes[at + 5];
    const sizeAt = at + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
    const sizeBytes = 1 << (flags & 3);
    found.push([at, sizeAt + sizeBytes + bytes.readUIntLE(sizeAt, Math.min(6, sizeBytes))]);
  }
  return found;
}

/** Which checksums do not fit: none in a file as the library wrote it. */
export function wrongChecksums(bytes: Buffer): number[] {
  return checksums(bytes)
    .filter(([from, at]) => bytes.readUInt32LE(at) !== lookup3(bytes.subarray(from, at)))
    .map(([from]) => from);
}

export function mendChecksums(bytes: Buffer): void {
  for (const [from, at] of checksums(bytes)) {
    bytes.writeUInt32LE(lookup3(bytes.subarray(from, at)), at);
  }
}
