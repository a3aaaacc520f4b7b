import { EphysError, type UnitId } from "#core/model/index.ts";
import {
  DEFAULT_CATEGORIES,
  type ActEntry,
  type CurationAction,
  type LabelCategory,
  type LabelsByCategory,
} from "./actions.ts";

/** Where a unit that was made comes from: the units before it and the row of the journal that made it. */
export interface MadeUnit {
  readonly from: readonly UnitId[];
  readonly by: "merge" | "split";
  readonly entryId: number;
}

/** Units as curated: what stands after some actions. */
export interface CuratedUnits {
  /** units that are there, removed ones among them: those that stayed in their order, then made ones */
  readonly unitIds: readonly UnitId[];
  readonly removed: ReadonlySet<UnitId>;
  /** every unit that was ever made by the actions, also those that went into another */
  readonly made: ReadonlyMap<UnitId, MadeUnit>;
  readonly categories: readonly LabelCategory[];
  readonly labels: ReadonlyMap<UnitId, LabelsByCategory>;
  readonly notes: ReadonlyMap<UnitId, string>;
  readonly judged: readonly {
    readonly unitIds: readonly [UnitId, UnitId];
    readonly verdict: "reject" | "skip";
  }[];
}

interface Draft {
  unitIds: UnitId[];
  removed: Set<UnitId>;
  made: Map<UnitId, MadeUnit>;
  categories: readonly LabelCategory[];
  labels: Map<UnitId, LabelsByCategory>;
  notes: Map<UnitId, string>;
  judged: Map<string, CuratedUnits["judged"][number]>;
}

/**
 * Units after some actions.
 * @param unitIds before the first of them
 * @throws UnitNotFound, InvalidValue when an action does not fit what stands before it
 */
export function curatedUnits(
  unitIds: readonly UnitId[],
  entries: readonly ActEntry[],
): CuratedUnits {
  const draft: Draft = {
    unitIds: [...unitIds],
    removed: new Set(),
    made: new Map(),
    categories: DEFAULT_CATEGORIES,
    labels: new Map(),
    notes: new Map(),
    judged: new Map(),
  };
  for (const entry of entries) apply(draft, entry);
  return { ...draft, judged: [...draft.judged.values()] };
}

function apply(draft: Draft, { action, id: entryId }: ActEntry): void {
  switch (action.kind) {
    case "merge":
      merge(draft, action, entryId);
      return;
    case "split":
      split(draft, action, entryId);
      return;
    case "remove":
    case "restore":
      for (const id of action.unitIds) {
        mustExist(draft, id);
        if (action.kind === "remove") draft.removed.add(id);
        else draft.removed.delete(id);
      }
      return;
    case "label":
      for (const { unitId, category, values } of action.changes) {
        mustExist(draft, unitId);
        draft.labels.set(unitId, withLabel(draft.labels.get(unitId) ?? {}, category, values));
      }
      return;
    case "note":
      for (const id of action.unitIds) {
        mustExist(draft, id);
        if (action.text === "") draft.notes.delete(id);
        else draft.notes.set(id, action.text);
      }
      return;
    case "categories":
      draft.categories = action.categories;
      return;
    case "judge": {
      const { unitIds, verdict } = action;
      if (verdict === null) draft.judged.delete(pairKey(unitIds));
      else draft.judged.set(pairKey(unitIds), { unitIds, verdict });
      return;
    }
    default:
      return action satisfies never;
  }
}

type Of<K extends CurationAction["kind"]> = Extract<CurationAction, { readonly kind: K }>;

function merge(draft: Draft, { unitIds, newUnitId, labels }: Of<"merge">, entryId: number): void {
  const notes = [...new Set(unitIds.flatMap((id) => draft.notes.get(id) ?? []))];
  replace(draft, unitIds, [newUnitId], { from: unitIds, by: "merge", entryId });
  if (Object.keys(labels).length > 0) draft.labels.set(newUnitId, labels);
  if (notes.length > 0) draft.notes.set(newUnitId, notes.join("; "));
}

function split(draft: Draft, { unitId, newUnitIds }: Of<"split">, entryId: number): void {
  const labels = draft.labels.get(unitId);
  const note = draft.notes.get(unitId);
  replace(draft, [unitId], newUnitIds, { from: [unitId], by: "split", entryId });
  for (const id of newUnitIds) {
    if (labels !== undefined) draft.labels.set(id, labels);
    if (note !== undefined) draft.notes.set(id, note);
  }
}

function replace(
  draft: Draft,
  old: readonly UnitId[],
  fresh: readonly UnitId[],
  origin: MadeUnit,
): void {
  for (const id of old) {
    mustExist(draft, id);
    if (draft.removed.has(id)) {
      throw new EphysError(
        "InvalidValue",
        `unit ${JSON.stringify(id)} is deleted; restore it before a ${origin.by}`,
        { unitId: id },
      );
    }
    draft.labels.delete(id);
    draft.notes.delete(id);
  }
  const gone = new Set(old);
  draft.unitIds = [...draft.unitIds.filter((id) => !gone.has(id)), ...fresh];
  for (const id of fresh) draft.made.set(id, origin);
}

/** @throws UnitNotFound saying what became of it */
function mustExist({ unitIds, made }: Pick<Draft, "unitIds" | "made">, id: UnitId): void {
  if (unitIds.includes(id)) return;
  const after = [...made].find(([, { from }]) => from.includes(id));
  throw new EphysError(
    "UnitNotFound",
    `unit ${JSON.stringify(id)} is not there` +
      (after === undefined ? "" : ` any more: it went into unit ${JSON.stringify(after[0])}`),
    { unitId: id },
  );
}

/** The labels of a unit with those of one category replaced. */
function withLabel(
  labels: LabelsByCategory,
  category: string,
  values: readonly string[],
): LabelsByCategory {
  const others = Object.entries(labels).filter(([name]) => name !== category);
  return Object.fromEntries(values.length === 0 ? others : [...others, [category, values]]);
}

/** A pair of units whatever their order. */
export function pairKey(unitIds: readonly [UnitId, UnitId]): string {
  return unitIds
    .map((id) => JSON.stringify(id))
    .sort()
    .join(" ");
}

/**
 * The labels of a merged unit. An exclusive label wins when the units that have one agree (Phy's rule: a labelled unit beats
 * unlabelled ones); where they differ it is left open, as SpikeInterface does. Other labels are joined.
 */
export function mergedLabels(
  { labels, categories }: Pick<CuratedUnits, "labels" | "categories">,
  unitIds: readonly UnitId[],
): LabelsByCategory {
  const out: Record<string, readonly string[]> = {};
  const own = unitIds.map((id) => labels.get(id) ?? {});
  for (const name of new Set(own.flatMap((one) => Object.keys(one)))) {
    const values = [...new Set(own.flatMap((one) => one[name] ?? []))];
    const exclusive = categories.find((category) => category.name === name)?.exclusive ?? true;
    if (!exclusive || values.length === 1) out[name] = values;
  }
  return out;
}
