import { EphysError, type UnitId } from "#core/model/index.ts";
import { pickRows } from "#core/recording/index.ts";
import { isStructured, type NdArray, type StructuredArray } from "#core/array/index.ts";
import { sortingFromSpikes } from "./memory.ts";
import { unitIndicesOf } from "./select.ts";
import type { Sorting } from "./sorting.ts";
import { takeSpikes } from "./spikes.ts";

export interface MergeOptions {
  /** ids of the merged units, one per group; default by `newIdStrategy` */
  readonly newUnitIds?: readonly UnitId[];
  /** spikes of a merged unit that follow another by less than this many ms are dropped */
  readonly censorMs?: number;
  /** default "append": new ids after the largest; "take_first": the first of each group; "join": "a-b" */
  readonly newIdStrategy?: "append" | "take_first" | "join";
}

/**
 * Merges groups of units (SpikeInterface's apply_merges_to_sorting): kept units first, in order, merged ones after
 * them; with "take_first" a merged unit stands where its first member stood. A property survives a merge where all
 * members agree, else it is left empty ("" or NaN); integer properties without agreement are dropped. `is_merged` marks the new ids.
 */
export function mergeUnits(
  sorting: Sorting,
  groups: readonly (readonly UnitId[])[],
  options: MergeOptions = {},
): Sorting {
  const members = groups.map((group) => [...unitIndicesOf(sorting, group)]);
  const flat = members.flat();
  if (new Set(flat).size !== flat.length || groups.some((group) => group.length < 2)) {
    throw new EphysError(
      "InvalidParameter",
      "merge groups need at least two units each and may not share a unit",
    );
  }
  const newIds = options.newUnitIds ?? newMergedIds(sorting.unitIds, groups, options.newIdStrategy);
  checkNewIds(sorting.unitIds, groups, newIds);
  const { unitIds, sources } = mergedUnits(sorting.unitIds, members, newIds);
  const place = new Int32Array(sorting.unitIds.length);
  sources.forEach((from, i) => {
    for (const index of from) place[index] = i;
  });
  const relabelled = {
    ...sorting.spikes,
    unitIndex: sorting.spikes.unitIndex.map((unit) => place[unit]),
  };
  const merged = new Set(sources.flatMap((from, i) => (from.length > 1 ? [i] : [])));
  const censor = Math.trunc((sorting.samplingFrequency * (options.censorMs ?? 0)) / 1000);
  const spikes = options.censorMs
    ? takeSpikes(relabelled, uncensoredRows(relabelled, merged, censor, unitIds.length))
    : relabelled;
  return sortingFromSpikes({
    unitIds,
    samplingFrequency: sorting.samplingFrequency,
    numSegments: sorting.numSegments,
    spikes,
    properties: mergedProperties(sorting, unitIds, sources),
    annotations: sorting.annotations,
  });
}

/**
 * Ids for merged units (SpikeInterface's generate_unit_ids_for_merge_group): "append" counts on from the largest number,
 * also among texts of digits; other texts become "merge0" …; "join" needs texts and otherwise appends.
 */
export function newMergedIds(
  oldIds: readonly UnitId[],
  groups: readonly (readonly UnitId[])[],
  strategy: MergeOptions["newIdStrategy"] = "append",
): UnitId[] {
  const texts = oldIds.some((id) => typeof id === "string");
  if (strategy === "take_first") return groups.map(([first]) => first);
  if (strategy === "join" && texts) return groups.map((group) => group.join("-"));
  if (texts && !oldIds.every((id) => /^\d+$/.test(String(id)))) {
    return groups.map((_, i) => `merge${String(i)}`);
  }
  const next = oldIds.reduce<number>((most, id) => Math.max(most, Number(id)), -1) + 1;
  return groups.map((_, i) => (texts ? String(next + i) : next + i));
}

/** New ids must be one per group and may be old ones only of their own group. */
function checkNewIds(
  oldIds: readonly UnitId[],
  groups: readonly (readonly UnitId[])[],
  newIds: readonly UnitId[],
): void {
  const taken = newIds.find((id, g) => oldIds.includes(id) && !groups[g]?.includes(id));
  if (newIds.length === groups.length && taken === undefined) return;
  throw new EphysError(
    "InvalidParameter",
    taken === undefined
      ? "new_unit_ids must name one id per merge group"
      : `new unit id ${JSON.stringify(taken)} belongs to a unit outside its merge group`,
    { parameter: "new_unit_ids" },
  );
}

function mergedUnits(
  oldIds: readonly UnitId[],
  members: readonly (readonly number[])[],
  newIds: readonly UnitId[],
): { unitIds: UnitId[]; sources: (readonly number[])[] } {
  const gone = new Set(members.flat());
  const unitIds: UnitId[] = [];
  const sources: (readonly number[])[] = [];
  const placed = new Set<number>();
  for (const [index, id] of oldIds.entries()) {
    const reused = newIds.findIndex((newId, g) => newId === id && members[g].includes(index));
    if (reused >= 0) {
      placed.add(reused);
      unitIds.push(id);
      sources.push(members[reused]);
    } else if (!gone.has(index)) {
      unitIds.push(id);
      sources.push([index]);
    }
  }
  for (const [g, id] of newIds.entries()) {
    if (placed.has(g)) continue;
    unitIds.push(id);
    sources.push(members[g]);
  }
  return { unitIds, sources };
}

function uncensoredRows(
  spikes: Sorting["spikes"],
  merged: ReadonlySet<number>,
  censorFrames: number,
  numUnits: number,
): number[] {
  const rows: number[] = [];
  const last = new Float64Array(numUnits).fill(-Infinity);
  let segment = -1;
  for (let i = 0; i < spikes.unitIndex.length; i++) {
    if (spikes.segmentIndex[i] !== segment) {
      segment = spikes.segmentIndex[i];
      last.fill(-Infinity);
    }
    const unit = spikes.unitIndex[i];
    const gap = spikes.sampleIndex[i] - last[unit];
    last[unit] = spikes.sampleIndex[i];
    if (merged.has(unit) && gap < censorFrames) continue;
    rows.push(i);
  }
  return rows;
}

function mergedProperties(
  sorting: Sorting,
  unitIds: readonly UnitId[],
  sources: readonly (readonly number[])[],
): Sorting["properties"] {
  const out = new Map<string, NdArray | StructuredArray>();
  for (const [name, value] of sorting.properties) {
    if (isStructured(value)) continue;
    const picked = pickRows(
      value,
      sources.map(([first]) => first),
    );
    const disagreeing = sources.flatMap((from, i) => (agree(value, from) ? [] : [i]));
    const empty = Array.isArray(picked.data) ? "" : value.dtype.startsWith("float") ? NaN : null;
    if (disagreeing.length > 0 && empty === null) continue;
    const width = picked.data.length / sources.length;
    for (const row of disagreeing) {
      (picked.data as unknown[]).fill(empty, row * width, (row + 1) * width);
    }
    out.set(name, picked);
  }
  const isNew = Uint8Array.from(unitIds, (id) => (sorting.unitIds.includes(id) ? 0 : 1));
  out.set("is_merged", { dtype: "bool", shape: [isNew.length], data: isNew });
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
