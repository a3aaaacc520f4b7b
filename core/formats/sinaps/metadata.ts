import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { requireFile } from "../shared/files.ts";

/** What the metadata_….txt beside a SiNAPS .bin says. */
export interface SinapsMetadata {
  readonly numElectrodes: number;
  readonly hardwareAux: readonly string[];
  readonly userAux: readonly string[];
  readonly numAux: number;
  readonly samplingFrequency: number;
  readonly probeType: string;
  readonly numBits: number;
  /** uV per bit */
  readonly gain: number;
  readonly auxGain: number;
}

const MAX_TEXT_BYTES = 1024 * 1024;
const MAX_CHANNELS = 100_000;

/** Where the metadata of a file of samples lie. */
export function metadataPath(path: string, ctx: CoreContext): string {
  const paths = ctx.fs.path;
  const name = paths.basename(path);
  const ending = paths.extname(name);
  return paths.join(
    paths.dirname(path),
    `metadata_${ending === "" ? name : name.slice(0, -ending.length)}.txt`,
  );
}

/** @throws MissingSibling, CorruptFile */
export async function readMetadata(path: string, ctx: CoreContext): Promise<SinapsMetadata> {
  const place = metadataPath(path, ctx);
  const bytes = await requireFile(place, ctx, path);
  if (bytes > MAX_TEXT_BYTES) {
    throw new EphysError("CorruptFile", `${place} is too large to be metadata`, { path: place });
  }
  const values = parseLines(await ctx.fs.readText(place));
  const text = (key: string): string => {
    const value = values.get(key);
    if (value !== undefined) return value;
    throw new EphysError("CorruptFile", `${place} has no ${key}`, { path: place, key });
  };
  const number = (key: string, least: number, most: number): number => {
    const value = Number(text(key));
    if (text(key).trim() !== "" && value >= least && value <= most) return value;
    throw new EphysError("CorruptFile", `${place} has ${key} = ${text(key)}`, { path: place, key });
  };
  const count = (key: string, least: number): number => {
    const value = number(key, least, MAX_CHANNELS);
    if (Number.isInteger(value)) return value;
    throw new EphysError("CorruptFile", `${place} has ${key} = ${text(key)}`, { path: place, key });
  };
  return {
    numElectrodes: count("nbElectrodes", 1),
    numAux: count("nbHWAux", 0) + count("numberUserAUX", 0),
    hardwareAux: listOf(values.get("hwAUXChannelName")),
    userAux: listOf(values.get("userAuxName")),
    samplingFrequency: number("samplingFreq", Number.MIN_VALUE, 1e9),
    probeType: text("probeType"),
    numBits: Math.trunc(Math.log2(number("nbADCLevels", 2, 65_536))),
    gain: number("voltageConverter", -1e9, 1e9),
    auxGain: number("voltageAUXConverter", -1e9, 1e9),
  };
}

function parseLines(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    const pieces = line.split("=");
    if (!line.includes("**") && pieces.length === 2) values.set(pieces[0], pieces[1]);
  }
  return values;
}

/** "[a,b]" */
function listOf(text = "[]"): readonly string[] {
  return text.slice(1, -1).split(",");
}
