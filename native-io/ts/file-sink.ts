import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import type { ByteSink, ByteTarget } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { attempt, writeError } from "./file-errors.ts";

const MOST_AT_ONCE = 1 << 30;

let counter = 0;

/** A name beside `path` that no other process or thread uses; left behind only by a killed process. */
function temporaryName(path: string): string {
  counter++;
  const own = [process.pid, threadId, counter].map(String).join("-");
  return join(dirname(path), `.${basename(path)}.${own}.part`);
}

function writeAll(fd: number, offsetBytes: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) {
    const length = Math.min(bytes.length - done, MOST_AT_ONCE);
    done += writeSync(fd, bytes, done, length, offsetBytes + done);
  }
}

/** Makes a rename last through a power cut; not every system lets a folder be synchronised. */
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // the data itself is safe; only the name could be the old one after a power cut
  }
}

/** A file that is there, written in place. */
class FileTarget implements ByteTarget {
  readonly #path: string;
  readonly #fd: number;

  constructor(path: string) {
    this.#path = path;
    this.#fd = openSync(path, "r+");
  }

  writeAt(offsetBytes: number, bytes: Uint8Array): Promise<void> {
    return attempt(this.#path, writeError, () => {
      writeAll(this.#fd, offsetBytes, bytes);
    });
  }

  close(): Promise<void> {
    return attempt(this.#path, writeError, () => {
      closeSync(this.#fd);
    });
  }
}

/** A file under a temporary name until `commit`. */
class FileSink implements ByteSink {
  readonly temporaryPath: string;
  readonly #path: string;
  #fd: number | undefined;

  constructor(path: string) {
    this.#path = path;
    this.temporaryPath = temporaryName(path);
    try {
      this.#fd = openSync(this.temporaryPath, "wx");
    } catch (error) {
      throw writeError(path, error);
    }
  }

  writeAt(offsetBytes: number, bytes: Uint8Array): Promise<void> {
    return attempt(this.#path, writeError, () => {
      writeAll(this.#open(), offsetBytes, bytes);
    });
  }

  commit(durable = true): Promise<void> {
    return attempt(this.#path, writeError, () => {
      const fd = this.#open();
      if (durable) fsyncSync(fd);
      this.#fd = undefined;
      closeSync(fd);
      renameSync(this.temporaryPath, this.#path);
      if (durable) syncFolder(dirname(this.#path));
    }).catch(async (error: unknown) => {
      await this.abort();
      throw error;
    });
  }

  abort(): Promise<void> {
    return attempt(this.#path, writeError, () => {
      if (this.#fd !== undefined) closeSync(this.#fd);
      this.#fd = undefined;
      rmSync(this.temporaryPath, { force: true });
    });
  }

  #open(): number {
    if (this.#fd === undefined) {
      throw new EphysError("Internal", `${this.#path} was written to after it was finished`);
    }
    return this.#fd;
  }
}

/** Opens a file that is there, to write into it. */
export function openFileToWrite(path: string): ByteTarget {
  return new FileTarget(path);
}

export function createFileSink(path: string): ByteSink {
  return new FileSink(path);
}

/** More than this is written by the system's threads while this one goes on. */
const LARGE = 1 << 20;

/** Writes a whole file under a temporary name and renames it; what was there stays until the last moment. */
export async function writeWholeFile(
  path: string,
  content: Uint8Array | string | readonly Uint8Array[],
): Promise<void> {
  const parts = partsOf(content);
  if (parts.reduce((sum, { length }) => sum + length, 0) > LARGE) {
    await writeLargeFile(path, parts);
    return;
  }
  const sink = createFileSink(path);
  try {
    let offsetBytes = 0;
    for (const part of parts) {
      await sink.writeAt(offsetBytes, part);
      offsetBytes += part.length;
    }
  } catch (error) {
    await sink.abort();
    throw error;
  }
  await sink.commit();
}

function partsOf(content: Uint8Array | string | readonly Uint8Array[]): readonly Uint8Array[] {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}

async function writeLargeFile(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const temporaryPath = temporaryName(path);
  let file: FileHandle | undefined;
  try {
    file = await open(temporaryPath, "wx");
    let offsetBytes = 0;
    for (const part of parts) {
      for (let done = 0; done < part.length;) {
        const length = Math.min(part.length - done, MOST_AT_ONCE);
        done += (await file.write(part, done, length, offsetBytes + done)).bytesWritten;
      }
      offsetBytes += part.length;
    }
    await file.sync();
    await file.close();
    file = undefined;
    renameSync(temporaryPath, path);
  } catch (error) {
    await file?.close().catch(() => undefined);
    rmSync(temporaryPath, { force: true });
    throw writeError(path, error);
  }
  syncFolder(dirname(path));
}
