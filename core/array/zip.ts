import { inflateSync } from "fflate";
import { EphysError } from "#core/model/index.ts";
import { textFromUtf8, utf8FromText } from "./text.ts";

/*
 * Zip archives as NumPy writes and reads them (APPNOTE 6.3, zip64 included). Members are read stored or deflated and
 * checked against their CRC; they are written stored, byte for byte as Python's zipfile with forced zip64 does.
 */

const END = 0x06054b50;
const END64_LOCATOR = 0x07064b50;
const END64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** Member names → contents, in the archive's order. */
export function readZip(bytes: Uint8Array, source = "the archive"): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, offset } = findDirectory(view, source);
  const members = new Map<string, Uint8Array>();
  let at = offset;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) {
      throw new EphysError(
        "CorruptFile",
        `${source}: entry ${String(i)} of its zip directory is damaged`,
      );
    }
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    if (at + 46 + nameBytes + extraBytes > bytes.length) {
      throw new EphysError("TruncatedFile", `${source} ends within its zip directory`);
    }
    const name = textFromUtf8(bytes.subarray(at + 46, at + 46 + nameBytes));
    if (!name.endsWith("/"))
      members.set(name, readMember(bytes, view, at, `${source}, member "${name}"`));
    at += 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
  }
  return members;
}

function findDirectory(view: DataView, source: string): { count: number; offset: number } {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) !== END) continue;
    const count = view.getUint16(at + 10, true);
    const offset = view.getUint32(at + 16, true);
    if (at >= 20 && view.getUint32(at - 20, true) === END64_LOCATOR) {
      const at64 = Number(view.getBigUint64(at - 12, true));
      if (at64 + 56 <= view.byteLength && view.getUint32(at64, true) === END64) {
        return {
          count: Number(view.getBigUint64(at64 + 32, true)),
          offset: Number(view.getBigUint64(at64 + 48, true)),
        };
      }
    }
    return { count, offset };
  }
  const isZip = view.byteLength >= 4 && view.getUint32(0, true) === LOCAL;
  throw isZip
    ? new EphysError("TruncatedFile", `${source} ends before its zip directory`)
    : new EphysError("FormatNotRecognised", `${source} is not a zip archive`);
}

function readMember(bytes: Uint8Array, view: DataView, entry: number, label: string): Uint8Array {
  const method = view.getUint16(entry + 10, true);
  const crc = view.getUint32(entry + 16, true);
  const { storedBytes, sizeBytes, offset } = sizesOfEntry(view, entry);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) {
    throw new EphysError("CorruptFile", `${label} does not begin where the zip directory says`);
  }
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + storedBytes > bytes.length) {
    throw new EphysError("TruncatedFile", `${label} is cut off`);
  }
  const stored = bytes.subarray(start, start + storedBytes);
  const content = method === 0 ? stored : inflate(stored, sizeBytes, method, label);
  if (crc32(content) !== crc) {
    throw new EphysError("CorruptFile", `${label} is damaged: its checksum does not match`);
  }
  return content;
}

function inflate(stored: Uint8Array, sizeBytes: number, method: number, label: string): Uint8Array {
  if (method !== 8) {
    throw new EphysError(
      "Unsupported",
      `${label} uses zip compression ${String(method)}; stored and deflated are read`,
    );
  }
  // deflate packs at most 1032 to 1: a larger promise is a damaged number, not a size to allocate
  if (sizeBytes > stored.length * 1032 + 64) {
    throw new EphysError("CorruptFile", `${label} claims ${String(sizeBytes)} bytes`);
  }
  try {
    return inflateSync(stored, { out: new Uint8Array(sizeBytes) });
  } catch (error) {
    throw new EphysError("CorruptFile", `${label} does not inflate`, {}, error);
  }
}

/** Sizes and place of a directory entry; fields of 0xffffffff stand in the zip64 extra, in this order. */
function sizesOfEntry(
  view: DataView,
  entry: number,
): { storedBytes: number; sizeBytes: number; offset: number } {
  let storedBytes = view.getUint32(entry + 20, true);
  let sizeBytes = view.getUint32(entry + 24, true);
  let offset = view.getUint32(entry + 42, true);
  let at = entry + 46 + view.getUint16(entry + 28, true);
  const end = at + view.getUint16(entry + 30, true);
  while (at + 4 <= end) {
    const tag = view.getUint16(at, true);
    let field = at + 4;
    const take = (): number => {
      if (field + 8 > end) {
        throw new EphysError("CorruptFile", "a zip directory entry lacks its 64-bit sizes");
      }
      field += 8;
      return Number(view.getBigUint64(field - 8, true));
    };
    if (tag === 1) {
      if (sizeBytes === 0xffffffff) sizeBytes = take();
      if (storedBytes === 0xffffffff) storedBytes = take();
      if (offset === 0xffffffff) offset = take();
    }
    at += 4 + view.getUint16(at + 2, true);
  }
  return { storedBytes, sizeBytes, offset };
}

/** An archive of stored members (the bytes of `np.savez`); members under 4 GiB. */
export function writeZip(members: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries = [...members].map(([name, content]) => {
    if (content.length >= 0xffffffff) {
      throw new EphysError(
        "Unsupported",
        `member "${name}" is over 4 GiB; write it as its own file`,
      );
    }
    return { name: utf8FromText(name), content, crc: crc32(content) };
  });
  const localBytes = entries.reduce((sum, e) => sum + 50 + e.name.length + e.content.length, 0);
  const directoryBytes = entries.reduce((sum, e) => sum + 46 + e.name.length, 0);
  const bytes = new Uint8Array(localBytes + directoryBytes + 22);
  const view = new DataView(bytes.buffer);
  let at = 0;
  let directory = localBytes;
  for (const { name, content, crc } of entries) {
    const offset = at;
    const ascii = name.every((byte: number) => byte < 0x80);
    const common = (base: number, extraBytes: number): void => {
      view.setUint16(base, 20, true);
      view.setUint16(base + 2, ascii ? 0 : 0x800, true);
      view.setUint32(base + 6, 0x00210000, true); // 1980-01-01 00:00, as NumPy writes it
      view.setUint32(base + 10, crc, true);
      view.setUint32(base + 14, content.length, true);
      view.setUint32(base + 18, content.length, true);
      view.setUint16(base + 22, name.length, true);
      view.setUint16(base + 24, extraBytes, true);
    };
    view.setUint32(at, LOCAL, true);
    common(at + 4, 20);
    bytes.set(name, at + 30);
    at += 30 + name.length;
    view.setUint32(at, 0x00100001, true);
    view.setUint32(at + 4, content.length, true);
    view.setUint32(at + 12, content.length, true);
    bytes.set(content, at + 20);
    at += 20 + content.length;

    view.setUint32(directory, CENTRAL, true);
    view.setUint16(directory + 4, 0x0314, true); // made by version 2.0 on Unix
    common(directory + 6, 0);
    view.setUint32(directory + 38, 0x01800000, true); // mode 0600
    view.setUint32(directory + 42, offset, true);
    bytes.set(name, directory + 46);
    directory += 46 + name.length;
  }
  view.setUint32(directory, END, true);
  view.setUint16(directory + 8, entries.length, true);
  view.setUint16(directory + 10, entries.length, true);
  view.setUint32(directory + 12, directoryBytes, true);
  view.setUint32(directory + 16, localBytes, true);
  return bytes;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

/**
 * The CRC-32 of zip and gzip.
 * @param before checksum of the bytes that come before these
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let c = ~before;
  for (let i = 0; i < bytes.length; i++) c = CRC_TABLE[(c ^ bytes[i]) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
