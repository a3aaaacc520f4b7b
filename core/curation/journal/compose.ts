import { EphysError, type UnitId } from "#core/model/index.ts";
import { spikesByUnit, type Sorting } from "#core/sorting/index.ts";
import type { ActEntry } from "./actions.ts";
import { partUnitIds } from "./new-ids.ts";

/*
 * Any row of merges and splits amounts to this: some units of the sorting fall into pieces, then pieces and whole units are
 * joined. However long the journal, two steps lead from the sorting to the units as curated.
 */

/** A unit of the sorting that falls into pieces. */
export interface ComposedSplit {
  readonly unitId: UnitId;
  /** [piece] positions among the unit's spikes, ascending; together each spike once */
  readonly parts: readonly Float64Array[];
  /** [piece]: the unit as curated where the piece is all of it, else a name for the time between the steps */
  readonly ids: readonly UnitId[];
}

export interface ComposedUnits {
  readonly splits: readonly ComposedSplit[];
  /** of whole units and pieces */
  readonly merges: readonly { readonly unitIds: readonly UnitId[]; readonly newUnitId: UnitId }[];
  /** per unit as curated, the whole units and pieces that it is made of */
  readonly members: ReadonlyMap<UnitId, readonly UnitId[]>;
}

/**
 * The two steps that merges and splits amount to.
 * @param entries in order; actions of other kinds are passed over
 * @throws UnitNotFound, InvalidValue when a split does not fit its unit
 */
export function composeUnits(sorting: Sorting, entries: readonly ActEntry[]): ComposedUnits {
  const rowsOf = new Map<UnitId, Uint32Array>();
  const { starts, rows } = spikesByUnit(sorting);
  const { numSegments, unitIds } = sorting;
  const first = (unit: number): number => starts[unit * numSegments];
  for (const [u, id] of unitIds.entries()) rowsOf.set(id, rows.subarray(first(u), first(u + 1)));
  const untouched = new Set(unitIds);
  const take = (id: UnitId): Uint32Array => {
    const found = rowsOf.get(id);
    if (found === undefined) {
      throw new EphysError("UnitNotFound", `unit ${JSON.stringify(id)} is not there`, {
        unitId: id,
      });
    }
    rowsOf.delete(id);
    untouched.delete(id);
    return found;
  };
  for (const { action } of entries) {
    if (action.kind === "merge") {
      const members = action.unitIds.map(take);
      const empty = members.findIndex((own) => own.length === 0);
      if (empty >= 0) refuseEmpty(action.unitIds[empty]);
      rowsOf.set(action.newUnitId, joined(members));
    } else if (action.kind === "split") {
      const parts = divided(take(action.unitId), action.parts, action.newUnitIds.length);
      if (parts === undefined) {
        throw new EphysError(
          "InvalidValue",
          `the split of unit ${JSON.stringify(action.unitId)} is about other spikes than the unit has; the sorting has changed since`,
          { unitId: action.unitId },
        );
      }
      action.newUnitIds.forEach((id, p) => rowsOf.set(id, parts[p]));
    }
  }
  return piecesOf(sorting, rowsOf, untouched);
}

function refuseEmpty(unitId: UnitId): never {
  throw new EphysError(
    "InvalidValue",
    `unit ${JSON.stringify(unitId)} has no spikes: there is nothing to merge; delete it instead`,
    { unitId },
  );
}

function joined(lists: readonly Uint32Array[]): Uint32Array {
  const out = new Uint32Array(lists.reduce((n, list) => n + list.length, 0));
  let at = 0;
  for (const list of lists) {
    out.set(list, at);
    at += list.length;
  }
  return out.sort();
}

/** The rows of each part; undefined when the parts are of another unit. */
function divided(
  rows: Uint32Array,
  parts: Uint16Array,
  numParts: number,
): Uint32Array[] | undefined {
  if (parts.length !== rows.length) return undefined;
  const counts = new Float64Array(numParts);
  for (const part of parts) {
    if (part >= numParts) return undefined;
    counts[part]++;
  }
  const out = Array.from(counts, (n) => new Uint32Array(n));
  counts.fill(0);
  for (let i = 0; i < rows.length; i++) out[parts[i]][counts[parts[i]]++] = rows[i];
  return out;
}

