import { isStructured } from "#core/array/index.ts";
import { dictPart, EphysError, type ExtractorDict, type UnitId } from "#core/model/index.ts";
import {
  arrayToJson,
  mergeJsonProperties,
  pickProperties,
  type Properties,
} from "#core/recording/index.ts";
import { sortingFromSpikes } from "./memory.ts";
import type { Sorting, SpikeVector } from "./sorting.ts";
import { countSpikes, rowsOfUnits, takeSpikes } from "./spikes.ts";

export const UNITS_SELECTION_CLASS =
  "spikeinterface.core.unitsselectionsorting.UnitsSelectionSorting";
export const FRAME_SLICE_SORTING_CLASS = "spikeinterface.core.frameslicesorting.FrameSliceSorting";

/** Positions of unit ids. @throws UnitNotFound naming the id */
export function unitIndicesOf(sorting: Sorting, ids: readonly UnitId[]): Int32Array {
  const positions = new Map(sorting.unitIds.map((id, i) => [id, i]));
  return Int32Array.from(ids, (id) => {
    const index = positions.get(id);
    if (index === undefined) {
      throw new EphysError(
        "UnitNotFound",
        `unit ${JSON.stringify(id)} is not in the sorting (${String(sorting.unitIds.length)} units)`,
        { unitId: id },
      );
    }
    return index;
  });
}

/** Some units in a given order, optionally under new ids. @throws UnitNotFound, InvalidParameter */
export function selectUnits(
  sorting: Sorting,
  unitIds: readonly UnitId[] = sorting.unitIds,
  renamedUnitIds: readonly UnitId[] = unitIds,
): Sorting {
  if (new Set(unitIds).size !== unitIds.length || renamedUnitIds.length !== unitIds.length) {
    throw new EphysError(
      "InvalidParameter",
      "unit_ids must all differ, and renamed_unit_ids must name each of them",
    );
  }
  const indices = unitIndicesOf(sorting, unitIds);
  return sortingFromSpikes({
    unitIds: renamedUnitIds,
    samplingFrequency: sorting.samplingFrequency,
    numSegments: sorting.numSegments,
    spikes: relabelSpikes(sorting, indices),
    properties: pickProperties(sorting.properties, indices),
    annotations: sorting.annotations,
    source: () => ({
      siClass: UNITS_SELECTION_CLASS,
      kwargs: {
        parent_sorting: sorting.dict,
        unit_ids: [...unitIds],
        renamed_unit_ids: [...renamedUnitIds],
      },
    }),
  });
}

/** Keeps the spikes of some units, numbered by their place in `indices`. */
function relabelSpikes(sorting: Sorting, indices: Int32Array): SpikeVector {
  const place = new Int32Array(sorting.unitIds.length);
  indices.forEach((index, i) => (place[index] = i));
  const kept = takeSpikes(sorting.spikes, rowsOfUnits(sorting, indices));
  return { ...kept, unitIndex: kept.unitIndex.map((unit) => place[unit]) };
}

/** All units but some. */
export function removeUnits(sorting: Sorting, unitIds: readonly UnitId[]): Sorting {
  unitIndicesOf(sorting, unitIds);
  const gone = new Set(unitIds);
  return selectUnits(
    sorting,
    sorting.unitIds.filter((id) => !gone.has(id)),
  );
}

/** Units that have at least one spike. */
export function removeEmptyUnits(sorting: Sorting): Sorting {
  const counts = countSpikes(sorting);
  return selectUnits(
    sorting,
    sorting.unitIds.filter((_, i) => counts[i] > 0),
  );
}

/** Spikes in frames [startFrame, endFrame) of a sorting with one segment, counted from `startFrame`. */
export function sliceSortingFrames(sorting: Sorting, startFrame = 0, endFrame = Infinity): Sorting {
  if (sorting.numSegments !== 1) {
    throw new EphysError(
      "InvalidParameter",
      `frames can be cut from one segment only, the sorting has ${String(sorting.numSegments)}`,
    );
  }
  if (!(startFrame >= 0) || !(startFrame < endFrame)) {
    throw new EphysError(
      "InvalidParameter",
      `frames ${String(startFrame)} to ${String(endFrame)} are not a range`,
      { startFrame },
    );
  }
  const rows: number[] = [];
  const { sampleIndex } = sorting.spikes;
  for (let i = 0; i < sampleIndex.length; i++) {
    if (sampleIndex[i] >= startFrame && sampleIndex[i] < endFrame) rows.push(i);
  }
  const kept = takeSpikes(sorting.spikes, rows);
  return sortingFromSpikes({
    unitIds: sorting.unitIds,
    samplingFrequency: sorting.samplingFrequency,
    numSegments: 1,
    spikes: { ...kept, sampleIndex: kept.sampleIndex.map((sample) => sample - startFrame) },
    properties: sorting.properties,
    annotations: sorting.annotations,
    source: () => ({
      siClass: FRAME_SLICE_SORTING_CLASS,
      kwargs: {
        parent_sorting: sorting.dict,
        start_frame: startFrame,
        end_frame: Number.isFinite(endFrame) ? endFrame : null,
      },
    }),
  });
}

/** The same sorting with more properties (one value per unit) and annotations. */
export function withSortingMetadata(
  sorting: Sorting,
  changes: { readonly properties?: Properties; readonly annotations?: Sorting["annotations"] },
): Sorting {
  const added = [...(changes.properties ?? [])];
  return sortingFromSpikes({
    unitIds: sorting.unitIds,
    samplingFrequency: sorting.samplingFrequency,
    numSegments: sorting.numSegments,
    spikes: sorting.spikes,
    keepOrder: true,
    properties: new Map([...sorting.properties, ...added]),
    annotations: { ...sorting.annotations, ...changes.annotations },
    source: () => ({ siClass: sorting.dict.class, kwargs: sorting.dict.kwargs }),
    extraProperties: () => [
      ...new Set([
        ...Object.keys(dictPart(sorting.dict, "properties")),
        ...added.map(([name]) => name),
      ]),
    ],
  });
}

/** What a dictionary says beyond class and arguments: annotations and properties (null removes). */
export function withSortingDictMetadata(sorting: Sorting, dict: ExtractorDict): Sorting {
  const changed = Object.entries(dictPart(dict, "properties")).filter(([name, value]) => {
    const own = sorting.properties.get(name);
    const ownJson = own === undefined || isStructured(own) ? null : arrayToJson(own);
    return JSON.stringify(value ?? null) !== JSON.stringify(ownJson);
  });
  const annotations = Object.entries(dictPart(dict, "annotations")).filter(
    ([name, value]) =>
      value !== null && JSON.stringify(value) !== JSON.stringify(sorting.annotations[name]),
  );
  if (changed.length === 0 && annotations.length === 0) return sorting;
  return sortingFromSpikes({
    unitIds: sorting.unitIds,
    samplingFrequency: sorting.samplingFrequency,
    numSegments: sorting.numSegments,
    spikes: sorting.spikes,
    keepOrder: true,
    properties: mergeJsonProperties(
      sorting.properties,
      Object.fromEntries(changed),
      sorting.unitIds.length,
    ),
    annotations: { ...sorting.annotations, ...Object.fromEntries(annotations) },
    source: { siClass: sorting.dict.class, kwargs: sorting.dict.kwargs },
    extraProperties: Object.keys(dictPart(dict, "properties")),
  });
}
