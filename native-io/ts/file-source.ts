import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { readError } from "./file-errors.ts";

/** One read call takes at most this much; the system's own limit is just below 2 GiB. */
const MOST_AT_ONCE = 1 << 30;

function expectFile(fd: number, path: string): number {
  const stat = fstatSync(fd);
  if (stat.isDirectory()) {
    throw new EphysError("InvalidParameter", `${path} is a folder, not a file`, { path });
  }
  return stat.size;
}

/** A file opened for reading only, read where asked, without a position of its own. */
class FileSource implements ByteSource {
  readonly sizeBytes: number;
  readonly #path: string;
  #fd: number | undefined;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#fd = openSync(path, "r");
      this.sizeBytes = expectFile(this.#fd, path);
    } catch (error) {
      this.#closeNow();
      throw readError(path, error);
    }
  }

  readInto(offsetBytes: number, out: Uint8Array): Promise<void> {
    try {
      this.#readAll(offsetBytes, out);
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(readError(this.#path, error));
    }
  }

  close(): Promise<void> {
    this.#closeNow();
    return Promise.resolve();
  }

  #readAll(offsetBytes: number, out: Uint8Array): void {
    if (this.#fd === undefined) {
      throw new EphysError("Internal", `${this.#path} was read after it was closed`);
    }
    let done = 0;
    while (done < out.length) {
      const length = Math.min(out.length - done, MOST_AT_ONCE);
      const count = readSync(this.#fd, out, done, length, offsetBytes + done);
      if (count === 0) this.#failTruncated(offsetBytes, out.length, done);
      done += count;
    }
  }

  #failTruncated(offsetBytes: number, wanted: number, got: number): never {
    throw new EphysError(
      "TruncatedFile",
      `${this.#path} ends at byte ${String(offsetBytes + got)}; ` +
        `${String(wanted)} bytes were expected from byte ${String(offsetBytes)}. ` +
        "Was it copied completely, or is it still being written?",
      {
        path: this.#path,
        offsetBytes,
        expectedBytes: wanted,
        actualBytes: got,
      },
    );
  }

  #closeNow(): void {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
  }
}

export function openFileSource(path: string): ByteSource {
  return new FileSource(path);
}

/** The first `maxBytes` of a file, or all of it. */
export function readFileBytes(path: string, maxBytes = Infinity): Uint8Array {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    const out = new Uint8Array(Math.min(expectFile(fd, path), maxBytes));
    let done = 0;
    while (done < out.length) {
      const count = readSync(fd, out, done, Math.min(out.length - done, MOST_AT_ONCE), done);
      if (count === 0) return out.slice(0, done); // shortened while it was read
      done += count;
    }
    return out;
  } catch (error) {
    throw readError(path, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
