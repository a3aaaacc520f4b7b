import { toFloat64 } from "#core/array/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { pathOf, readPlainArray, type ZarrStore } from "#core/zarr/index.ts";

/* What recordings and sortings say at the root of their group. */

/** More segments than this are a damaged number. */
const MAX_SEGMENTS = 100_000;

/** @throws CorruptFile */
export function samplingRate(attributes: JsonObject, folder: string): number {
  const rate = attributes["sampling_frequency"];
  if (typeof rate === "number" && rate > 0 && Number.isFinite(rate)) return rate;
  throw new EphysError("CorruptFile", `${folder} has no positive sampling_frequency`, {
    path: folder,
  });
}

/** @throws CorruptFile */
export function segmentCount(attributes: JsonObject, folder: string): number {
  const count = attributes["num_segments"];
  const isCount = typeof count === "number" && Number.isInteger(count);
  if (isCount && count >= 1 && count <= MAX_SEGMENTS) return count;
  throw new EphysError(
    "CorruptFile",
    `${folder} has num_segments ${JSON.stringify(count ?? null)}`,
    { path: folder },
  );
}

/** Ids of channels or units: texts or whole numbers. @throws MissingSibling, CorruptFile */
export async function readIds(
  store: ZarrStore,
  key: string,
): Promise<readonly string[] | readonly number[]> {
  const array = await readPlainArray(store, key, "refuse");
  const path = pathOf(store, key);
  if (array.shape.length !== 1) {
    throw new EphysError("CorruptFile", `${path} is no list of ids`, { path });
  }
  const ids = Array.isArray(array.data) ? array.data : Array.from(toFloat64(array));
  if (new Set<string | number>(ids).size === ids.length) return ids;
  throw new EphysError("CorruptFile", `${path} names an id twice`, { path });
}
