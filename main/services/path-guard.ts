import { isAbsolute, relative, resolve } from "node:path";
import { EphysError } from "#core/model/index.ts";

/** Which places a window may name. */
export interface PathGuard {
  /** The absolute path, or `PathNotAllowed`. */
  check(path: string): string;
  /** Everything below `folder` may be named from now on. */
  allow(folder: string): void;
}

/** The desktop window and the command line act for the user at the machine: any absolute path. */
export function openGuard(): PathGuard {
  return { check: absolute, allow: () => undefined };
}

/** The HTTP host: only below folders that were opened or listed. */
export function folderGuard(folders: readonly string[]): PathGuard {
  const allowed = new Set(folders.map((folder) => resolve(folder)));
  return {
    check(path) {
      const place = absolute(path);
      if ([...allowed].some((folder) => isBelow(folder, place))) return place;
      throw new EphysError(
        "PathNotAllowed",
        `${place} is in no folder that was opened here; go to its folder first`,
        { path: place },
      );
    },
    allow(folder) {
      allowed.add(resolve(folder));
    },
  };
}

function absolute(path: string): string {
  if (!isAbsolute(path) || path.includes("\0")) {
    throw new EphysError("InvalidValue", `"${path}" is not an absolute path`, { path });
  }
  return resolve(path);
}

function isBelow(folder: string, place: string): boolean {
  const rel = relative(folder, place);
  return rel === "" || (!rel.startsWith("..") && !isAbsolute(rel));
}
