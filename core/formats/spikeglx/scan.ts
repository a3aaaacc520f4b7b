import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isEphysError } from "#core/model/index.ts";
import { MAX_META_BYTES, parseMeta, type SpikeGlxMeta } from "../shared/spikeglx/meta.ts";
import { describeFile, type SpikeGlxFile } from "./streams.ts";

/** Run folders nest gate and probe folders; deeper trees are something else. */
const MAX_DEPTH = 6;
/** Files and folders that are looked at. */
const MAX_ENTRIES = 100_000;

/** A search that looks at no more than `entries` files and folders. */
interface SearchBudget {
  entries: number;
  readonly depth: number;
}

/** Paths of .meta files with their .bin beside them, in a folder and below it. */
async function findPairs(
  folder: string,
  ctx: CoreContext,
  budget: SearchBudget,
  depth = 0,
): Promise<{ meta: string; bin: string; binBytes: number }[]> {
  const { fs } = ctx;
  const pairs = [];
  for (const name of await fs.list(folder)) {
    if (budget.entries-- <= 0) break;
    const path = fs.path.join(folder, name);
    const isMeta = name.endsWith(".meta");
    // a name with an extension is hardly ever a folder: asking the file system is what costs
    if (!isMeta && /\.(?:bin|npy|json|raw|dat|txt|log|png|py|pdf|tiff?)$/.test(name)) continue;
    const stat = await fs.stat(path);
    if (stat?.kind === "folder") {
      if (depth < budget.depth) pairs.push(...(await findPairs(path, ctx, budget, depth + 1)));
    } else if (isMeta && !name.startsWith("._")) {
      const bin = `${path.slice(0, -".meta".length)}.bin`;
      const binStat = await fs.stat(bin);
      if (binStat?.kind === "file") pairs.push({ meta: path, bin, binBytes: binStat.sizeBytes });
    }
  }
  return pairs;
}

/** @throws CorruptFile for a file that is too large to be metadata */
export async function readMeta(path: string, ctx: CoreContext): Promise<SpikeGlxMeta> {
  const stat = await ctx.fs.stat(path);
  if (stat?.kind !== "file") {
    throw new EphysError(
      "MissingSibling",
      `${path} is not there; SpikeGLX needs each .bin with its .meta beside it`,
      { path },
    );
  }
  if (stat.sizeBytes > MAX_META_BYTES) {
    throw new EphysError("CorruptFile", `${path} is too large to be SpikeGLX metadata`, { path });
  }
  return parseMeta(await ctx.fs.readText(path), path);
}

/** True when the text of a .meta file is SpikeGLX's. */
export function isSpikeGlxMeta(meta: SpikeGlxMeta): boolean {
  return meta.values.has("nSavedChans") && meta.values.has("fileName");
}

/** All files of a folder. @throws MissingSibling, FormatNotRecognised, CorruptFile */
export async function scanFolder(folder: string, ctx: CoreContext): Promise<SpikeGlxFile[]> {
  const pairs = await findPairs(folder, ctx, { entries: MAX_ENTRIES, depth: MAX_DEPTH });
  if (pairs.length === 0) throw await nothingFound(folder, ctx);
  const files: SpikeGlxFile[] = [];
  for (const { meta, bin, binBytes } of pairs) {
    files.push(describeFile(await readMeta(meta, ctx), bin, binBytes));
  }
  return files;
}

async function nothingFound(folder: string, ctx: CoreContext): Promise<EphysError> {
  const names = await ctx.fs.list(folder);
  const lonely = names.find((name) => name.endsWith(".bin") || name.endsWith(".meta"));
  if (lonely === undefined) {
    return new EphysError(
      "FormatNotRecognised",
      `${folder} holds no SpikeGLX .bin with its .meta beside it`,
      { path: folder },
    );
  }
  const missing = lonely.endsWith(".bin")
    ? `${lonely.slice(0, -".bin".length)}.meta`
    : `${lonely.slice(0, -".meta".length)}.bin`;
  return new EphysError(
    "MissingSibling",
    `${folder} holds ${lonely} without ${missing}; keep both in the same folder`,
    { path: ctx.fs.path.join(folder, missing) },
  );
}

/** Whether a folder holds SpikeGLX files, and in which file that is seen. */
export async function findSpikeGlx(
  folder: string,
  ctx: CoreContext,
): Promise<{ pairs: number; meta: string } | undefined> {
  const pairs = await findPairs(folder, ctx, { entries: 2000, depth: 3 });
  for (const { meta } of pairs) {
    try {
      if (isSpikeGlxMeta(await readMeta(meta, ctx))) return { pairs: pairs.length, meta };
    } catch (error) {
      if (!isEphysError(error)) throw error;
    }
  }
  return undefined;
}
