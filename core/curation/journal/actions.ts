import type { UnitId } from "#core/model/index.ts";

/*
 * What a person does to the units of a sorting, one action at a time. An action names new units itself, so that replaying
 * it never depends on how names are chosen.
 */

/** A kind of label that units can get. */
export interface LabelCategory {
  readonly name: string;
  readonly options: readonly string[];
  /** a unit has at most one of them */
  readonly exclusive: boolean;
}

/** Labels of one unit by category, none of them empty. */
export type LabelsByCategory = Readonly<Record<string, readonly string[]>>;

/** Labels as given to units in one go; what is not named stays. */
export interface LabelChange {
  readonly unitId: UnitId;
  readonly category: string;
  /** none = the label is taken away */
  readonly values: readonly string[];
}

export type CurationAction =
  | {
      readonly kind: "merge";
      readonly unitIds: readonly UnitId[];
      readonly newUnitId: UnitId;
      /** of the merged unit */
      readonly labels: LabelsByCategory;
    }
  | {
      readonly kind: "split";
      readonly unitId: UnitId;
      /** [spike of the unit, all segments one after the other] which part it goes to */
      readonly parts: Uint16Array;
      /** [part] */
      readonly newUnitIds: readonly UnitId[];
    }
  | { readonly kind: "remove"; readonly unitIds: readonly UnitId[] }
  | { readonly kind: "restore"; readonly unitIds: readonly UnitId[] }
  | { readonly kind: "label"; readonly changes: readonly LabelChange[] }
  /** an empty text takes the note away */
  | { readonly kind: "note"; readonly unitIds: readonly UnitId[]; readonly text: string }
  | { readonly kind: "categories"; readonly categories: readonly LabelCategory[] }
  /** what was decided about a proposed merge; null = it is open again */
  | {
      readonly kind: "judge";
      readonly unitIds: readonly [UnitId, UnitId];
      readonly verdict: "reject" | "skip" | null;
    };

export type ActionKind = CurationAction["kind"];

/** What units are called until a person changes it: Phy's and Kilosort's words. */
export const DEFAULT_CATEGORIES: readonly LabelCategory[] = [
  { name: "quality", options: ["good", "MUA", "noise"], exclusive: true },
];

/** One row of the journal: rows are added, never changed. */
export type JournalEntry = {
  readonly id: number;
  /** the branch on which it happened; of "branch" and "switch", the one that is current afterwards */
  readonly branch: string;
  readonly author: string;
  /** ISO 8601 */
  readonly createdAt: string;
  /** "" = none was given */
  readonly reason: string;
} & (
  | { readonly kind: "act"; readonly action: CurationAction }
  /** `target` is the entry that is taken back or brought back */
  | { readonly kind: "undo" | "redo"; readonly target: number }
  | { readonly kind: "branch"; readonly from: string }
  | { readonly kind: "switch" }
);

export type ActEntry = Extract<JournalEntry, { readonly kind: "act" }>;

/** An action in a few words, for menus and lists. */
export function describeAction(action: CurationAction): string {
  switch (action.kind) {
    case "merge":
      return `merge ${action.unitIds.join(" + ")} → ${String(action.newUnitId)}`;
    case "split":
      return `split ${String(action.unitId)} → ${action.newUnitIds.join(", ")}`;
    case "remove":
      return `delete ${named(action.unitIds)}`;
    case "restore":
      return `restore ${named(action.unitIds)}`;
    case "label":
      return describeLabels(action.changes);
    case "note":
      return `${action.text === "" ? "remove the note of" : "note on"} ${named(action.unitIds)}`;
    case "categories":
      return `label categories: ${action.categories.map(({ name }) => name).join(", ")}`;
    case "judge":
      return `${action.verdict ?? "reopen"} the merge of ${action.unitIds.join(" + ")}`;
    default:
      return action satisfies never;
  }
}

function describeLabels(changes: readonly LabelChange[]): string {
  const texts = new Set(changes.map(({ values }) => values.join(" and ")));
  const ids = named([...new Set(changes.map(({ unitId }) => unitId))]);
  if (texts.size !== 1) return `label ${ids}`;
  const [text = ""] = texts;
  return text === "" ? `remove the label of ${ids}` : `label ${ids} ${text}`;
}

/** Ids, or how many there are. */
function named(ids: readonly UnitId[]): string {
  return ids.length > 4 ? `${String(ids.length)} units` : ids.join(", ");
}
