import { isStructured, ndArray, type NdArray, type StructuredArray } from "#core/array/index.ts";
import { EphysError, memoryBeside, type UnitId } from "#core/model/index.ts";
import { pickRows } from "#core/recording/index.ts";
import { sortingFromSpikes } from "./memory.ts";
import { checkedMergedIds, freeMergedIds, type MergeIdStrategy } from "./new-unit-ids.ts";
import type { RegroupedSorting } from "./regroup.ts";
import { unitIndicesOf } from "./select.ts";
import type { Sorting, SpikeVector } from "./sorting.ts";
import { followSpikesByUnit, takeSpikes } from "./spikes.ts";

export interface MergeOptions {
  /** ids of the merged units, one per group; default by `newIdStrategy` */
  readonly newUnitIds?: readonly UnitId[] | undefined;
  /** spikes of a merged unit that follow another by less than this many ms are dropped */
  readonly censorMs?: number | undefined;
  /** spikes of a merged unit that follow one of another member by at most this many ms are dropped */
  readonly duplicateMs?: number | undefined;
  /** "append" */
  readonly newIdStrategy?: MergeIdStrategy | undefined;
  /** false: properties of merged units stay empty (properties_policy "remove"); true */
  readonly keepProperties?: boolean;
}

/** Merges groups of units and answers the sorting alone. */
export function mergeUnits(
  sorting: Sorting,
  groups: readonly (readonly UnitId[])[],
  options: MergeOptions = {},
): Sorting {
  return applyMerges(sorting, groups, options).sorting;
}

/**
 * Merges groups of units (apply_merges_to_sorting, merge_units_sorting of SpikeInterface 0.103): kept units first, in
 * order, merged ones after them; a merged unit that takes a member's id stands where that member stood. A property
 * survives a merge where all members agree, else it is left empty ("" or NaN); integer properties without agreement are
 * dropped. `is_merged` marks the merged units.
 * @throws UnitNotFound, InvalidParameter
 */
export function applyMerges(
  sorting: Sorting,
  groups: readonly (readonly UnitId[])[],
  options: MergeOptions = {},
): RegroupedSorting {
  const members = checkedGroups(sorting, groups);
  const newIds = options.newUnitIds
    ? checkedMergedIds(sorting.unitIds, groups, options.newUnitIds)
    : freeMergedIds(sorting.unitIds, groups, options.newIdStrategy);
  const { unitIds, sources } = mergedUnits(sorting.unitIds, members, newIds);
  if (new Set(unitIds).size !== unitIds.length) {
    throw new EphysError(
      "InvalidParameter",
      `two units would be called alike: new unit ids ${JSON.stringify(newIds)}`,
      { parameter: "new_unit_ids" },
    );
  }
  const kept = keptSpikes(sorting, members, options);
  const place = new Int32Array(sorting.unitIds.length);
  sources.forEach((from, i) => {
    for (const index of from) place[index] = i;
  });
  const relabelled: SpikeVector = {
    ...sorting.spikes,
    unitIndex: relabel(sorting.spikes.unitIndex, place),
  };
  const madeUnits = Int32Array.from(sources.flatMap((from, i) => (from.length > 1 ? [i] : [])));
  const merged = sortingFromSpikes({
    unitIds,
    samplingFrequency: sorting.samplingFrequency,
    numSegments: sorting.numSegments,
    spikes: kept === undefined ? relabelled : takeSpikes(relabelled, rowsOf(kept)),
    keepOrder: true,
    isChecked: kept === undefined, // as the spikes were, in other units that there are
    properties: mergedProperties(sorting, sources, options.keepProperties ?? true),
    annotations: sorting.annotations,
  });
  if (kept === undefined) followSpikesByUnit(sorting, merged, sources, madeUnits);
  return {
    sorting: merged,
    sources,
    madeUnits,
    kept,
    lineage: groups.map((from, g) => ({ unitId: newIds[g], from: [...from], by: "merge" })),
  };
}

function relabel(unitIndex: Int32Array, place: Int32Array): Int32Array {
  const out = memoryBeside(unitIndex, unitIndex.length);
  for (let i = 0; i < out.length; i++) out[i] = place[unitIndex[i]];
  return out;
}

function checkedGroups(sorting: Sorting, groups: readonly (readonly UnitId[])[]): number[][] {
  const members = groups.map((group) => [...unitIndicesOf(sorting, group)]);
  const flat = members.flat();
  const small = groups.find((group) => group.length < 2);
  if (new Set(flat).size === flat.length && small === undefined) return members;
  throw new EphysError(
    "InvalidParameter",
    small === undefined
      ? "merge groups may not share a unit, and a unit stands in its group once"
      : `a merge needs at least two units, not ${JSON.stringify(small)}`,
    { parameter: "merge_unit_groups" },
  );
}

