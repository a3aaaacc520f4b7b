import type { CoreContext } from "#core/compute/index.ts";
import {
  FORMATS,
  isFile,
  peekJsonObject,
  type Detection,
  type FormatDefinition,
} from "#core/formats/index.ts";
import { EphysError, isExtractorDict, type ExtractorDict } from "#core/model/index.ts";

/** A format that fits a path. */
export interface Recognised extends Detection {
  /** id of the format, or "spikeinterface_dict" for an extractor dictionary in a .json file */
  readonly format: string;
  readonly label: string;
}

export const DICT_FORMAT = "spikeinterface_dict";

/**
 * The formats that fit a file or folder, best first; empty when none does.
 * @throws FileNotFound
 */
export async function recognise(path: string, ctx: CoreContext): Promise<Recognised[]> {
  if (!(await ctx.fs.stat(path))) {
    throw new EphysError(
      "FileNotFound",
      `there is no file or folder ${path}; check its name, or whether its disk is connected`,
      { path },
    );
  }
  const found: Recognised[] = [];
  const dict = await detectDict(path, ctx);
  if (dict) found.push(dict);
  const formats: readonly FormatDefinition[] = FORMATS;
  for (const format of formats) {
    const detection = await format.detect(path, ctx);
    if (detection) found.push({ ...detection, format: format.id, label: format.label });
  }
  return found.sort((a, b) => b.confidence - a.confidence);
}

/** The extractor dictionary in a .json file and the folder that its relative paths start from. */
export async function readDictFile(
  path: string,
  ctx: CoreContext,
): Promise<{ dict: ExtractorDict; folder: string } | undefined> {
  if (ctx.fs.path.extname(path).toLowerCase() !== ".json" || !(await isFile(path, ctx))) {
    return undefined;
  }
  const dict = await peekJsonObject(path, ctx);
  return isExtractorDict(dict) ? { dict, folder: ctx.fs.path.dirname(path) } : undefined;
}

async function detectDict(path: string, ctx: CoreContext): Promise<Recognised | undefined> {
  const file = await readDictFile(path, ctx);
  if (!file) return undefined;
  const name = file.dict.class.split(".").at(-1) ?? "";
  return {
    format: DICT_FORMAT,
    label: "SpikeInterface dictionary",
    // the description files of a folder stand for that folder first
    confidence: ["binary.json", "npz.json", "si_folder.json"].includes(ctx.fs.path.basename(path))
      ? 0.8
      : 1,
    why: `it describes a ${name}`,
    root: path,
    kinds: [name.includes("Sorting") ? "sorting" : "recording"],
  };
}
