import type { BranchComparison, JournalRow, LineageNode } from "#contract/index.ts";
import {
  describeAction,
  diffBranches,
  lineageOf,
  type ActEntry,
  type JournalEntry,
  type UnitLineage,
} from "#core/curation/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { branchNamed } from "./act.ts";
import type { CurationDesk } from "./desk.ts";

/** The whole journal, oldest first. */
export function journalRows(desk: CurationDesk): JournalRow[] {
  const entries = desk.entries();
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const standing = new Set(desk.journal().current.done.map(({ id }) => id));
  return entries.map((entry) => ({
    id: entry.id,
    branch: entry.branch,
    kind: entry.kind,
    text: textOf(entry, byId),
    author: entry.author,
    createdAt: entry.createdAt,
    reason: entry.reason,
    stands: standing.has(entry.id),
  }));
}

function textOf(entry: JournalEntry, byId: ReadonlyMap<number, JournalEntry>): string {
  switch (entry.kind) {
    case "act":
      return describeAction(entry.action);
    case "undo":
    case "redo": {
      const target = byId.get(entry.target);
      return `${entry.kind}: ${target?.kind === "act" ? describeAction(target.action) : ""}`;
    }
    case "branch":
      return `branch "${entry.branch}" from "${entry.from}"`;
    case "switch":
      return `go to branch "${entry.branch}"`;
    default:
      return entry satisfies never;
  }
}

/** @throws UnknownName */
export async function compareBranches(
  desk: CurationDesk,
  a: string,
  b: string,
): Promise<BranchComparison> {
  const sideOf = async (name: string) => {
    const { done } = branchNamed(desk, name);
    return { done, units: await desk.unitsAfter(done) };
  };
  const diff = diffBranches(await sideOf(a), await sideOf(b));
  const texts = (entries: readonly ActEntry[]): string[] =>
    entries.map(({ action }) => describeAction(action));
  return { ...diff, a, b, onlyA: texts(diff.onlyA), onlyB: texts(diff.onlyB) };
}

/** Where a unit of the branch that is worked on comes from. @throws UnitNotFound */
export async function lineageNode(desk: CurationDesk, unitId: UnitId): Promise<LineageNode> {
  const units = await desk.units();
  if (!units.unitIds.includes(unitId)) {
    throw new EphysError("UnitNotFound", `unit ${JSON.stringify(unitId)} is not there`, { unitId });
  }
  const rows = new Map(desk.entries().map((entry) => [entry.id, entry]));
  const nodeOf = ({ unitId: id, by, entryId, from }: UnitLineage): LineageNode => {
    const row = entryId === null ? undefined : rows.get(entryId);
    return {
      unitId: id,
      by,
      author: row?.author ?? null,
      createdAt: row?.createdAt ?? null,
      reason: row?.reason ?? null,
      from: from.map(nodeOf),
    };
  };
  return nodeOf(lineageOf(units, unitId));
}
