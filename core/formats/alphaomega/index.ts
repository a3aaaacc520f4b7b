import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFolder } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import {
  describeSession,
  sessionEvents,
  sessionRecording,
  sessionStreams,
  type Session,
} from "../shared/session/index.ts";
import { isMpx } from "./mpx.ts";
import { openAlphaOmega } from "./session.ts";

const ALPHAOMEGA_CLASS =
  "spikeinterface.extractors.neoextractors.alphaomega.AlphaOmegaRecordingExtractor";

const params = z.object({
  stream_id: z
    .string()
    .nullish()
    .describe("RAW, LFP, SPK, ACC, AI or UD; default: RAW where there are such channels."),
  stream_name: z.string().nullish().describe("The same by name, Raw Analog."),
  lsx_files: z
    .array(z.string())
    .nullish()
    .describe("Lists of files; only the .mpx files in them are read."),
  use_names_as_ids: z.boolean().default(false).describe("Channel ids RAW 01 … instead of 10000 …"),
  reference_gain: z
    .boolean()
    .default(false)
    .describe("Gain divided by resolution, as in SpikeInterface, instead of the other way round."),
});
type Params = z.output<typeof params>;
const DEFAULTS = { lsx_files: undefined, reference_gain: false };

/** AlphaOmega AlphaRS and AlphaLab SnR: folders of .mpx files, map file version 4. */
export const alphaomega = defineFormat({
  id: "alphaomega",
  label: "AlphaOmega",
  extensions: ["mpx"],
  params,
  detect,
  readers: [
    { function: "read_alphaomega", kind: "recording", path: "folder_path" },
    { function: "read_alphaomega_event", kind: "event", path: "folder_path" },
    { function: "neo.AlphaOmegaRawIO", kind: "neo_rawio", path: "dirname" },
  ],
  asReference: { reference_gain: true },
  listStreams: async (path, ctx) => sessionStreams(await open(path, DEFAULTS, ctx)),
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "AlphaOmega"), ctx),
  readEvents: async (path, ctx) => sessionEvents(await open(path, DEFAULTS, ctx)),
  readNeo: async (path, ctx, given = {}) =>
    describeSession(await open(path, parseParams(params, given, "AlphaOmega"), ctx)),
  recordingDicts: [
    {
      siClass: ALPHAOMEGA_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "folder_path", ALPHAOMEGA_CLASS);
        return read(path, parseParams(params, kwargs, ALPHAOMEGA_CLASS), ctx);
      },
    },
  ],
});

async function open(
  path: string,
  { lsx_files: lists, reference_gain: referenceGain }: Pick<Params, "lsx_files" | "reference_gain">,
  ctx: CoreContext,
): Promise<Session> {
  const options = { lsxFiles: lists ?? undefined, referenceGain };
  return openAlphaOmega(await folderOf(path, ctx), options, ctx);
}

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const folder = await folderOf(path, ctx);
  const session = await open(folder, given, ctx);
  const isAsked = given.stream_id != null || given.stream_name != null;
  const hasRaw = session.streams.some(({ id }) => id === "RAW");
  const choice = !isAsked && hasRaw ? { ...given, stream_id: "RAW" } : given;
  const lists = given.lsx_files ? [...given.lsx_files] : null;
  const kwargs = {
    folder_path: folder,
    lsx_files: lists,
    ...(given.reference_gain && { reference_gain: true }),
  };
  const extras = { siClass: ALPHAOMEGA_CLASS, kwargs };
  return sessionRecording(session, choice, extras, folder);
}

/** A .mpx file stands for its folder. */
async function folderOf(path: string, ctx: CoreContext): Promise<string> {
  return path.endsWith(".mpx") && !(await isFolder(path, ctx)) ? ctx.fs.path.dirname(path) : path;
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const root = await folderOf(path, ctx);
  if (!(await isFolder(root, ctx))) return undefined;
  const names = (await ctx.fs.list(root)).filter((name) => name.endsWith(".mpx"));
  const [first] = names;
  if (first === undefined) return undefined;
  if (!isMpx(await ctx.fs.readBytes(ctx.fs.path.join(root, first), 3))) return undefined;
  const why = `${String(names.length)} .mpx files, the first begins with AlphaOmega's block "h"`;
  return { confidence: 0.95, why, root, kinds: ["recording"] };
}
