import { closeSync, openSync, readSync, renameSync, writeSync } from "node:fs";

const BLOCK_BYTES = 8 * 1024 * 1024;

/** Puts bytes before the content of a file (HDF5's user block: 512 bytes or a larger power of two). */
export function prependBytes(path: string, header: Uint8Array): void {
  const longer = `${path}-header`;
  const from = openSync(path, "r");
  const to = openSync(longer, "wx");
  try {
    writeAll(to, header);
    const block = new Uint8Array(BLOCK_BYTES);
    for (;;) {
      const count = readSync(from, block, 0, block.length, null);
      if (count === 0) break;
      writeAll(to, block.subarray(0, count));
    }
  } finally {
    closeSync(from);
    closeSync(to);
  }
  renameSync(longer, path);
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}