function mergedUnits(
  oldIds: readonly UnitId[],
  members: readonly (readonly number[])[],
  newIds: readonly UnitId[],
): { unitIds: UnitId[]; sources: (readonly number[])[] } {
  const groupOf = new Map(members.flatMap((group, g) => group.map((index) => [index, g] as const)));
  const unitIds: UnitId[] = [];
  const sources: (readonly number[])[] = [];
  const placed = new Set<number>();
  for (const [index, id] of oldIds.entries()) {
    const g = groupOf.get(index);
    if (g !== undefined && newIds[g] !== id) continue;
    if (g !== undefined) placed.add(g);
    unitIds.push(id);
    sources.push(g === undefined ? [index] : members[g]);
  }
  for (const [g, id] of newIds.entries()) {
    if (placed.has(g)) continue;
    unitIds.push(id);
    sources.push(members[g]);
  }
  return { unitIds, sources };
}

/** Spikes of the groups that stay; undefined when nothing is to be dropped. The spike before counts even if it goes. */
function keptSpikes(
  { spikes, samplingFrequency, unitIds }: Sorting,
  members: readonly (readonly number[])[],
  { censorMs, duplicateMs }: MergeOptions,
): Uint8Array | undefined {
  if (censorMs === undefined && duplicateMs === undefined) return undefined;
  const frames = (ms: number | undefined): number =>
    ms === undefined ? -Infinity : Math.trunc((samplingFrequency * ms) / 1000);
  const censor = frames(censorMs);
  const duplicate = frames(duplicateMs);
  const group = new Int32Array(unitIds.length).fill(-1);
  members.forEach((of, g) => {
    for (const index of of) group[index] = g;
  });
  const lastSample = new Float64Array(members.length).fill(-Infinity);
  const lastUnit = new Int32Array(members.length).fill(-1);
  const kept = new Uint8Array(spikes.unitIndex.length).fill(1);
  let segment = -1;
  for (let i = 0; i < kept.length; i++) {
    if (spikes.segmentIndex[i] !== segment) {
      segment = spikes.segmentIndex[i];
      lastSample.fill(-Infinity);
    }
    const unit = spikes.unitIndex[i];
    const g = group[unit];
    if (g < 0) continue;
    const gap = spikes.sampleIndex[i] - lastSample[g];
    if (gap < censor || (gap <= duplicate && lastUnit[g] !== unit)) kept[i] = 0;
    lastSample[g] = spikes.sampleIndex[i];
    lastUnit[g] = unit;
  }
  return kept;
}

/** Positions of what is not 0. */
function rowsOf(mask: Uint8Array): Float64Array {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i];
  const rows = new Float64Array(count);
  for (let i = 0, at = 0; i < mask.length; i++) if (mask[i] !== 0) rows[at++] = i;
  return rows;
}

function mergedProperties(
  sorting: Sorting,
  sources: readonly (readonly number[])[],
  keep: boolean,
): Sorting["properties"] {
  const out = new Map<string, NdArray | StructuredArray>();
  const firsts = sources.map(([first]) => first);
  for (const [name, value] of sorting.properties) {
    if (isStructured(value)) continue;
    const picked = pickRows(value, firsts);
    const emptied = sources.flatMap((from, i) =>
      from.length > 1 && !(keep && agree(value, from)) ? [i] : [],
    );
    const empty = Array.isArray(picked.data) ? "" : value.dtype.startsWith("float") ? NaN : null;
    if (emptied.length > 0 && empty === null) continue;
    const width = picked.data.length / sources.length;
    for (const row of emptied) {
      (picked.data as unknown[]).fill(empty, row * width, (row + 1) * width);
    }
    out.set(name, picked);
  }
  const isMerged = Uint8Array.from(sources, (from) => (from.length > 1 ? 1 : 0));
  out.set("is_merged", ndArray("bool", [isMerged.length], isMerged));
  return out;
}

function agree(array: NdArray, rows: readonly number[]): boolean {
  const width = array.shape.slice(1).reduce((product, n) => product * n, 1);
  return rows.every((row) => {
    for (let i = 0; i < width; i++) {
      if (array.data[row * width + i] !== array.data[rows[0] * width + i]) return false;
    }
    return true;
  });
}
