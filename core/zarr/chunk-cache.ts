import { readChunk } from "./read.ts";

/** Bytes of decoded chunks that are kept. */
const KEPT_BYTES = 96 * 1024 * 1024;
/** Windows with margins touch the chunk before and the one behind. */
const LEAST_KEPT = 3;

/** Keeps the chunks read last, decoded: neighbouring windows share them. */
export class ChunkCache {
  readonly #chunks = new Map<string, { bytes: Promise<Uint8Array | undefined>; size: number }>();
  #size = 0;

  readonly read: typeof readChunk = (array, position) => {
    const key = `${array.key}/${position.join(".")}`;
    const known = this.#chunks.get(key);
    if (known) {
      // the one used last goes last
      this.#chunks.delete(key);
      this.#chunks.set(key, known);
      return known.bytes;
    }
    const size = array.metadata.chunks.reduce((product, n) => product * n, array.itemBytes);
    const bytes = readChunk(array, position);
    this.#chunks.set(key, { bytes, size });
    this.#size += size;
    bytes.catch(() => {
      this.#drop(key);
    });
    for (const oldest of this.#chunks.keys()) {
      if (this.#size <= KEPT_BYTES || this.#chunks.size <= LEAST_KEPT) break;
      this.#drop(oldest);
    }
    return bytes;
  };

  #drop(key: string): void {
    const gone = this.#chunks.get(key);
    if (!gone) return;
    this.#chunks.delete(key);
    this.#size -= gone.size;
  }
}
