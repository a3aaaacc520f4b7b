import type { UnitId } from "#core/model/index.ts";

/**
 * Pairs joined to groups (resolve_merging_graph of SpikeInterface 0.103): the connected components of the graph of pairs, in
 * the order of the sorting, as are the units in them.
 */
export function connectedGroups(
  unitIds: readonly UnitId[],
  pairs: readonly (readonly [UnitId, UnitId])[],
): UnitId[][] {
  const parent = new Map<UnitId, UnitId>();
  const rootOf = (id: UnitId): UnitId => {
    let root = id;
    for (let up = parent.get(root); up !== undefined; up = parent.get(root)) root = up;
    return root;
  };
  for (const [first, second] of pairs) {
    const [a, b] = [rootOf(first), rootOf(second)];
    if (a !== b) parent.set(b, a);
  }
  const groups = new Map<UnitId, UnitId[]>();
  for (const id of unitIds) {
    const root = rootOf(id);
    groups.set(root, [...(groups.get(root) ?? []), id]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
