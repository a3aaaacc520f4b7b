import { sizeOfShape } from "#core/array/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { pathOf, type ZarrArray } from "#core/zarr/index.ts";

/** Bytes of the samples over bytes of their files, in all and by segment: SpikeInterface's annotations. */
export async function compressionRatio(segments: readonly ZarrArray[]): Promise<JsonObject> {
  let total = 0;
  let totalStored = 0;
  const bySegment: Record<string, number> = {};
  for (const [i, segment] of segments.entries()) {
    const size = sizeOfShape(segment.metadata.shape) * segment.itemBytes;
    const stored = await storedBytes(segment);
    bySegment[String(i)] = stored > 0 ? size / stored : NaN;
    total += size;
    totalStored += stored;
  }
  return {
    compression_ratio: totalStored > 0 ? total / totalStored : NaN,
    compression_ratio_segments: bySegment,
  };
}

/** Of all files of an array, its description too. */
async function storedBytes({ store, key }: ZarrArray): Promise<number> {
  let bytes = 0;
  for (const name of await store.fs.list(pathOf(store, key))) {
    const stat = await store.fs.stat(pathOf(store, key, name));
    if (stat?.kind === "file") bytes += stat.sizeBytes;
  }
  return bytes;
}
