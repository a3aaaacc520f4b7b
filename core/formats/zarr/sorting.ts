import { toFloat64 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import { pathOf, readAttributes, readPlainArray, type ZarrStore } from "#core/zarr/index.ts";
import { joined, readMetadata } from "./properties.ts";
import { readIds, samplingRate, segmentCount } from "./root.ts";
import { ZARR_SORTING_CLASS } from "./si-class.ts";

/**
 * A sorting at the root of a store or in one of its groups.
 * @throws MissingSibling, CorruptFile, TruncatedFile, Unsupported
 */
export async function readZarrSorting(
  folder: string,
  group: string | null,
  ctx: CoreContext,
): Promise<Sorting> {
  const store: ZarrStore = { folder, fs: ctx.fs };
  const at = (name: string): string => joined(group ?? "", name);
  const place = pathOf(store, group ?? "");
  const attributes = await readAttributes(store, group ?? "");
  const numSegments = segmentCount(attributes, place);
  const unitIds = await readIds(store, at("unit_ids"));
  const sampleIndex = await readColumn(store, at("spikes/sample_index"));
  const unitIndex = Int32Array.from(await readColumn(store, at("spikes/unit_index")));
  const slices = await readColumn(store, at("spikes/segment_slices"));
  if (unitIndex.length !== sampleIndex.length) {
    throw new EphysError(
      "CorruptFile",
      `${place} has ${String(sampleIndex.length)} samples for ${String(unitIndex.length)} units of spikes`,
      { path: place },
    );
  }
  const metadata = await readMetadata(store, group ?? "", unitIds.length);
  return sortingFromSpikes({
    unitIds,
    samplingFrequency: samplingRate(attributes, place),
    numSegments,
    spikes: {
      sampleIndex,
      unitIndex,
      segmentIndex: segmentsOf(slices, numSegments, sampleIndex.length, place),
    },
    keepOrder: true,
    properties: metadata.properties,
    annotations: metadata.annotations,
    source: {
      siClass: ZARR_SORTING_CLASS,
      kwargs: { folder_path: folder, storage_options: null, zarr_group: group },
    },
  });
}

async function readColumn(store: ZarrStore, key: string): Promise<Float64Array> {
  return toFloat64(await readPlainArray(store, key, "refuse"));
}

/** The segment of every spike. @param slices [segment × 2], rows from and to */
function segmentsOf(
  slices: Float64Array,
  numSegments: number,
  numSpikes: number,
  path: string,
): Int32Array {
  const segments = new Int32Array(numSpikes);
  let at = 0;
  let whole = slices.length === 2 * numSegments;
  for (let segment = 0; segment < numSegments && whole; segment++) {
    const start = slices[2 * segment];
    const end = slices[2 * segment + 1];
    whole = start === at && end >= start && end <= numSpikes;
    if (whole) segments.fill(segment, start, end);
    at = end;
  }
  if (whole && at === numSpikes) return segments;
  throw new EphysError(
    "CorruptFile",
    `the segment_slices of ${path} do not divide its ${String(numSpikes)} spikes into ${String(numSegments)} segments`,
    { path },
  );
}
