import { EphysError, type UnitId } from "#core/model/index.ts";

/*
 * What a person or a program decided about the units of a sorting: SpikeInterface's curation format. Whatever version a
 * file has, in memory it is one of these.
 */

/** A kind of label, such as "quality". */
export interface LabelDefinition {
  readonly options: readonly string[];
  /** a unit has at most one of them */
  readonly exclusive: boolean;
}

export interface UnitLabels {
  readonly unitId: UnitId;
  /** by kind */
  readonly labels: ReadonlyMap<string, readonly string[]>;
}

export interface CurationMerge {
  readonly unitIds: readonly UnitId[];
  /** undefined = named when it is applied */
  readonly newUnitId?: UnitId | undefined;
}

export interface CurationSplit {
  readonly unitId: UnitId;
  /** positions among the unit's spikes, one list per part (spikes that none lists are one more part), or a label per spike */
  readonly by:
    | { readonly mode: "indices"; readonly indices: readonly (readonly number[])[] }
    | { readonly mode: "labels"; readonly labels: readonly number[] };
  readonly newUnitIds?: readonly UnitId[] | undefined;
}

export interface Curation {
  /** of the sorting that it is about */
  readonly unitIds: readonly UnitId[];
  readonly labelDefinitions: ReadonlyMap<string, LabelDefinition>;
  readonly manualLabels: readonly UnitLabels[];
  readonly removed: readonly UnitId[];
  readonly merges: readonly CurationMerge[];
  readonly splits: readonly CurationSplit[];
}

/** A curation that changes nothing. */
export function emptyCuration(unitIds: readonly UnitId[]): Curation {
  return {
    unitIds,
    labelDefinitions: new Map(),
    manualLabels: [],
    removed: [],
    merges: [],
    splits: [],
  };
}

/** Refuses a curation document, naming its source and what is wrong. */
export function refuseCuration(source: string, problem: string): never {
  throw new EphysError("InvalidValue", `${source}: ${problem}`, { path: source });
}
