import { createHash } from "node:crypto";
import { open, readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";

/** What tells that a file or folder is the same one, wherever it lies. */
export interface Fingerprint {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** SHA-256 over names, sizes and the head and tail of the largest file */
  readonly contentHash: string;
}

const EDGE_BYTES = 65_536;
const MAX_FILES = 5000;

/** Reads at most 128 KiB of content, so that a terabyte recording is fingerprinted at once. */
export async function fingerprint(path: string): Promise<Fingerprint> {
  const files = await filesOf(path);
  const hash = createHash("sha256");
  let sizeBytes = 0;
  let modifiedMs = 0;
  let largest = files[0];
  for (const file of files) {
    hash.update(`${file.name}\0${String(file.sizeBytes)}\n`);
    sizeBytes += file.sizeBytes;
    modifiedMs = Math.max(modifiedMs, file.modifiedMs);
    if (largest === undefined || file.sizeBytes > largest.sizeBytes) largest = file;
  }
  if (largest !== undefined) {
    for (const bytes of await edgesOf(largest.path, largest.sizeBytes)) hash.update(bytes);
  }
  return { sizeBytes, modifiedMs, contentHash: hash.digest("hex") };
}

export function isSameContent(a: Fingerprint, b: Fingerprint): boolean {
  return a.sizeBytes === b.sizeBytes && a.contentHash === b.contentHash;
}

interface FoundFile {
  readonly path: string;
  /** below the fingerprinted folder; empty for a file, whose name may change */
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

async function filesOf(root: string): Promise<FoundFile[]> {
  const info = await stat(root);
  if (info.isFile()) {
    return [{ path: root, name: "", sizeBytes: info.size, modifiedMs: info.mtimeMs }];
  }
  const paths: string[] = [];
  await walk(root, paths);
  return Promise.all(
    paths.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return { path, name: relative(root, path), sizeBytes: size, modifiedMs: mtimeMs };
    }),
  );
}

/** Files below a folder, by name, at most MAX_FILES. */
async function walk(folder: string, paths: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (paths.length >= MAX_FILES) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(path, paths);
    else if (entry.isFile()) paths.push(path);
  }
}

async function edgesOf(path: string, sizeBytes: number): Promise<Uint8Array[]> {
  const file = await open(path);
  try {
    const starts = sizeBytes > EDGE_BYTES ? [0, Math.max(EDGE_BYTES, sizeBytes - EDGE_BYTES)] : [0];
    const edges: Uint8Array[] = [];
    for (const position of starts) {
      const buffer = Buffer.alloc(EDGE_BYTES);
      const { bytesRead } = await file.read(buffer, 0, EDGE_BYTES, position);
      edges.push(buffer.subarray(0, bytesRead));
    }
    return edges;
  } finally {
    await file.close();
  }
}
