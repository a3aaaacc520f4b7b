import { defaultRng } from "#core/array/index.ts";
import type { Chunk } from "#core/compute/index.ts";

/** About `count` chunks spread over the recording, in order; which ones depends on the seed. */
export function spreadChunks(chunks: readonly Chunk[], count: number, seed: number): Chunk[] {
  if (chunks.length <= count) return [...chunks];
  const rng = defaultRng(seed);
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * chunks.length) / count);
    const last = Math.floor(((i + 1) * chunks.length) / count);
    return chunks[first + rng.integers(0, last - first)];
  });
}
