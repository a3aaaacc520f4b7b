import { gunzipSync, unzlibSync } from "fflate";
import { crc32 } from "#core/array/index.ts";
import type { DecoderPort } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";

/**
 * Decompresses a zlib stream (RFC 1950) into exactly `sizeBytes` bytes: beside this thread where the host can.
 * @throws CorruptFile
 */
export async function unpackZlib(
  packed: Uint8Array,
  sizeBytes: number,
  source: string,
  decoders?: DecoderPort,
): Promise<Uint8Array> {
  if (decoders) {
    const bytes = await decoders.inflate(packed, sizeBytes).catch((error: unknown) => {
      throw damaged("zlib", source, error);
    });
    checkSize(bytes, sizeBytes, source);
    return bytes;
  }
  // two bytes of header and four of check sum: the library takes less for an empty stream
  if (packed.length < 6) {
    throw new EphysError("CorruptFile", `${source} is not a whole zlib stream`, { path: source });
  }
  const out = attempt("zlib", source, () => unzlibSync(packed, { out: new Uint8Array(sizeBytes) }));
  checkSize(out, sizeBytes, source);
  if (adler32(out) !== lastUint32(packed, false)) throw wrongSum(source);
  return out;
}

/** Decompresses a gzip file (RFC 1952) of one member into exactly `sizeBytes` bytes. @throws CorruptFile */
export function unpackGzip(packed: Uint8Array, sizeBytes: number, source: string): Uint8Array {
  const announced = packed.length < 18 ? -1 : lastUint32(packed, true);
  if (announced !== sizeBytes % 2 ** 32) {
    throw new EphysError("CorruptFile", `${source} is not a whole gzip stream`, { path: source });
  }
  const out = attempt("gzip", source, () => gunzipSync(packed, { out: new Uint8Array(sizeBytes) }));
  checkSize(out, sizeBytes, source);
  const view = new DataView(packed.buffer, packed.byteOffset + packed.length - 8, 4);
  if (crc32(out) !== view.getUint32(0, true)) throw wrongSum(source);
  return out;
}

function attempt(name: string, source: string, work: () => Uint8Array): Uint8Array {
  try {
    return work();
  } catch (error) {
    throw damaged(name, source, error);
  }
}

function damaged(name: string, source: string, error: unknown): EphysError {
  const why = error instanceof Error ? error.message : "unreadable";
  return new EphysError(
    "CorruptFile",
    `${source} holds a damaged ${name} stream (${why})`,
    { path: source },
    error,
  );
}

function checkSize(out: Uint8Array, sizeBytes: number, source: string): void {
  if (out.length === sizeBytes) return;
  throw new EphysError(
    "CorruptFile",
    `${source} decompresses to ${String(out.length)} bytes where ${String(sizeBytes)} are needed`,
    { path: source },
  );
}

function wrongSum(source: string): EphysError {
  return new EphysError("CorruptFile", `${source} is damaged: its check sum does not fit`, {
    path: source,
  });
}

function lastUint32(bytes: Uint8Array, littleEndian: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4);
  return view.getUint32(0, littleEndian);
}

/** The check sum of zlib streams, which the library does not compare. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < bytes.length;) {
    // 5552 additions stay below 2^32
    const end = Math.min(bytes.length, at + 5552);
    for (; at < end; at++) {
      a += bytes[at];
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return b * 65536 + a;
}
