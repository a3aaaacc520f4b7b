import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { EphysError } from "#core/model/index.ts";
import { readError } from "../file-errors.ts";
import type { H5Module } from "./h5wasm.ts";

/** Files that are kept open; more are closed, longest unused first. */
const MOST_OPEN = 16;

interface OpenFile {
  readonly id: bigint;
  readonly sizeBytes: number;
  /** changes when the file does */
  readonly stamp: string;
}

/** HDF5's first eight bytes, at 0 or after a user block of 512, 1024, 2048 … bytes. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const LARGEST_USER_BLOCK = 1 << 24;

/** Files of this thread by path. */
export class OpenFiles {
  readonly #library: H5Module;
  readonly #files = new Map<string, OpenFile>();

  constructor(library: H5Module) {
    this.#library = library;
  }

  /** @throws FileNotFound, FormatNotRecognised, CorruptFile */
  get(path: string): OpenFile {
    const known = this.#files.get(path);
    if (known) {
      // most recently used last
      this.#files.delete(path);
      this.#files.set(path, known);
      return known;
    }
    const { sizeBytes, stamp } = inspect(path);
    const id = this.#library.open(path, this.#library.H5F_ACC_RDONLY, false, -1, -1);
    if (id <= 0n) {
      throw new EphysError(
        "CorruptFile",
        `${path} starts as an HDF5 file but cannot be opened: it is damaged, cut short, or still open for writing`,
        { path },
      );
    }
    const file = { id, sizeBytes, stamp };
    this.#files.set(path, file);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= MOST_OPEN) break;
      this.close(oldest);
    }
    return file;
  }

  /** As `get`, anew if the file has changed since it was opened. */
  refresh(path: string): OpenFile {
    const known = this.#files.get(path);
    if (known && known.stamp !== inspect(path).stamp) this.close(path);
    return this.get(path);
  }

  close(path: string): void {
    const file = this.#files.get(path);
    if (!file) return;
    this.#files.delete(path);
    this.#library.close_file(file.id);
  }
}

function inspect(path: string): { sizeBytes: number; stamp: string } {
  try {
    if (statSync(path).isDirectory()) {
      throw new EphysError("FormatNotRecognised", `${path} is a folder, no HDF5 file`, { path });
    }
    const fd = openSync(path, "r");
    try {
      const { size, mtimeMs, ino } = fstatSync(fd);
      if (!hasSignature(fd, size)) {
        throw new EphysError("FormatNotRecognised", `${path} is no HDF5 file`, { path });
      }
      return { sizeBytes: size, stamp: [size, mtimeMs, ino].join(" ") };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw readError(path, error);
  }
}

function hasSignature(fd: number, sizeBytes: number): boolean {
  const bytes = new Uint8Array(SIGNATURE.length);
  const last = Math.min(sizeBytes - bytes.length, LARGEST_USER_BLOCK);
  for (let at = 0; at <= last; at = at === 0 ? 512 : 2 * at) {
    readSync(fd, bytes, 0, bytes.length, at);
    if (SIGNATURE.every((byte, i) => bytes[i] === byte)) return true;
  }
  return false;
}
