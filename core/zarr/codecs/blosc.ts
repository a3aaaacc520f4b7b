import type { DecoderPort } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { unpackBloscLz } from "./blosclz.ts";
import { unpackZlib } from "./deflate.ts";
import { unpackLz4 } from "./lz4.ts";
import { shuffleBits, unshuffle } from "./shuffle.ts";
import { packZstd, unpackZstd } from "./zstd.ts";

/*
 * Blosc 1 chunks (c-blosc's README_CHUNK_FORMAT): a 16-byte header, where each block starts, then blocks of one or
 * several compressed streams. The framing is read here and not by a library, because the one there is does not tell
 * when a stream is damaged.
 */

const HEADER_BYTES = 16;
const BLOCK_BYTES = 256 * 1024;
const MAX_SPLITS = 16;
const MIN_SPLIT_ITEMS = 128;
const COMPRESSORS = ["blosclz", "lz4", "snappy", "zlib", "zstd"] as const;
const FLAG = { byteShuffle: 1, stored: 2, bitShuffle: 4, oneStream: 16 } as const;

interface Frame {
  readonly chunk: Uint8Array;
  readonly view: DataView;
  readonly source: string;
  readonly flags: number;
  readonly itemBytes: number;
  readonly sizeBytes: number;
  readonly blockBytes: number;
}

/**
 * Decompresses a chunk that gives exactly `sizeBytes` bytes (any number when undefined).
 * @throws CorruptFile, TruncatedFile, Unsupported (snappy)
 */
export async function unpackBlosc(
  chunk: Uint8Array,
  sizeBytes: number | undefined,
  source: string,
  decoders?: DecoderPort,
): Promise<Uint8Array> {
  const frame = readHeader(chunk, sizeBytes, source);
  const stored = HEADER_BYTES + frame.sizeBytes;
  if ((frame.flags & FLAG.stored) !== 0) {
    if (chunk.length < stored) throw truncated(source, chunk.length, stored);
    return chunk.slice(HEADER_BYTES, stored);
  }
  const out = new Uint8Array(frame.sizeBytes);
  const blocks: Promise<void>[] = [];
  for (let from = 0; from < out.length; from += frame.blockBytes) {
    const target = out.subarray(from, Math.min(out.length, from + frame.blockBytes));
    blocks.push(unpackBlock(frame, blocks.length, target, decoders));
  }
  await Promise.all(blocks);
  return out;
}

function readHeader(chunk: Uint8Array, expected: number | undefined, source: string): Frame {
  if (chunk.length < HEADER_BYTES) throw truncated(source, chunk.length, HEADER_BYTES);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const sizeBytes = view.getUint32(4, true);
  const blockBytes = view.getUint32(8, true);
  const packedBytes = view.getUint32(12, true);
  if (view.getUint8(0) > 2 || view.getUint8(0) < 1) {
    throw damaged(source, `its format version ${String(view.getUint8(0))} is unknown`);
  }
  if (expected !== undefined && sizeBytes !== expected) {
    throw damaged(source, `it announces ${String(sizeBytes)} of ${String(expected)} bytes`);
  }
  if (packedBytes > chunk.length) throw truncated(source, chunk.length, packedBytes);
  if (sizeBytes > 0 && (blockBytes === 0 || blockBytes > Math.max(sizeBytes, 1 << 30))) {
    throw damaged(source, `its blocks are of ${String(blockBytes)} bytes`);
  }
  const numBlocks = Math.ceil(sizeBytes / Math.max(1, blockBytes));
  const isStored = (view.getUint8(2) & FLAG.stored) !== 0;
  if (!isStored && HEADER_BYTES + 4 * numBlocks > chunk.length) {
    throw truncated(source, chunk.length, HEADER_BYTES + 4 * numBlocks);
  }
  const itemBytes = Math.max(1, view.getUint8(3));
  return { chunk, view, source, flags: view.getUint8(2), itemBytes, sizeBytes, blockBytes };
}

async function unpackBlock(
  frame: Frame,
  block: number,
  target: Uint8Array,
  decoders: DecoderPort | undefined,
): Promise<void> {
  const { flags, itemBytes, blockBytes } = frame;
  const bytesShuffled = (flags & FLAG.byteShuffle) !== 0 && itemBytes > 1;
  const bitsShuffled = (flags & FLAG.bitShuffle) !== 0 && blockBytes >= itemBytes;
  const start = frame.view.getUint32(HEADER_BYTES + 4 * block, true);
  const bytes = await unpackStreams(frame, start, target.length, decoders);
  if (bytesShuffled || bitsShuffled) {
    unshuffle(bytes, itemBytes, bitsShuffled && !bytesShuffled, target, decoders);
  } else target.set(bytes);
}

