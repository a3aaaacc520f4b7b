import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { isFolder } from "../shared/files.ts";

/** The files of one block: one segment. */
export interface TdtBlock {
  readonly folder: string;
  readonly tbk: string;
  readonly tsq: string;
  readonly tev: string;
  /** .sev files by lower-case name */
  readonly sev: ReadonlyMap<string, string>;
}

/** Folders of a tank that are looked at. */
const MAX_LOOKED = 2000;

const ENDINGS = [".tbk", ".tdx", ".tev", ".tsq"] as const;

/**
 * The blocks of a tank: its folders with .tbk, .tdx, .tev and .tsq. A block's folder, or a file in it, is a tank of one.
 * @throws FileNotFound, CorruptFile when there is none
 */
export async function findBlocks(path: string, ctx: CoreContext): Promise<TdtBlock[]> {
  const { fs } = ctx;
  const stat = await fs.stat(path);
  if (!stat) throw new EphysError("FileNotFound", `there is no file or folder ${path}`, { path });
  const folder = stat.kind === "file" ? fs.path.dirname(path) : path;
  const stem = stat.kind === "file" ? withoutEnding(fs.path.basename(path)) : undefined;
  const single = await blockOf(folder, stem, ctx);
  if (single) return [single];
  const blocks: TdtBlock[] = [];
  const names = stat.kind === "folder" ? await fs.list(folder) : [];
  for (const name of names.slice(0, MAX_LOOKED)) {
    const below = fs.path.join(folder, name);
    if (!(await isFolder(below, ctx))) continue;
    const block = await blockOf(below, `${fs.path.basename(folder)}_${name}`, ctx);
    if (block) blocks.push(block);
  }
  if (blocks.length > 0) return blocks;
  throw new EphysError(
    "CorruptFile",
    `${path} is no TDT tank: no folder in it has .tbk, .tdx, .tev and .tsq files`,
    { path },
  );
}

function withoutEnding(name: string): string {
  return name.replace(/\.[^.]*$/, "");
}

/** undefined for a folder that lacks one of the four files. @param stem of the names, when several blocks share a folder */
async function blockOf(
  folder: string,
  stem: string | undefined,
  ctx: CoreContext,
): Promise<TdtBlock | undefined> {
  const names = await ctx.fs.list(folder);
  const pick = (ending: string): string | undefined => {
    const fitting = names.filter((name) => name.toLowerCase().endsWith(ending));
    const own = fitting.find((name) => withoutEnding(name) === stem);
    return own ?? fitting[0];
  };
  const [tbk, tdx, tev, tsq] = ENDINGS.map(pick);
  if (tbk === undefined || tdx === undefined || tev === undefined || tsq === undefined) {
    return undefined;
  }
  const at = (name: string): string => ctx.fs.path.join(folder, name);
  const sev = names.filter((name) => name.toLowerCase().endsWith(".sev"));
  return {
    folder,
    tbk: at(tbk),
    tsq: at(tsq),
    tev: at(tev),
    sev: new Map(sev.map((name) => [name.toLowerCase(), at(name)])),
  };
}

/** The file with a channel's samples: its .sev, else the block's .tev. */
export function dataFileOf(block: TdtBlock, store: string, channel: number): string {
  const one = `_ch${String(channel)}.sev`;
  const both = `_${store.toLowerCase()}${one}`;
  const ofChannel = [...block.sev].filter(([name]) => name.endsWith(one));
  const ofStore = ofChannel.find(([name]) => name.endsWith(both));
  return ofStore?.[1] ?? (ofChannel.length === 1 ? ofChannel[0][1] : block.tev);
}
