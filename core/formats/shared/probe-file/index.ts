import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, probeGroupFromJson, type ProbeGroup } from "#core/model/index.ts";
import { readJsonObject, requireFile } from "../files.ts";
import { parseImro } from "./imro.ts";
import { parsePrb } from "./prb.ts";

export { probeByName, PROBE_NAMES } from "./library.ts";

/** Larger files are no probes. */
const MAX_PROBE_BYTES = 64 * 1024 * 1024;

/**
 * Probes of a file: probeinterface JSON, .prb (Klusta, SpyKING CIRCUS) or .imro (SpikeGLX, Open Ephys).
 * @throws FileNotFound, FormatNotRecognised, CorruptFile, Unsupported
 */
export async function readProbeFile(path: string, ctx: CoreContext): Promise<ProbeGroup> {
  const bytes = await requireFile(path, ctx);
  if (bytes > MAX_PROBE_BYTES) {
    throw new EphysError("CorruptFile", `${path} is too large to be a probe file`, { path });
  }
  const ending = ctx.fs.path.extname(path).toLowerCase();
  if (ending === ".prb") return parsePrb(await ctx.fs.readText(path), path).group;
  if (ending === ".imro") return parseImro(await ctx.fs.readText(path), path);
  return probeGroupFromJson(await readJsonObject(path, ctx), path);
}
