import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import type { Hdf5File, Hdf5Port, Hdf5Sink } from "#core/io/index.ts";
import { writeError } from "../file-errors.ts";
import { prependBytes } from "./prepend.ts";
import { Hdf5Thread } from "./thread-client.ts";

const thread = new Hdf5Thread();

let counter = 0;

function temporaryName(path: string): string {
  counter++;
  const own = [process.pid, threadId, counter].map(String).join("-");
  return join(dirname(path), `.${basename(path)}.${own}.part`);
}

/**
 * HDF5 files by h5wasm (the HDF5 library compiled to WebAssembly) on a thread of its own, so that a large or damaged
 * file stops nobody else. Files larger than 4 GB are read; deflate, szip, lzf, blosc, zstd, lz4, bitshuffle and bzip2 too.
 */
export const nodeHdf5: Hdf5Port = {
  async open(path) {
    const { sizeBytes } = await thread.ask("open", { file: path });
    return openedFile(path, sizeBytes);
  },
  async create(path, header) {
    const temporary = temporaryName(path);
    await thread.ask("create", { file: temporary });
    return sink(path, temporary, header);
  },
};

function openedFile(path: string, sizeBytes: number): Hdf5File {
  const file = path;
  return {
    path,
    sizeBytes,
    kindOf: (inside) => thread.ask("kindOf", { file, path: inside }),
    list: (inside) => thread.ask("list", { file, path: inside }),
    dataset: (inside) => thread.ask("dataset", { file, path: inside }),
    attributes: (inside) => thread.ask("attributes", { file, path: inside }),
    read: (inside, window) => thread.ask("read", { file, path: inside, window }),
  };
}

function sink(path: string, file: string, header: Uint8Array | undefined): Hdf5Sink {
  const remove = (): void => {
    rmSync(file, { force: true });
  };
  return {
    createGroup: (inside) => thread.ask("createGroup", { file, path: inside }),
    createDataset: (inside, value, layout = {}) =>
      thread.ask("createDataset", { file, path: inside, value, layout }),
    appendRows: (inside, value) => thread.ask("appendRows", { file, path: inside, value }),
    setAttribute: (inside, name, value) =>
      thread.ask("setAttribute", { file, path: inside, name, value }),
    createSoftLink: (inside, target) =>
      thread.ask("createSoftLink", { file, path: inside, target }),
    async commit() {
      try {
        await thread.ask("finish", { file });
        if (header) prependBytes(file, header);
        const fd = openSync(file, "r+");
        fsyncSync(fd);
        closeSync(fd);
        renameSync(file, path);
      } catch (error) {
        remove();
        throw writeError(path, error);
      }
    },
    async abort() {
      // the file may be closed already, by the error that is the reason
      await thread.ask("finish", { file }).catch(() => undefined);
      remove();
    },
  };
}
