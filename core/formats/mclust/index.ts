import { z } from "zod";
import { textFromLatin1 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { isFolder } from "../shared/files.ts";
import { rint } from "../shared/rint.ts";
import { defineSortingFormat, type SortingSource } from "../shared/sorting-format.ts";
import { sortingFromTrains } from "../shared/unit-trains.ts";

/** In the order in which they are looked for; t: tenths of ms, raw: in a unit of the user's. */
const ENDINGS = ["t64", "t32", "t", "raw64", "raw32"] as const;
const END_HEADER = "%%ENDHEADER";
const TICKS_PER_SECOND = 10_000;

const params = z.object({
  sampling_frequency: z.number().positive().describe("Hz; the frames count in it."),
  sampling_frequency_raw: z
    .number()
    .positive()
    .nullish()
    .describe("Ticks per second of .raw64 and .raw32 files."),
});
type Params = z.output<typeof params>;

/** MClust's T-files: one per unit, NAME_<unit>.t64 (or t32, t, raw64, raw32), big-endian times after a text header. */
export const mclust = defineSortingFormat({
  id: "mclust",
  label: "MClust",
  extensions: [...ENDINGS],
  params,
  siClass: "spikeinterface.extractors.mclustextractors.MClustSortingExtractor",
  reader: "read_mclust",
  pathName: "folder_path",
  async recognise(path, ctx) {
    if (!(await isFolder(path, ctx))) return undefined;
    const found = await unitFiles(path, ctx);
    if (!found) return undefined;
    const head = textFromLatin1(await ctx.fs.readBytes(found.files[0], 64));
    return head.startsWith("%%BEGINHEADER")
      ? `${String(found.files.length)} T-files of MClust (.${found.ending})`
      : undefined;
  },
  read,
});

/** The files of the first ending that there are, by name. */
async function unitFiles(
  folder: string,
  ctx: CoreContext,
): Promise<
  { readonly ending: (typeof ENDINGS)[number]; readonly files: readonly string[] } | undefined
> {
  const names = await ctx.fs.list(folder);
  for (const ending of ENDINGS) {
    const files = names.filter((name) => name.endsWith(`.${ending}`));
    if (files.length > 0)
      return { ending, files: files.map((name) => ctx.fs.path.join(folder, name)) };
  }
  return undefined;
}

async function read(
  folder: string,
  given: Params,
  ctx: CoreContext,
  source: SortingSource,
): Promise<Sorting> {
  const found = await unitFiles(folder, ctx);
  if (!found) {
    throw new EphysError(
      "FormatNotRecognised",
      `${folder} holds no T-files of MClust (.${ENDINGS.join(", .")})`,
      {
        path: folder,
      },
    );
  }
  const isRaw = found.ending.startsWith("raw");
  if (isRaw && given.sampling_frequency_raw == null) {
    throw new EphysError(
      "InvalidParameter",
      `${folder} holds .${found.ending} files, whose ticks per second must be given (sampling_frequency_raw)`,
      { parameter: "sampling_frequency_raw" },
    );
  }
  const ticksPerSecond = isRaw ? (given.sampling_frequency_raw ?? NaN) : TICKS_PER_SECOND;
  const itemBytes = found.ending.endsWith("64") ? 8 : 4;
  const unitIds: number[] = [];
  const trains: Float64Array[] = [];
  for (const path of found.files) {
    unitIds.push(unitOf(path, ctx));
    const ticks = await readTicks(path, itemBytes, ctx);
    trains.push(ticks.map((tick) => rint((tick / ticksPerSecond) * given.sampling_frequency)));
  }
  return sortingFromTrains([trains], {
    unitIds,
    samplingFrequency: given.sampling_frequency,
    source,
  });
}

function unitOf(path: string, ctx: CoreContext): number {
  const name = ctx.fs.path.basename(path);
  const number = /_(\d+)\.[^.]*$/.exec(name)?.[1];
  if (number !== undefined) return Number(number);
  throw new EphysError("CorruptFile", `${path}: the name does not end in a unit's number (_1)`, {
    path,
  });
}

async function readTicks(path: string, itemBytes: 4 | 8, ctx: CoreContext): Promise<Float64Array> {
  const bytes = await ctx.fs.readBytes(path);
  const end = textFromLatin1(bytes.subarray(0, 65_536)).indexOf(`\n${END_HEADER}`);
  const line = end < 0 ? -1 : bytes.indexOf(0x0a, end + 1);
  if (line < 0) {
    throw new EphysError(
      "CorruptFile",
      `${path} has no line "${END_HEADER}" that ends its header`,
      {
        path,
      },
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor((bytes.length - line - 1) / itemBytes);
  return Float64Array.from({ length: count }, (_, i) => {
    const at = line + 1 + i * itemBytes;
    return itemBytes === 8 ? Number(view.getBigUint64(at)) : view.getUint32(at);
  });
}
