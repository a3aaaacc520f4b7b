/** Ports to files. Core never touches a file system itself; `native-io` implements these. Paths are absolute. */
import type { NdArray, StructuredArray } from "#core/array/index.ts";
import type { Hdf5Port } from "./hdf5.ts";

export type * from "./hdf5.ts";

/** Random access to bytes that may still grow; `sizeBytes` is the size when it was opened. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Fills all of `out` from `offsetBytes`; a file that ends earlier is a `TruncatedFile` error. */
  readInto(offsetBytes: number, out: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** A file that is there already and is written into in place. */
export interface ByteTarget {
  writeAt(offsetBytes: number, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** A file being written under a temporary name; `commit` renames it, `abort` removes it. */
export interface ByteSink {
  /** where the bytes are until then; other threads may write to it too, with `openToWrite` */
  readonly temporaryPath: string;
  /** Writes at an absolute offset, so that chunks may arrive in any order. */
  writeAt(offsetBytes: number, bytes: Uint8Array): Promise<void>;
  /**
   * Gives the file its name.
   * @param durable false leaves it to the system when the bytes reach the disk: for samples, which can be computed
   * again; default true: they are there, and last through a power cut
   */
  commit(durable?: boolean): Promise<void>;
  abort(): Promise<void>;
}

export interface FileStat {
  readonly kind: "file" | "folder";
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface FileSystemPort {
  stat(path: string): Promise<FileStat | undefined>;
  /** Names (not paths) in a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
  /** The first `maxBytes` of a file, or all of it. */
  readBytes(path: string, maxBytes?: number): Promise<Uint8Array>;
  readText(path: string): Promise<string>;
  openBytes(path: string): Promise<ByteSource>;
  /** Writes a whole file under a temporary name and renames it; parts follow each other. */
  writeFile(path: string, content: Uint8Array | string | readonly Uint8Array[]): Promise<void>;
  createSink(path: string): Promise<ByteSink>;
  /** A file that is there, to be written into. */
  openToWrite(path: string): Promise<ByteTarget>;
  makeFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /**
   * Reads a large .npy file beside this thread, into memory that threads share; absent where the host cannot.
   * @param int32 fields of records to be held as int32
   */
  readArray?(path: string, int32?: readonly string[]): Promise<NdArray | StructuredArray>;
  readonly path: PathPort;
  /** files with a structure of their own */
  readonly hdf5: Hdf5Port;
  /** absent where the host decodes no faster than this thread */
  readonly decoders?: DecoderPort;
}

/** What the running system decodes faster than this thread would. Errors of damaged streams are its own. */
export interface DecoderPort {
  /**
   * Decompresses a zlib stream beside this thread, several at a time.
   * @param maxBytes no more is made of it
   */
  inflate(packed: Uint8Array, maxBytes: number): Promise<Uint8Array>;
  /** A Zstandard frame, in the same way; absent in older systems. */
  unzstd?(packed: Uint8Array, maxBytes: number): Promise<Uint8Array>;
  /**
   * Undoes Blosc's shuffle of bytes or bits.
   * @param itemBytes bytes of an element, 1 to 255
   * @param out as long as the input, and not the input
   * @returns false where this host cannot, and `out` is as it was
   */
  unshuffle(input: Uint8Array, itemBytes: number, bits: boolean, out: Uint8Array): boolean;
}

/** The path arithmetic of the running system. */
export interface PathPort {
  join(...parts: string[]): string;
  dirname(path: string): string;
  basename(path: string): string;
  extname(path: string): string;
  resolve(...parts: string[]): string;
  relative(from: string, to: string): string;
  isAbsolute(path: string): boolean;
}

/** How much memory is in use, as the running system counts it. */
export interface MemoryPort {
  /** resident memory of this process */
  processBytes(): number;
  /** memory of the machine that is not available */
  machineBytes(): number;
}
