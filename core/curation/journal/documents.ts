import type { UnitId } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { emptyCuration, type Curation, type LabelDefinition } from "../format/index.ts";
import type { ActEntry, LabelsByCategory } from "./actions.ts";
import { composeUnits, type ComposedUnits } from "./compose.ts";
import { curatedUnits, type CuratedUnits } from "./state.ts";

/**
 * What was done, in SpikeInterface's curation format: one document where it can say it all, else two that are applied one
 * after the other (a unit cannot be both split and merged, nor a part deleted, in one). The first of two names every new unit.
 */
export function curationDocuments(sorting: Sorting, entries: readonly ActEntry[]): Curation[] {
  const units = curatedUnits(sorting.unitIds, entries);
  const composed = composeUnits(sorting, entries);
  const definitions = labelDefinitions(units);
  if (fitsOne(units, composed)) return [oneDocument(sorting.unitIds, units, composed, definitions)];
  const splits = composed.splits.map(splitOf);
  const first: Curation = { ...emptyCuration(sorting.unitIds), splits };
  const broken = new Set(composed.splits.map(({ unitId }) => unitId));
  const between = [
    ...sorting.unitIds.filter((id) => !broken.has(id)),
    ...composed.splits.flatMap(({ ids }) => ids),
  ];
  return [first, secondDocument(between, units, composed, definitions)];
}

const splitOf = ({ unitId, parts, ids }: ComposedUnits["splits"][number]) => ({
  unitId,
  by: { mode: "indices" as const, indices: parts.map((part) => Array.from(part)) },
  newUnitIds: ids,
});

/** Whether no unit is both split and joined, and what became of a split unit's parts is alike. */
function fitsOne({ removed, labels }: CuratedUnits, { splits, members }: ComposedUnits): boolean {
  return splits.every(({ ids }) => {
    const isPlain = ids.every((id) => members.get(id)?.length === 1 && members.has(id));
    const texts = new Set(ids.map((id) => JSON.stringify(labels.get(id) ?? {})));
    return isPlain && texts.size === 1 && !ids.some((id) => removed.has(id));
  });
}

function oneDocument(
  unitIds: readonly UnitId[],
  units: CuratedUnits,
  { splits, merges, members }: ComposedUnits,
  labelDefinitionsOfAll: Curation["labelDefinitions"],
): Curation {
  const whole = new Map(
    splits.flatMap(({ unitId, ids }) => ids.map((id) => [id, unitId] as const)),
  );
  const labels = new Map<UnitId, LabelsByCategory>();
  for (const [id, from] of members) {
    const own = units.labels.get(id);
    for (const member of from) if (own !== undefined) labels.set(whole.get(member) ?? member, own);
  }
  return {
    unitIds,
    labelDefinitions: labelDefinitionsOfAll,
    ...decisions(units, merges, members),
    manualLabels: manualLabels(labels),
    splits: splits.map(splitOf),
  };
}

function secondDocument(
  unitIds: readonly UnitId[],
  units: CuratedUnits,
  { merges, members }: ComposedUnits,
  labelDefinitionsOfAll: Curation["labelDefinitions"],
): Curation {
  const labels = new Map<UnitId, LabelsByCategory>();
  for (const [id, from] of members) {
    const own = units.labels.get(id);
    for (const member of from) if (own !== undefined) labels.set(member, own);
  }
  return {
    unitIds,
    labelDefinitions: labelDefinitionsOfAll,
    ...decisions(units, merges, members),
    manualLabels: manualLabels(labels),
    splits: [],
  };
}

/** A deleted unit that was merged is deleted member by member. */
function decisions(
  { removed }: CuratedUnits,
  merges: ComposedUnits["merges"],
  members: ComposedUnits["members"],
): Pick<Curation, "removed" | "merges"> {
  return {
    removed: [...removed].flatMap((id) => members.get(id) ?? []),
    merges: merges.filter(({ newUnitId }) => !removed.has(newUnitId)),
  };
}

function manualLabels(labels: ReadonlyMap<UnitId, LabelsByCategory>): Curation["manualLabels"] {
  return [...labels].map(([unitId, own]) => ({ unitId, labels: new Map(Object.entries(own)) }));
}

/** Categories that are used or defined; an option that was given though it is not listed is listed. */
export function labelDefinitions({
  categories,
  labels,
}: Pick<CuratedUnits, "categories" | "labels">): Map<string, LabelDefinition> {
  const out = new Map(categories.map(({ name, options, exclusive }) => [name, { options: [...options], exclusive }])); // prettier-ignore
  for (const [name, values] of [...labels.values()].flatMap((own) => Object.entries(own))) {
    const known = out.get(name) ?? { options: [], exclusive: true };
    out.set(name, known);
    for (const value of values) if (!known.options.includes(value)) known.options.push(value);
  }
  // the format wants two options at least
  for (const definition of out.values()) {
    if (definition.options.length === 1) definition.options.push(`not ${definition.options[0]}`);
  }
  return out;
}
