import { ndArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { segmentSlices, spikesToStructured, type Sorting } from "#core/sorting/index.ts";
import { writeArray, writeGroup, type ZarrStore } from "#core/zarr/index.ts";
import { writeWholeFolder } from "../shared/write-folder.ts";
import { idsArray } from "./ids-array.ts";
import { joined, writeProperties } from "./properties.ts";

/**
 * Writes a sorting as SpikeInterface's zarr folder (inventory 2.6), under a temporary name first.
 * @throws AlreadyExists, WriteFailed, OutOfSpace
 */
export async function writeZarrSorting(
  sorting: Sorting,
  folder: string,
  ctx: CoreContext,
): Promise<void> {
  await writeWholeFolder(folder, ctx, async (partial) => {
    await writeSortingGroup({ folder: partial, fs: ctx.fs }, "", sorting);
  });
}

/** Writes a sorting into a group of a store; "" is its root. */
export async function writeSortingGroup(
  store: ZarrStore,
  group: string,
  sorting: Sorting,
): Promise<void> {
  const at = (name: string): string => joined(group, name);
  const slices = segmentSlices(sorting);
  const { sample_index: samples, unit_index: units } = spikesToStructured(sorting.spikes).columns;
  await writeGroup(store, group, {
    sampling_frequency: sorting.samplingFrequency,
    num_segments: sorting.numSegments,
    annotations: sorting.annotations,
  });
  await writeArray(store, at("unit_ids"), idsArray(sorting.unitIds), { compressed: false });
  await writeGroup(store, at("spikes"));
  await writeArray(store, at("spikes/sample_index"), samples, { compressed: true, delta: true });
  await writeArray(store, at("spikes/unit_index"), units, { compressed: true, delta: true });
  const rows = Float64Array.from(slices.flatMap(({ start, end }) => [start, end]));
  const segments = ndArray("int64", [slices.length, 2], rows);
  await writeArray(store, at("spikes/segment_slices"), segments, { compressed: false });
  await writeProperties(store, group, sorting.properties);
}
