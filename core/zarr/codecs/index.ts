import type { DecoderPort } from "#core/io/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { packBlosc, unpackBlosc } from "./blosc.ts";
import { unpackBzip2 } from "./bzip2.ts";
import { decodeDelta, encodeDelta } from "./delta.ts";
import { unpackGzip, unpackZlib } from "./deflate.ts";
import { unpackLz4 } from "./lz4.ts";
import { unshuffleBytes } from "./shuffle.ts";
import { unpackZstd } from "./zstd.ts";

/** How a chunk became bytes: numcodecs' configurations, filters in the order in which they were applied. */
export interface ChunkCodecs {
  readonly compressor: JsonObject | null;
  readonly filters: readonly JsonObject[];
}

/** The reference's default compressor for traces, spikes and extension arrays. */
export const DEFAULT_COMPRESSOR = {
  id: "blosc",
  cname: "zstd",
  clevel: 5,
  shuffle: 2,
  blocksize: 0,
} as const satisfies JsonObject;

/**
 * The bytes of a chunk as they lie in memory.
 * @param sizeBytes of the whole chunk
 * @throws CorruptFile, TruncatedFile, Unsupported naming the codec
 */
export async function decodeChunk(
  stored: Uint8Array,
  codecs: ChunkCodecs,
  sizeBytes: number,
  source: string,
  decoders?: DecoderPort,
): Promise<Uint8Array> {
  let bytes = await decompress(stored, codecs.compressor, sizeBytes, source, decoders);
  for (const filter of [...codecs.filters].reverse()) bytes = unfilter(bytes, filter, source);
  if (bytes.length === sizeBytes) return bytes;
  throw new EphysError(
    bytes.length < sizeBytes ? "TruncatedFile" : "CorruptFile",
    `${source} holds ${String(bytes.length)} bytes where ${String(sizeBytes)} are needed`,
    { path: source },
  );
}

/** The bytes of a chunk of unknown length before its filters: of object arrays. */
export function decompressAny(
  stored: Uint8Array,
  compressor: JsonObject | null,
  source: string,
): Promise<Uint8Array> {
  if (compressor !== null && compressor["id"] !== "blosc") {
    throw unknownCodec(compressor["id"], source);
  }
  return compressor === null ? Promise.resolve(stored) : unpackBlosc(stored, undefined, source);
}

async function decompress(
  stored: Uint8Array,
  compressor: JsonObject | null,
  sizeBytes: number,
  source: string,
  decoders: DecoderPort | undefined,
): Promise<Uint8Array> {
  if (compressor === null) return stored;
  switch (compressor["id"]) {
    case "blosc":
      return unpackBlosc(stored, sizeBytes, source, decoders);
    case "zstd":
      return unpackZstd(stored, sizeBytes, source, decoders);
    case "lz4":
      return unpackSizedLz4(stored, sizeBytes, source);
    case "zlib":
      return unpackZlib(stored, sizeBytes, source, decoders);
    case "gzip":
      return unpackGzip(stored, sizeBytes, source);
    case "bz2":
      return unpackBzip2(stored, sizeBytes, source);
    default:
      throw unknownCodec(compressor["id"], source);
  }
}

/** numcodecs puts the length before the block. */
function unpackSizedLz4(stored: Uint8Array, sizeBytes: number, source: string): Uint8Array {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const announced = stored.length < 4 ? undefined : view.getUint32(0, true);
  if (announced !== sizeBytes) {
    throw new EphysError(
      "CorruptFile",
      `${source} announces ${String(announced)} of ${String(sizeBytes)} bytes`,
      { path: source },
    );
  }
  const out = new Uint8Array(sizeBytes);
  unpackLz4(stored.subarray(4), out, source);
  return out;
}

function unfilter(bytes: Uint8Array, filter: JsonObject, source: string): Uint8Array {
  const { id, dtype, astype, elementsize } = filter;
  if (id === "delta" && typeof dtype === "string") {
    return decodeDelta(bytes, dtype, typeof astype === "string" ? astype : dtype, source);
  }
  if (id === "shuffle" && typeof elementsize === "number" && elementsize >= 1) {
    const out = new Uint8Array(bytes.length);
    unshuffleBytes(bytes, elementsize, out);
    return out;
  }
  throw unknownCodec(id, source);
}

/** The stored form of a chunk: Blosc or nothing, behind delta filters. */
export async function encodeChunk(
  bytes: Uint8Array,
  codecs: ChunkCodecs,
  itemBytes: number,
  source: string,
): Promise<Uint8Array> {
  let out = bytes;
  for (const { id, dtype } of codecs.filters) {
    if (id !== "delta" || typeof dtype !== "string") throw unknownCodec(id, source);
    out = encodeDelta(out, dtype, source);
  }
  return codecs.compressor === null ? out : packBlosc(out, itemBytes);
}

function unknownCodec(id: JsonValue | undefined, source: string): EphysError {
  return new EphysError(
    "Unsupported",
    `${source} is stored with the codec ${JSON.stringify(id ?? null)}, which is not read; known are blosc, zstd, lz4, zlib, gzip, bz2, delta and shuffle`,
    { path: source },
  );
}
