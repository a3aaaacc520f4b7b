import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Recovery } from "#contract/index.ts";
import type { Project } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { writeJson } from "../settings.ts";
import { stamp } from "./act.ts";
import { journalRows } from "./history.ts";

const FILE = "open-session.json";

/** What a session notes when it begins, and takes away when it ends in order. */
interface SessionMark {
  readonly openedAt: string;
  /** of the journal, when it began */
  readonly lastRow: number;
}

/** Notes of a project's session; a mark that lies there at the beginning was left by one that was killed. */
export interface SessionMarks {
  /** of the session before, when it did not end in order and nobody has looked at it yet */
  left(): SessionMark | undefined;
  /** Looked at: the next question is about this session. */
  settle(): void;
  end(): void;
}

export function openSessionMarks(project: Project): SessionMarks {
  const file = join(project.folder, FILE);
  let left = existsSync(file) ? readMark(file) : undefined;
  const mark: SessionMark = {
    openedAt: new Date().toISOString(),
    lastRow: project.curation.lastRow(),
  };
  // a mark that nobody has looked at stays until somebody has
  if (left !== undefined && left.lastRow >= mark.lastRow) left = undefined;
  if (left === undefined) writeJson(file, mark);
  return {
    left: () => left,
    settle() {
      left = undefined;
      writeJson(file, mark);
    },
    end() {
      if (left === undefined) rmSync(file, { force: true });
    },
  };
}

function readMark(file: string): SessionMark | undefined {
  try {
    const { openedAt, lastRow } = JSON.parse(readFileSync(file, "utf8")) as Partial<SessionMark>; // our own file
    if (typeof openedAt === "string" && typeof lastRow === "number") return { openedAt, lastRow };
  } catch {
    // torn by the kill itself: there is nothing to go by
  }
  return undefined;
}

/** What the killed session had done; every action of it is stored. */
export function recoveryOf(ctx: ServiceContext): Recovery | null {
  const session = ctx.currentSession();
  const left = session?.marks.left();
  if (session === undefined || left === undefined) return null;
  const analyzers = session.project.analyzers.list().flatMap(({ id, name }) => {
    const actions = journalRows(session.analyzers.desk(id)).filter((row) => row.id > left.lastRow);
    return actions.length === 0 ? [] : [{ analyzerId: id, name, actions }];
  });
  return analyzers.length === 0 ? null : { openedAt: left.openedAt, analyzers };
}

/** Goes on with what was stored, or takes back what the killed session did; rows of it stay, so that redo has it. */
export function settleRecovery(ctx: ServiceContext, keep: boolean): void {
  const { project, analyzers, marks } = ctx.session();
  const left = marks.left();
  if (left === undefined) return;
  if (!keep) {
    for (const { id } of project.analyzers.list()) {
      const desk = analyzers.desk(id);
      for (;;) {
        const { current } = desk.journal();
        const last = current.done.at(-1);
        if (last === undefined || last.id <= left.lastRow) break;
        const reason = "taken back after a crash";
        desk.append({ kind: "undo", target: last.id, branch: current.name, ...stamp(), reason });
      }
      ctx.emit("curation", { analyzerId: id, revision: desk.revision(), unitsChanged: true });
    }
  }
  marks.settle();
}
