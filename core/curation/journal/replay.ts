import { EphysError } from "#core/model/index.ts";
import type { ActEntry, JournalEntry } from "./actions.ts";

/** Where everything begins. */
export const MAIN_BRANCH = "main";

/** What stands on a branch. */
export interface JournalBranch {
  readonly name: string;
  /** in the order in which they were done; the last is what undo takes back */
  readonly done: readonly ActEntry[];
  /** the last is what redo brings back */
  readonly undone: readonly ActEntry[];
}

export interface ReplayedJournal {
  readonly branches: ReadonlyMap<string, JournalBranch>;
  /** the branch that is worked on */
  readonly current: JournalBranch;
}

interface Stacks {
  done: ActEntry[];
  undone: ActEntry[];
}

/**
 * What a journal amounts to. An undo takes back the last action that stands on its branch; a new action forgets what was
 * taken back before it. A branch begins with what stands on the one it is made of.
 * @throws InvalidValue for a journal that contradicts itself, naming the row
 */
export function replayJournal(entries: readonly JournalEntry[]): ReplayedJournal {
  const branches = new Map<string, Stacks>([[MAIN_BRANCH, { done: [], undone: [] }]]);
  let current = MAIN_BRANCH;
  for (const entry of entries) {
    const known = branches.get(entry.branch);
    if (entry.kind === "branch") {
      const from = branches.get(entry.from);
      if (from === undefined || known !== undefined) return damaged(entry, "its branch");
      branches.set(entry.branch, { done: [...from.done], undone: [] });
      current = entry.branch;
      continue;
    }
    if (known === undefined) return damaged(entry, `branch "${entry.branch}"`);
    if (entry.kind === "switch") current = entry.branch;
    else step(entry, known);
  }
  const frozen = new Map([...branches].map(([name, stacks]) => [name, { name, ...stacks }]));
  return { branches: frozen, current: frozen.get(current) ?? { name: current, done: [], undone: [] } }; // prettier-ignore
}

function step(entry: Exclude<JournalEntry, { kind: "branch" | "switch" }>, stacks: Stacks): void {
  if (entry.kind === "act") {
    stacks.done.push(entry);
    stacks.undone = [];
    return;
  }
  const [from, to] = entry.kind === "undo" ? [stacks.done, stacks.undone] : [stacks.undone, stacks.done]; // prettier-ignore
  const moved = from.pop();
  if (moved?.id !== entry.target)
    damaged(entry, `its ${entry.kind} of row ${String(entry.target)}`);
  to.push(moved);
}

function damaged(entry: JournalEntry, what: string): never {
  throw new EphysError(
    "InvalidValue",
    `row ${String(entry.id)} of the curation journal does not fit the rows before it: ${what}; restore the project from a copy`,
    { row: entry.id },
  );
}
