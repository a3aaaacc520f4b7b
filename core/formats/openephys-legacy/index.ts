import { z } from "zod";
import { textFromLatin1 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFolder } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import {
  describeSession,
  sessionEvents,
  sessionRecording,
  sessionStreams,
} from "../shared/session/index.ts";
import { openLegacy } from "./session.ts";

const LEGACY_CLASS =
  "spikeinterface.extractors.neoextractors.openephys.OpenEphysLegacyRecordingExtractor";

const params = z.object({
  stream_id: z
    .string()
    .nullish()
    .describe("Which kind of channels, CH, ADC or AUX; needed when there are several."),
  stream_name: z.string().nullish().describe("The same by name, Signals CH."),
  block_index: z.number().int().nullish().describe("There is one block, 0."),
  use_names_as_ids: z.boolean().default(false).describe("Channel ids CH1 … instead of 1 …"),
  ignore_timestamps_errors: z
    .boolean()
    .nullish()
    .describe("Changes nothing: gaps are filled with zeros and reported."),
  gaps: z
    .enum(["zeros", "segments"])
    .default("zeros")
    .describe("Where timestamps jump: zeros stand for what is missing, or a segment begins."),
});
type Params = z.output<typeof params>;

/** Open Ephys's older format: a .continuous file per channel; gaps read as zeros or part segments. */
export const openephysLegacy = defineFormat({
  id: "openephys_legacy",
  label: "Open Ephys (one file per channel)",
  extensions: ["continuous"],
  params,
  detect,
  readers: [
    { function: "read_openephys", kind: "recording", path: "folder_path" },
    { function: "read_openephyslegacy", kind: "recording", path: "folder_path" },
    { function: "neo.OpenEphysRawIO", kind: "neo_rawio", path: "dirname" },
  ],
  listStreams: async (path, ctx) =>
    sessionStreams((await openLegacy(await folderOf(path, ctx), {}, ctx)).session),
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "Open Ephys"), ctx),
  readEvents: async (path, ctx) => {
    const folder = await folderOf(path, ctx);
    return sessionEvents((await openLegacy(folder, { everything: true }, ctx)).session);
  },
  readNeo: async (path, ctx) =>
    describeSession((await openLegacy(path, { everything: true }, ctx)).session),
  recordingDicts: [
    {
      siClass: LEGACY_CLASS,
      read(kwargs: JsonObject, ctx) {
        const path = pathArgument(kwargs, "folder_path", LEGACY_CLASS);
        return read(path, parseParams(params, kwargs, LEGACY_CLASS), ctx);
      },
    },
  ],
});

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const folder = await folderOf(path, ctx);
  const splits = given.gaps === "segments";
  const { session, gaps } = await openLegacy(folder, { splits }, ctx);
  const hasGaps = gaps.some((list) => list.length > 0);
  const listed = gaps.map((list) => list.map(([sample, length]) => [sample, length]));
  const extras = {
    siClass: LEGACY_CLASS,
    // SpikeInterface has no argument for gaps and is given none where there are none
    kwargs: { folder_path: folder, ...(splits && hasGaps && { gaps: given.gaps }) },
    annotations: hasGaps ? { [splits ? "gaps" : "filled_gaps"]: listed } : {},
  };
  return sessionRecording(session, given, extras, folder);
}

/** A .continuous file stands for its folder. */
async function folderOf(path: string, ctx: CoreContext): Promise<string> {
  return path.endsWith(".continuous") && !(await isFolder(path, ctx))
    ? ctx.fs.path.dirname(path)
    : path;
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  if (path.endsWith(".continuous") && (await ctx.fs.stat(path))?.kind === "file") {
    const root = ctx.fs.path.dirname(path);
    return (await hasHeader(path, ctx))
      ? { confidence: 0.95, why: "its header is Open Ephys's", root, kinds: ["recording"] }
      : undefined;
  }
  if (!(await isFolder(path, ctx))) return undefined;
  const files = (await ctx.fs.list(path)).filter((name) => name.endsWith(".continuous"));
  if (files.length === 0 || !(await hasHeader(ctx.fs.path.join(path, files[0]), ctx))) {
    return undefined;
  }
  const why = `${String(files.length)} .continuous files, the first with Open Ephys's header`;
  return { confidence: 0.95, why, root: path, kinds: ["recording"] };
}

async function hasHeader(path: string, ctx: CoreContext): Promise<boolean> {
  const bytes = await ctx.fs.readBytes(path, 200);
  return textFromLatin1(bytes).includes("header.format");
}
