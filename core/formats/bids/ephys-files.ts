import type { CoreContext } from "#core/compute/index.ts";
import { isFolder } from "../shared/files.ts";

/** A file of signals in a BIDS folder. */
export interface EphysFile {
  readonly path: string;
  readonly folder: string;
  /** without its ending, as in sub-01_ses-01_ephys */
  readonly bidsName: string;
  readonly kind: "nwb" | "nix";
}

/** Folders of signals by the standard's proposals. */
const SIGNAL_FOLDERS = new Set(["ephys", "ecephys", "icephys"]);

/** Files of signals of one folder, by name. */
export async function ephysFilesIn(folder: string, ctx: CoreContext): Promise<EphysFile[]> {
  const names = [...(await ctx.fs.list(folder))].sort();
  return names.flatMap((name): EphysFile[] => {
    const [, bidsName, kind] = /^(.+)\.(nwb|nix)$/.exec(name) ?? [];
    if (bidsName === undefined || (kind !== "nwb" && kind !== "nix")) return [];
    return [{ path: ctx.fs.path.join(folder, name), folder, bidsName, kind }];
  });
}

/** Subjects, sessions, signals. */
const LEVELS = 3;

/**
 * Files of signals of a folder, or of the subjects and sessions below it (sub-…/[ses-…/]ephys); no deeper, so that folders
 * that lead back to themselves end.
 */
export async function findEphysFiles(
  root: string,
  ctx: CoreContext,
  levels = LEVELS,
): Promise<EphysFile[]> {
  const own = await ephysFilesIn(root, ctx);
  if (own.length > 0 || levels === 0) return own;
  const found: EphysFile[] = [];
  for (const name of [...(await ctx.fs.list(root))].sort()) {
    const isLevel = /^(sub|ses)-/.test(name) || SIGNAL_FOLDERS.has(name);
    const below = ctx.fs.path.join(root, name);
    if (isLevel && (await isFolder(below, ctx))) {
      found.push(...(await findEphysFiles(below, ctx, levels - 1)));
    }
  }
  return found;
}

/** The table that says which contact each channel of a file is on. */
export function channelsTableOf({ folder, bidsName }: EphysFile, ctx: CoreContext): string {
  return ctx.fs.path.join(folder, `${bidsName.replace(/_ephys$/, "")}_channels.tsv`);
}
