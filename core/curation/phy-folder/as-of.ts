import type { CoreContext } from "#core/compute/index.ts";
import type { FileSystemPort } from "#core/io/index.ts";
import { isFile, isFolder } from "#core/formats/index.ts";
import { parseJson } from "#core/model/index.ts";

const BACKUP = "backup_";
/** In a backup, the names of files that were new: a JSON list. */
export const NEW_FILES = "new_files.json";

/** What writing back may add to a folder. */
const WRITTEN = /^(cluster_[^/\\]+\.tsv|spike_clusters\.npy)$/;

/** Name of the folder that keeps what is replaced now: "backup_2026-11-22_14-03-07-125", which sorts by time. */
export function backupName(now: Date): string {
  return `${BACKUP}${now.toISOString().replace("T", "_").replace("Z", "").replaceAll(/[:.]/g, "-")}`;
}

/** Paths of a folder's files that were replaced or new since a time: where they are now, undefined = they were not there. */
type Replaced = ReadonlyMap<string, string | undefined>;

/**
 * Of each file the oldest backup made since, where there is one.
 * @param asOf ISO 8601; undefined = nothing was replaced
 */
export async function replacedSince(
  folder: string,
  asOf: string | undefined,
  ctx: CoreContext,
): Promise<Replaced> {
  const { fs } = ctx;
  const before = new Map<string, string | undefined>();
  if (asOf === undefined || !(await isFolder(folder, ctx))) return before;
  const since = backupName(new Date(asOf));
  for (const backup of (await fs.list(folder)).filter((name) => name.startsWith(BACKUP)).sort()) {
    if (backup < since) continue;
    const place = fs.path.join(folder, backup);
    for (const name of await fs.list(place)) {
      const path = fs.path.join(folder, name);
      if (!before.has(path)) before.set(path, fs.path.join(place, name));
    }
    for (const name of await newFiles(fs.path.join(place, NEW_FILES), ctx)) {
      const path = fs.path.join(folder, name);
      if (!before.has(path)) before.set(path, undefined);
    }
  }
  return before;
}

/**
 * The same files as they were before some were replaced. A journal of curation goes on from what its folder held when it
 * began, also after it was written back there.
 */
export function withReplaced<C extends CoreContext>(replaced: Replaced, ctx: C): C {
  return replaced.size === 0 ? ctx : { ...ctx, fs: redirected(ctx.fs, replaced) };
}

async function newFiles(path: string, ctx: CoreContext): Promise<readonly string[]> {
  if (!(await isFile(path, ctx))) return [];
  const names = parseJson(await ctx.fs.readText(path), path);
  if (!Array.isArray(names)) return [];
  // whatever the file says, nothing else was written
  return names.filter((name) => typeof name === "string").filter((name) => WRITTEN.test(name));
}

function redirected(fs: FileSystemPort, places: Replaced): FileSystemPort {
  const at = (path: string): string => places.get(path) ?? path;
  const isHidden = (path: string): boolean => places.has(path) && places.get(path) === undefined;
  const readArray = fs.readArray?.bind(fs);
  return {
    ...fs,
    stat: (path) => (isHidden(path) ? Promise.resolve(undefined) : fs.stat(at(path))),
    async list(folder) {
      const names = await fs.list(folder);
      return names.filter((name) => !isHidden(fs.path.join(folder, name)));
    },
    readBytes: (path, maxBytes) => fs.readBytes(at(path), maxBytes),
    readText: (path) => fs.readText(at(path)),
    openBytes: (path) => fs.openBytes(at(path)),
    ...(readArray && {
      readArray: (path: string, int32?: readonly string[]) => readArray(at(path), int32),
    }),
  };
}
