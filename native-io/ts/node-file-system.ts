import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from "node:path";
import type { FileStat, FileSystemPort } from "#core/io/index.ts";
import { nodeDecoders } from "./decoders.ts";
import { attempt, isMissing, readError, writeError } from "./file-errors.ts";
import { nodeHdf5 } from "./hdf5/index.ts";
import { createFileSink, openFileToWrite, writeWholeFile } from "./file-sink.ts";
import { openFileSource, readFileBytes } from "./file-source.ts";

function statOrUndefined(path: string): FileStat | undefined {
  try {
    const stat = statSync(path);
    const kind = stat.isDirectory() ? "folder" : "file";
    return { kind, sizeBytes: stat.size, modifiedMs: stat.mtimeMs };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Files of this machine. Calls are synchronous inside: workers have nothing else to do while they read, and one pread
 * costs less than a trip through the thread pool.
 */
export const nodeFileSystem: FileSystemPort = {
  stat: (path) => attempt(path, readError, () => statOrUndefined(path)),
  list: (folder) => attempt(folder, readError, () => readdirSync(folder).sort()),
  readBytes: (path, maxBytes) => attempt(path, readError, () => readFileBytes(path, maxBytes)),
  readText: (path) => attempt(path, readError, () => new TextDecoder().decode(readFileBytes(path))),
  openBytes: (path) => attempt(path, readError, () => openFileSource(path)),
  writeFile: (path, content) => writeWholeFile(path, content),
  createSink: (path) => attempt(path, writeError, () => createFileSink(path)),
  openToWrite: (path) => attempt(path, writeError, () => openFileToWrite(path)),
  makeFolder: (path) =>
    attempt(path, writeError, () => {
      if (statOrUndefined(path)?.kind === "folder") return;
      // where a folder cannot be made in an existing one, Node's recursive way may try for ever (as below /proc)
      const isDirect = statOrUndefined(dirname(path))?.kind === "folder";
      try {
        mkdirSync(path, { recursive: !isDirect });
      } catch (error) {
        // another worker may have made it meanwhile
        if (statOrUndefined(path)?.kind !== "folder") throw error;
      }
    }),
  rename: (from, to) =>
    attempt(to, writeError, () => {
      renameSync(from, to);
    }),
  remove: (path) =>
    attempt(path, writeError, () => {
      rmSync(path, { recursive: true, force: true });
    }),
  hdf5: nodeHdf5,
  decoders: nodeDecoders,
  path: { join, dirname, basename, extname, resolve, relative, isAbsolute },
};
