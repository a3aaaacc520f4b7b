import type { UnitId } from "#core/model/index.ts";
import { refuseCuration, type Curation, type CurationSplit } from "./curation.ts";

/*
 * The rules that decisions have to keep (CurationModel of SpikeInterface 0.103): they name units that there are, one unit
 * is not merged twice, nor merged or split and removed, nor merged and split, and new ids are new.
 */

const text = (id: UnitId): string => JSON.stringify(id);

/** @throws InvalidValue naming the source and the unit */
export function checkCuration(curation: Curation, source = "curation"): void {
  const refuse = (problem: string): never => refuseCuration(source, problem);
  const known = new Set(curation.unitIds);
  if (known.size !== curation.unitIds.length) refuse("unit_ids name a unit twice");
  const mustExist = (what: string, ids: readonly UnitId[]): void => {
    const strange = ids.find((id) => !known.has(id));
    if (strange !== undefined) refuse(`${what} names unit ${text(strange)}, which unit_ids lack`);
  };
  mustExist("manual_labels", curation.manualLabels.map(({ unitId }) => unitId)); // prettier-ignore
  mustExist("removed", curation.removed);
  mustExist("merges", curation.merges.flatMap(({ unitIds }) => unitIds)); // prettier-ignore
  mustExist("splits", curation.splits.map(({ unitId }) => unitId)); // prettier-ignore
  checkLabels(curation, refuse);
  checkMerges(curation, known, refuse);
  for (const split of curation.splits) checkSplit(split, known, refuse);
  checkOnce(curation, refuse);
}

type Refuse = (problem: string) => never;

function checkLabels({ labelDefinitions, manualLabels }: Curation, refuse: Refuse): void {
  for (const { unitId, labels } of manualLabels) {
    for (const [kind, values] of labels) {
      const definition = labelDefinitions.get(kind);
      if (definition === undefined) {
        return refuse(`unit ${text(unitId)} has a label "${kind}" that label_definitions lack`);
      }
      if (definition.exclusive && values.length > 1) {
        refuse(`unit ${text(unitId)} has ${values.join(" and ")}, but "${kind}" is exclusive`);
      }
      const strange = values.find((value) => !definition.options.includes(value));
      if (!definition.exclusive && strange !== undefined) {
        refuse(`unit ${text(unitId)} has "${strange}", which is no option of "${kind}"`);
      }
    }
  }
}

function checkMerges({ merges }: Curation, known: ReadonlySet<UnitId>, refuse: Refuse): void {
  for (const { unitIds, newUnitId } of merges) {
    if (new Set(unitIds).size < 2) {
      refuse(`a merge needs at least two units, not ${JSON.stringify(unitIds)}`);
    }
    if (newUnitId !== undefined && known.has(newUnitId)) {
      refuse(`the new unit id ${text(newUnitId)} of a merge exists already`);
    }
  }
}

function checkSplit(
  { unitId, by, newUnitIds }: CurationSplit,
  known: ReadonlySet<UnitId>,
  refuse: Refuse,
): void {
  const unit = `the split of unit ${text(unitId)}`;
  let counts: readonly number[];
  if (by.mode === "indices") {
    if (by.indices.length === 0) refuse(`${unit} has no indices`);
    const all = by.indices.flat();
    if (new Set(all).size !== all.length) refuse(`${unit} names a spike twice`);
    const wrong = all.find((i) => !Number.isInteger(i) || i < 0);
    if (wrong !== undefined) refuse(`${unit} names spike ${String(wrong)}`);
    counts = [by.indices.length, by.indices.length + 1];
  } else {
    if (by.labels.length === 0) refuse(`${unit} has no labels`);
    counts = [new Set(by.labels).size];
  }
  if (newUnitIds === undefined) return;
  if (!counts.includes(newUnitIds.length)) {
    refuse(`${unit} has ${String(newUnitIds.length)} new unit ids for ${String(counts[0])} parts`);
  }
  const taken = newUnitIds.find((id) => known.has(id));
  if (taken !== undefined) refuse(`the new unit id ${text(taken)} of ${unit} exists already`);
}

/** What happens to a unit happens once. */
function checkOnce({ removed, merges, splits }: Curation, refuse: Refuse): void {
  const merged = new Set<UnitId>();
  for (const id of merges.flatMap(({ unitIds }) => [...new Set(unitIds)])) {
    if (merged.has(id)) refuse(`unit ${text(id)} is in several merges`);
    merged.add(id);
  }
  const split = new Set<UnitId>();
  for (const { unitId } of splits) {
    if (split.has(unitId)) refuse(`unit ${text(unitId)} is split twice`);
    if (merged.has(unitId)) refuse(`unit ${text(unitId)} is both merged and split`);
    split.add(unitId);
  }
  for (const id of removed) {
    if (merged.has(id)) refuse(`unit ${text(id)} is both merged and removed`);
    if (split.has(id)) refuse(`unit ${text(id)} is both split and removed`);
  }
}
