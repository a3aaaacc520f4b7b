import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ByteSource, FileSystemPort } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";

/** A file system in which one file has other content. */
export function withContent(fs: FileSystemPort, path: string, content: Uint8Array): FileSystemPort {
  const is = (asked: string): boolean => asked === path;
  const source: ByteSource = {
    sizeBytes: content.length,
    readInto(offsetBytes, out) {
      if (offsetBytes < 0 || offsetBytes + out.length > content.length) {
        return Promise.reject(new EphysError("TruncatedFile", `${path} ends early`, { path }));
      }
      out.set(content.subarray(offsetBytes, offsetBytes + out.length));
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return {
    ...fs,
    path: fs.path,
    async stat(asked) {
      const stat = await fs.stat(asked);
      return stat && is(asked) ? { ...stat, sizeBytes: content.length } : stat;
    },
    readBytes: (asked, maxBytes) =>
      is(asked) ? Promise.resolve(content.slice(0, maxBytes)) : fs.readBytes(asked, maxBytes),
    readText: (asked) =>
      is(asked) ? Promise.resolve(new TextDecoder().decode(content)) : fs.readText(asked),
    openBytes: (asked) => (is(asked) ? Promise.resolve(source) : fs.openBytes(asked)),
    list: (folder) => fs.list(folder),
    writeFile: (asked, bytes) => fs.writeFile(asked, bytes),
    createSink: (asked) => fs.createSink(asked),
    openToWrite: (asked) => fs.openToWrite(asked),
    makeFolder: (asked) => fs.makeFolder(asked),
    rename: (from, to) => fs.rename(from, to),
    remove: (asked) => fs.remove(asked),
    hdf5: {
      open: (asked) => fs.hdf5.open(is(asked) ? storedCopy(path, content) : asked),
      create: (asked, header) => fs.hdf5.create(asked, header),
    },
  };
}

/** The HDF5 library reads from disk itself. */
function storedCopy(path: string, content: Uint8Array): string {
  copies ??= mkdtempSync(join(tmpdir(), "damaged-"));
  const copy = join(copies, `${String(numCopies++)}-${basename(path)}`);
  writeFileSync(copy, content);
  return copy;
}

let copies: string | undefined;
let numCopies = 0;

process.on("exit", () => {
  if (copies !== undefined) rmSync(copies, { recursive: true, force: true });
});

/** A file system that lacks one file. */
export function withoutFile(fs: FileSystemPort, path: string): FileSystemPort {
  const shown = withContent(fs, path, new Uint8Array());
  return {
    ...shown,
    stat: async (asked) => (asked === path ? undefined : fs.stat(asked)),
    list: async (folder) =>
      (await fs.list(folder)).filter((name) => fs.path.join(folder, name) !== path),
  };
}
