import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { H5Module } from "./h5wasm.ts";
import { STATE } from "./messages.ts";

/** Where the compression plugins lie: beside the bundle of a packaged application, else in the package. */
function pluginFolder(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), "hdf5-plugins");
  if (existsSync(beside)) return beside;
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("h5wasm-plugins/package.json")), "plugins");
}

/**
 * The HDF5 library, once per thread. Its file reads are counted in `state`, so that a damaged file that keeps it busy
 * for ever can be told from a slow disk.
 */
export async function loadLibrary(state: Int32Array): Promise<H5Module> {
  // warnings about damaged names; the console of this thread is the library's alone
  console.error = ignore;
  console.warn = ignore;
  const { ready } = await withoutNavigator(() => import("h5wasm/node"));
  const library = (await ready) as unknown as H5Module; // the package types its module loosely
  countReads(library, state);
  silence(library);
  library.insert_plugin_search_path(pluginFolder(), 0);
  return library;
}

function ignore(): void {
  // what matters is returned or thrown
}

/** Emscripten takes a thread of Electron for a browser's when it sees `navigator`. */
async function withoutNavigator<T>(load: () => Promise<T>): Promise<T> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  if (!own?.configurable) return load();
  Object.defineProperty(globalThis, "navigator", { value: undefined, configurable: true });
  try {
    return await load();
  } finally {
    Object.defineProperty(globalThis, "navigator", own);
  }
}

type FileCall = (...args: readonly unknown[]) => unknown;

/** The library prints to the process's error stream what it also returns. */
function silence(library: H5Module): void {
  const files = library.FS as unknown as { write: FileCall };
  const write = files.write.bind(files);
  files.write = (...args) => {
    const { fd } = args[0] as { fd?: number };
    return fd === 1 || fd === 2 ? args[3] : write(...args);
  };
}

function countReads(library: H5Module, state: Int32Array): void {
  const files = library.FS as unknown as { read: FileCall };
  const read = files.read.bind(files);
  files.read = (...args) => {
    Atomics.add(state, STATE.fileReads, 1);
    Atomics.store(state, STATE.inFileRead, 1);
    try {
      return read(...args);
    } finally {
      Atomics.store(state, STATE.inFileRead, 0);
    }
  };
}