function piecesOf(
  sorting: Sorting,
  rowsOf: ReadonlyMap<UnitId, Uint32Array>,
  untouched: ReadonlySet<UnitId>,
): ComposedUnits {
  const { starts, rows } = spikesByUnit(sorting);
  const { numSegments, unitIds, spikes } = sorting;
  /** [row] position among the spikes of its unit; only rows of touched units are asked for */
  const positionOf = new Float64Array(spikes.unitIndex.length);
  const touched = unitIds.flatMap((id, u) => (untouched.has(id) ? [] : [u]));
  for (const u of touched) {
    const from = starts[u * numSegments];
    const end = starts[(u + 1) * numSegments];
    for (let i = from; i < end; i++) positionOf[rows[i]] = i - from;
  }
  const pieces = new Map<number, { readonly owner: UnitId; readonly positions: Float64Array }[]>();
  const made = [...rowsOf].filter(([id]) => !untouched.has(id));
  for (const [owner, own] of made) {
    for (const [unit, positions] of byUnit(own, spikes.unitIndex, positionOf)) {
      pieces.set(unit, [...(pieces.get(unit) ?? []), { owner, positions }]);
    }
  }
  const members = new Map<UnitId, UnitId[]>(unitIds.flatMap((id) => (untouched.has(id) ? [[id, [id]]] : []))); // prettier-ignore
  const numPieces = new Map<UnitId, number>();
  for (const { owner } of [...pieces.values()].flat()) {
    numPieces.set(owner, (numPieces.get(owner) ?? 0) + 1);
  }
  const used = [...unitIds, ...made.map(([id]) => id)];
  const splits: ComposedSplit[] = [];
  const add = (owner: UnitId, member: UnitId): void => {
    members.set(owner, [...(members.get(owner) ?? []), member]);
  };
  for (const [unit, own] of [...pieces].sort(([a], [b]) => a - b)) {
    const unitId = unitIds[unit];
    const [only] = own;
    if (own.length === 1 && numPieces.get(only.owner) !== 1) {
      add(only.owner, unitId);
      continue;
    }
    if (own.length === 1) own.splice(0, 1, ...halves(only)); // all of a unit under a new id
    const names = partUnitIds(used, unitId, own.length);
    const isAll = own.length === 2 && own[0].owner === own[1].owner;
    const ids = own.map(({ owner }, p) => (numPieces.get(owner) === 1 && !isAll ? owner : names[p])); // prettier-ignore
    used.push(...names);
    own.forEach(({ owner }, p) => add(owner, ids[p]));
    splits.push({ unitId, parts: own.map(({ positions }) => positions), ids });
  }
  const merges = [...members].flatMap(([newUnitId, from]) =>
    from.length > 1 ? [{ unitIds: from, newUnitId }] : [],
  );
  return { splits, merges, members };
}

/** Two pieces whose join has a new id, because nothing in the format gives a unit another id. */
function halves({ owner, positions }: { owner: UnitId; positions: Float64Array }) {
  return [positions.subarray(0, -1), positions.subarray(-1)].map((part) => ({
    owner,
    positions: part,
  }));
}

/** The positions of some rows within their units, by unit. */
function byUnit(
  own: Uint32Array,
  unitIndex: Int32Array,
  positionOf: Float64Array,
): Map<number, Float64Array> {
  const counts = new Map<number, number>();
  for (const row of own) counts.set(unitIndex[row], (counts.get(unitIndex[row]) ?? 0) + 1);
  const out = new Map([...counts].map(([unit, n]) => [unit, new Float64Array(n)]));
  counts.clear();
  for (const row of own) {
    const unit = unitIndex[row];
    const at = counts.get(unit) ?? 0;
    (out.get(unit) ?? own)[at] = positionOf[row];
    counts.set(unit, at + 1);
  }
  return out;
}
