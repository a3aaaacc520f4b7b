import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { isEphysError } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import {
  describeSession,
  sessionEvents,
  sessionRecording,
  sessionStreams,
} from "../shared/session/index.ts";
import { findBlocks } from "./blocks.ts";
import { openTdt } from "./session.ts";
import { readTbk } from "./tbk.ts";

const TDT_CLASS = "spikeinterface.extractors.neoextractors.tdt.TdtRecordingExtractor";

const params = z.object({
  stream_id: z
    .string()
    .nullish()
    .describe("Which store, by its position, 0 …; needed when there are several."),
  stream_name: z.string().nullish().describe("The same by its name, e.g. RSn1."),
  block_index: z.number().int().nullish().describe("Blocks of a tank are segments; only 0."),
  use_names_as_ids: z.boolean().default(false).describe("Channel ids RSn1 1 … instead of 1 …"),
});
type Params = z.output<typeof params>;

/** Tucker-Davis tanks: folders (blocks) with .tbk, .tdx, .tev, .tsq and perhaps .sev files. */
export const tdt = defineFormat({
  id: "tdt",
  label: "TDT tank",
  extensions: ["tsq", "tbk", "tev"],
  params,
  detect,
  readers: [
    { function: "read_tdt", kind: "recording", path: "folder_path" },
    { function: "neo.TdtRawIO", kind: "neo_rawio", path: "dirname" },
  ],
  listStreams: async (path, ctx) => sessionStreams(await openTdt(path, false, ctx)),
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "TDT"), ctx),
  readEvents: async (path, ctx) => sessionEvents(await openTdt(path, true, ctx)),
  readNeo: async (path, ctx) => describeSession(await openTdt(path, true, ctx)),
  recordingDicts: [
    {
      siClass: TDT_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "folder_path", TDT_CLASS);
        return read(path, parseParams(params, kwargs, TDT_CLASS), ctx);
      },
    },
  ],
});

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const session = await openTdt(path, false, ctx);
  const extras = { siClass: TDT_CLASS, kwargs: { folder_path: path } };
  return sessionRecording(session, given, extras, path);
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const isFile = (await ctx.fs.stat(path))?.kind === "file";
  if (isFile && !/\.(?:tbk|tdx|tev|tsq)$/i.test(path)) return undefined;
  try {
    const blocks = await findBlocks(path, ctx);
    const stores = await readTbk(blocks[0].tbk, ctx);
    if (stores.length === 0) return undefined;
    const names = stores.map(({ name }) => name).join(", ");
    const what = blocks.length === 1 ? "a block" : `${String(blocks.length)} blocks`;
    const why = `${what} of TDT with the stores ${names}`;
    return { confidence: 0.95, why, root: path, kinds: ["recording"] };
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}
