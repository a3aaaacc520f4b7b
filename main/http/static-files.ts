import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

export interface StaticFile {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** The file at a URL's path below `root`; undefined when there is none or the path leads out of it. */
export async function readStatic(root: string, urlPath: string): Promise<StaticFile | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined; // broken percent signs name no file
  }
  if (decoded.includes("\0")) return undefined;
  const file = normalize(join(root, decoded === "/" ? "index.html" : decoded));
  if (!file.startsWith(root + sep)) return undefined;
  const type = TYPES[extname(file)];
  if (type === undefined) return undefined;
  try {
    return { bytes: await readFile(file), type };
  } catch {
    return undefined;
  }
}