/** A block is one stream, or one for each byte of the elements. */
async function unpackStreams(
  frame: Frame,
  start: number,
  length: number,
  decoders: DecoderPort | undefined,
): Promise<Uint8Array> {
  const { chunk, view, source, flags, itemBytes, blockBytes } = frame;
  const whole = length === blockBytes;
  const split =
    (flags & FLAG.oneStream) === 0 &&
    whole &&
    itemBytes <= MAX_SPLITS &&
    blockBytes / itemBytes >= MIN_SPLIT_ITEMS;
  const streams = split ? itemBytes : 1;
  const streamBytes = Math.floor(length / streams);
  // a rest that is no whole element of every stream does not occur: block sizes are multiples of the element
  if (streams * streamBytes !== length) throw damaged(source, "its streams do not fill a block");
  const parts: Promise<Uint8Array>[] = [];
  for (let i = 0, at = start; i < streams; i++) {
    if (at + 4 > chunk.length) throw truncated(source, chunk.length, at + 4);
    const size = view.getUint32(at, true);
    at += 4;
    if (at + size > chunk.length) throw truncated(source, chunk.length, at + size);
    const packed = chunk.subarray(at, at + size);
    at += size;
    const isPacked = size !== streamBytes;
    const part = isPacked
      ? unpackStream(flags >> 5, packed, streamBytes, source, decoders)
      : Promise.resolve(packed);
    // the first failure is told below
    part.catch(() => undefined);
    parts.push(part);
  }
  if (parts.length === 1) return parts[0];
  const out = new Uint8Array(length);
  for (const [i, part] of parts.entries()) out.set(await part, i * streamBytes);
  return out;
}

async function unpackStream(
  compressor: number,
  packed: Uint8Array,
  sizeBytes: number,
  source: string,
  decoders: DecoderPort | undefined,
): Promise<Uint8Array> {
  switch (COMPRESSORS[compressor]) {
    case "blosclz": {
      const out = new Uint8Array(sizeBytes);
      unpackBloscLz(packed, out, source);
      return out;
    }
    case "lz4": {
      const out = new Uint8Array(sizeBytes);
      unpackLz4(packed, out, source);
      return out;
    }
    case "zlib":
      return unpackZlib(packed, sizeBytes, source, decoders);
    case "zstd":
      return unpackZstd(packed, sizeBytes, source, decoders);
    default:
      throw new EphysError(
        "Unsupported",
        `${source} is compressed with Blosc's ${COMPRESSORS[compressor] ?? "unknown method"}, which is not read`,
        { path: source },
      );
  }
}

/** Compresses with Zstandard after a bit shuffle, as the reference does by default. */
export async function packBlosc(bytes: Uint8Array, itemBytes: number): Promise<Uint8Array> {
  const typeBytes = itemBytes <= 255 ? Math.max(1, itemBytes) : 1;
  const unit = 8 * typeBytes;
  const wanted = Math.max(unit, BLOCK_BYTES - (BLOCK_BYTES % unit));
  const blockBytes = Math.min(wanted, Math.max(1, bytes.length));
  const numBlocks = Math.ceil(bytes.length / blockBytes);
  const streams: Uint8Array[] = [];
  const scratch = new Uint8Array(blockBytes);
  for (let from = 0; from < bytes.length; from += blockBytes) {
    const block = bytes.subarray(from, Math.min(bytes.length, from + blockBytes));
    const shuffled = scratch.subarray(0, block.length);
    shuffleBits(block, typeBytes, shuffled);
    const packed = await packZstd(shuffled);
    streams.push(packed.length < block.length ? packed : shuffled.slice());
  }
  const packedBytes = streams.reduce(
    (sum, stream) => sum + 4 + stream.length,
    HEADER_BYTES + 4 * numBlocks,
  );
  const isStored = packedBytes >= bytes.length + HEADER_BYTES;
  const out = new Uint8Array(isStored ? bytes.length + HEADER_BYTES : packedBytes);
  const view = new DataView(out.buffer);
  const zstd = COMPRESSORS.indexOf("zstd") << 5;
  out.set([
    2,
    1,
    zstd | FLAG.oneStream | FLAG.bitShuffle | (isStored ? FLAG.stored : 0),
    typeBytes,
  ]);
  view.setUint32(4, bytes.length, true);
  view.setUint32(8, blockBytes, true);
  view.setUint32(12, out.length, true);
  if (isStored) {
    out.set(bytes, HEADER_BYTES);
    return out;
  }
  let at = HEADER_BYTES + 4 * numBlocks;
  for (const [i, stream] of streams.entries()) {
    view.setUint32(HEADER_BYTES + 4 * i, at, true);
    view.setUint32(at, stream.length, true);
    out.set(stream, at + 4);
    at += 4 + stream.length;
  }
  return out;
}

function damaged(source: string, why: string): EphysError {
  return new EphysError("CorruptFile", `${source} is a damaged Blosc chunk: ${why}`, {
    path: source,
  });
}

function truncated(source: string, has: number, needs: number): EphysError {
  return new EphysError(
    "TruncatedFile",
    `${source} ends at byte ${String(has)}; it needs ${String(needs)} bytes`,
    { path: source, sizeBytes: has, neededBytes: needs },
  );
}
