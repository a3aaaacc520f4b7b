import { defaultRng } from "#core/array/index.ts";
import { planRecordingChunks, type Chunk } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";

/** About `count` chunks of 1 s, one drawn from each part of the recording, in order. */
export function spreadChunks(recording: Recording, count: number, seed: number): Chunk[] {
  const chunks = planRecordingChunks(recording);
  if (chunks.length <= count) return chunks;
  const rng = defaultRng(seed);
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * chunks.length) / count);
    const last = Math.floor(((i + 1) * chunks.length) / count);
    return chunks[first + rng.integers(0, last - first)];
  });
}
