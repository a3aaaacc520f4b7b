import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Where a result goes: it is written to `partialFolder` and renamed to `folder` when it is whole. */
export interface ResultPlace {
  readonly folder: string;
  /** beside `folder`, on the same disk */
  readonly partialFolder: string;
  /** what a stopped run left in `partialFolder` is gone on with, and stays when this run stops too */
  readonly resumes?: boolean;
}

/**
 * Fills a folder under its temporary name and renames it, so that a folder with the final name is always whole.
 * @throws AlreadyExists when there is something at the final name; an empty folder counts as nothing
 */
export async function writeResult<T>(
  { folder, partialFolder, resumes = false }: ResultPlace,
  ctx: CoreContext,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const { fs } = ctx;
  const there = await fs.stat(folder);
  const isEmptyFolder = there?.kind === "folder" && (await fs.list(folder)).length === 0;
  if (isEmptyFolder) await fs.remove(folder);
  else if (there !== undefined) {
    throw new EphysError(
      "AlreadyExists",
      `${folder} is there already; remove it or give another name`,
      { path: folder },
    );
  }
  if (!resumes) await fs.remove(partialFolder);
  await fs.makeFolder(fs.path.dirname(folder));
  try {
    const result = await write(partialFolder);
    await fs.rename(partialFolder, folder);
    return result;
  } catch (error) {
    if (!resumes) await fs.remove(partialFolder);
    throw error;
  }
}
