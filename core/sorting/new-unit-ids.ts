import { EphysError, type UnitId } from "#core/model/index.ts";

/*
 * Names for units that a merge or a split makes (generate_unit_ids_for_merge_group and generate_unit_ids_for_split of
 * SpikeInterface 0.103). Texts stay texts and numbers stay numbers.
 */

/** "append": after the largest id; "take_first": the group's first; "join": "a-b". */
export const MERGE_ID_STRATEGIES = ["append", "take_first", "join"] as const;
export type MergeIdStrategy = (typeof MERGE_ID_STRATEGIES)[number];

/** "append": after the largest id; "split": "a-0", "a-1". */
export const SPLIT_ID_STRATEGIES = ["append", "split"] as const;
export type SplitIdStrategy = (typeof SPLIT_ID_STRATEGIES)[number];

/**
 * Ids of merged units, one per group. Texts that are not all digits cannot be counted on and become "merge0" …; "join"
 * needs texts and otherwise appends.
 * @throws InvalidParameter
 */
export function newMergedIds(
  oldIds: readonly UnitId[],
  groups: readonly (readonly UnitId[])[],
  strategy: MergeIdStrategy = "append",
): UnitId[] {
  if (strategy === "take_first") {
    return groups.map(([first]) => first ?? refuse("a merge group is empty"));
  }
  if (strategy === "join" && areTexts(oldIds)) return groups.map((group) => group.join("-"));
  const { length } = groups;
  return idsAfter(oldIds, length) ?? Array.from({ length }, (_, i) => `merge${String(i)}`);
}

/**
 * The same, but never an id that a unit has already: the reference calls every second round's units "merge0" again, over
 * those of the first.
 */
export function freeMergedIds(
  oldIds: readonly UnitId[],
  groups: readonly (readonly UnitId[])[],
  strategy: MergeIdStrategy = "append",
): UnitId[] {
  const made = newMergedIds(oldIds, groups, strategy);
  return strategy === "take_first" ? made : unusedIds(made, oldIds);
}

/** Ids that were given: one per group; an old id only for its own group. @throws InvalidParameter */
export function checkedMergedIds(
  oldIds: readonly UnitId[],
  groups: readonly (readonly UnitId[])[],
  newIds: readonly UnitId[],
): readonly UnitId[] {
  if (newIds.length !== groups.length) {
    refuse(`${String(newIds.length)} new unit ids are given for ${String(groups.length)} merges`);
  }
  for (const [i, id] of newIds.entries()) {
    if (!oldIds.includes(id) || groups[i].includes(id)) continue;
    refuse(`new unit id ${JSON.stringify(id)} belongs to a unit outside its merge`);
  }
  return newIds;
}

/**
 * Ids of the parts of split units, per unit. Texts that are not all digits become "a-split0" …; "split" needs texts and
 * otherwise appends.
 */
export function newSplitIds(
  oldIds: readonly UnitId[],
  splits: readonly (readonly [UnitId, number])[],
  strategy: SplitIdStrategy = "append",
): UnitId[][] {
  const known = [...oldIds];
  return splits.map(([unit, count]) => {
    const named = (separator: string): UnitId[] =>
      Array.from({ length: count }, (_, i) => `${String(unit)}${separator}${String(i)}`);
    if (strategy === "split" && areTexts(oldIds)) return named("-");
    const made = idsAfter(known, count) ?? named("-split");
    known.push(...made);
    return made;
  });
}

/** The same, but never an id that a unit has already. */
export function freeSplitIds(
  oldIds: readonly UnitId[],
  splits: readonly (readonly [UnitId, number])[],
  strategy: SplitIdStrategy = "append",
): UnitId[][] {
  const taken = [...oldIds];
  return newSplitIds(oldIds, splits, strategy).map((made) => {
    const free = unusedIds(made, taken);
    taken.push(...free);
    return free;
  });
}

/** Counts names on until nobody has them: "merge0" → "merge1", "a-b" → "a-b-2". */
function unusedIds(made: readonly UnitId[], oldIds: readonly UnitId[]): UnitId[] {
  const taken = new Set(oldIds);
  return made.map((id) => {
    let free = id;
    const counted = /^(merge|.*-split|.*-)(\d+)$/.exec(String(id));
    const [stem, first] = counted ? [counted[1], Number(counted[2])] : [`${String(id)}-`, 1];
    for (let n = first + 1; taken.has(free); n++) free = `${stem}${String(n)}`;
    taken.add(free);
    return free;
  });
}

/** Ids that were given: as many as parts, none of them an old one. @throws InvalidParameter */
export function checkedSplitIds(
  oldIds: readonly UnitId[],
  splits: readonly (readonly [UnitId, number])[],
  newIds: readonly (readonly UnitId[])[],
): readonly (readonly UnitId[])[] {
  for (const [i, [unit, count]] of splits.entries()) {
    const given = newIds[i] as readonly UnitId[] | undefined;
    // the reference looks at the pairs that there are
    if (given === undefined) break;
    if (given.length !== count) {
      refuse(
        `unit ${JSON.stringify(unit)} is split in ${String(count)}, but ${String(given.length)} new unit ids are given`,
      );
    }
    const taken = given.find((id) => oldIds.includes(id));
    if (taken !== undefined) refuse(`new unit id ${JSON.stringify(taken)} exists already`);
  }
  return newIds;
}

/** `count` ids after the largest: numbers, or texts of digits; undefined where names are not numbers. */
function idsAfter(existing: readonly UnitId[], count: number): UnitId[] | undefined {
  if (existing.length === 0) refuse("there are no unit ids to go on from");
  const texts = areTexts(existing);
  if (texts && !existing.every((id) => /^\d+$/.test(String(id)))) return undefined;
  const largest = existing.reduce<number>((most, id) => Math.max(most, Number(id)), -Infinity);
  const next = Array.from({ length: count }, (_, i) => largest + 1 + i);
  return texts ? next.map(String) : next;
}

function areTexts(ids: readonly UnitId[]): boolean {
  return ids.some((id) => typeof id === "string");
}

function refuse(message: string): never {
  throw new EphysError("InvalidParameter", message, { parameter: "new_unit_ids" });
}
