import type { DecoderPort } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Level of what we write: as small as the reference's after a bit shuffle (within 1 %), twice as fast. */
const LEVEL = 3;

/** The part of the codec that is used; its own declarations do not resolve under Node's rules. */
interface Codec {
  encode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  decode(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

interface CodecModule {
  readonly default: {
    readonly fromConfig: (config: { readonly id: string; readonly level: number }) => Codec;
  };
}

let loading: Promise<Codec> | undefined;

/** The library is half a megabyte of WebAssembly: it is loaded by who meets a chunk. */
function loadCodec(): Promise<Codec> {
  loading ??= import("numcodecs/zstd").then((module: unknown) => {
    const { fromConfig } = (module as CodecModule).default; // see Codec
    return fromConfig({ id: "zstd", level: LEVEL });
  });
  return loading;
}

export async function packZstd(bytes: Uint8Array): Promise<Uint8Array> {
  return (await loadCodec()).encode(bytes);
}

/**
 * Decompresses one frame that gives exactly `sizeBytes` bytes.
 * @throws CorruptFile; a size that the frame announces wrongly is seen before anything is allocated
 */
export async function unpackZstd(
  packed: Uint8Array,
  sizeBytes: number,
  source: string,
  decoders?: DecoderPort,
): Promise<Uint8Array> {
  const announced = contentSize(packed);
  if (announced !== sizeBytes) {
    throw damaged(source, `it announces ${String(announced)} of ${String(sizeBytes)} bytes`);
  }
  try {
    if (decoders?.unzstd) return exactly(await decoders.unzstd(packed, sizeBytes), sizeBytes);
    return await (await loadCodec()).decode(packed);
  } catch (error) {
    throw damaged(source, error instanceof Error ? error.message.trim() : "unreadable", error);
  }
}

/** A frame without checksum may be cut and give less than it announces. */
function exactly(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  if (bytes.length === sizeBytes) return bytes;
  throw new RangeError(`it holds ${String(bytes.length)} of ${String(sizeBytes)} bytes`);
}

const MAGIC = 0xfd2fb528;

/** Bytes that a frame's header announces (RFC 8878, 3.1.1.1); undefined when it says nothing or is no frame. */
function contentSize(packed: Uint8Array): number | undefined {
  if (packed.length < 6) return undefined;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  const descriptor = view.getUint8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const sizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6];
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
  if (at + sizeBytes > packed.length) return undefined;
  switch (sizeBytes) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    case 8:
      return Number(view.getBigUint64(at, true));
    default:
      return undefined;
  }
}

function damaged(source: string, why: string, cause?: unknown): EphysError {
  return new EphysError(
    "CorruptFile",
    `${source} holds a damaged Zstandard frame: ${why}`,
    { path: source },
    cause,
  );
}
