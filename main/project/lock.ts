import { join } from "node:path";
import { EphysError } from "#core/model/index.ts";
import { connect } from "./database.ts";

/**
 * One writer per project: an exclusive transaction on a file of its own, which the operating system ends with the
 * process however it dies; no stale lock file can keep a user out. The project's database stays readable to others.
 */
export function lockProject(folder: string): () => void {
  const db = connect(join(folder, "writer.lock"), { timeoutMs: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    db.close();
    throw new EphysError(
      "ProjectLocked",
      `${folder} is open in another window or process; close it there first`,
      { project: folder },
      cause,
    );
  }
  return () => {
    db.close();
  };
}
