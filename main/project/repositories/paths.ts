import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";

/** A place as the database keeps it: absolute, and relative to the project so that both may move together. */
export interface StoredPath {
  readonly path: string;
  readonly relativePath: string;
}

export function storedPath(projectFolder: string, path: string): StoredPath {
  const absolute = resolve(path);
  const rel = relative(projectFolder, absolute);
  // on another drive there is no relative path
  return { path: absolute, relativePath: isAbsolute(rel) ? "" : rel };
}

/** Where it lies now: beside the project as before, else where it was; undefined = neither. */
export function findStoredPath(projectFolder: string, stored: StoredPath): string | undefined {
  const beside =
    stored.relativePath === "" ? undefined : resolve(projectFolder, stored.relativePath);
  // inside the project only the relative path counts: a copied project must not use the original's results
  if (beside !== undefined && !stored.relativePath.startsWith("..")) {
    return existsSync(beside) ? beside : undefined;
  }
  return [stored.path, beside].find((path) => path !== undefined && existsSync(path));
}
