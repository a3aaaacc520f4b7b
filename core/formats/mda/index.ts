import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isEphysError } from "#core/model/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, isFolder, readJsonObject } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { MDA_HEADER_BYTES, parseMdaHeader } from "./mda-file.ts";
import { MDA_RECORDING_CLASS, readMdaRecording } from "./recording.ts";
import { MDA_SORTING_CLASS, readMdaSorting } from "./sorting.ts";

const params = z.object({
  raw_fname: z.string().default("raw.mda").describe("File of the samples."),
  params_fname: z.string().default("params.json").describe("File with the sampling rate."),
  geom_fname: z.string().default("geom.csv").describe("File with the channels' places."),
  sampling_frequency: z.number().positive().nullish().describe("Hz; a sorting needs it."),
});
type Params = z.output<typeof params>;

/** MountainSort's MDA: a folder with raw.mda, or a file firings.mda. */
export const mda = defineFormat({
  id: "mda",
  label: "MountainSort MDA",
  extensions: ["mda"],
  params,
  detect,
  readers: [
    { function: "read_mda_recording", kind: "recording", path: "folder_path" },
    { function: "read_mda_sorting", kind: "sorting", path: "file_path" },
  ],
  readRecording: (path, given, ctx) =>
    readMdaRecording(path, recordingParams(parseParams(params, given, "MDA")), ctx),
  readSorting: (path, given, ctx) =>
    readMdaSorting(path, rateOf(parseParams(params, given, "MDA"), path), ctx),
  recordingDicts: [
    {
      siClass: MDA_RECORDING_CLASS,
      read(kwargs, ctx) {
        const folder = pathArgument(kwargs, "folder_path", MDA_RECORDING_CLASS);
        const given = parseParams(params, kwargs, MDA_RECORDING_CLASS);
        return readMdaRecording(folder, recordingParams(given), ctx);
      },
    },
  ],
  sortingDicts: [
    {
      siClass: MDA_SORTING_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "file_path", MDA_SORTING_CLASS);
        const given = parseParams(params, kwargs, MDA_SORTING_CLASS);
        return readMdaSorting(path, rateOf(given, path), ctx);
      },
    },
  ],
});

function recordingParams({
  raw_fname,
  params_fname,
  geom_fname,
}: Params): Parameters<typeof readMdaRecording>[1] {
  return { raw_fname, params_fname, geom_fname };
}

function rateOf({ sampling_frequency: rate }: Params, path: string): number {
  if (rate != null) return rate;
  throw new EphysError(
    "InvalidParameter",
    `${path} does not tell its sampling rate: give sampling_frequency`,
    { parameter: "sampling_frequency" },
  );
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  try {
    return (await isFolder(path, ctx))
      ? await detectFolder(path, ctx)
      : await detectFirings(path, ctx);
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}

async function detectFolder(folder: string, ctx: CoreContext): Promise<Detection | undefined> {
  const raw = ctx.fs.path.join(folder, "raw.mda");
  if (!(await isFile(raw, ctx)) || !parseMdaHeader(await ctx.fs.readBytes(raw, MDA_HEADER_BYTES))) {
    return undefined;
  }
  const settings = await readJsonObject(ctx.fs.path.join(folder, "params.json"), ctx);
  if (!("samplerate" in settings)) return undefined;
  const why = "raw.mda beside a params.json with samplerate";
  return { confidence: 0.95, why, root: folder, kinds: ["recording"] };
}

async function detectFirings(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  if (!path.toLowerCase().endsWith(".mda") || !(await isFile(path, ctx))) return undefined;
  const header = parseMdaHeader(await ctx.fs.readBytes(path, MDA_HEADER_BYTES));
  if (header?.shape.length !== 2 || header.shape[0] < 3) return undefined;
  const why = `an MDA array of ${header.shape.join(" × ")}, as firings are`;
  return { confidence: 0.8, why, root: path, kinds: ["sorting"] };
}
