import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection, type StreamInfo } from "../define.ts";
import { isFile, isFolder } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { readSpikeGlxEvents } from "./events.ts";
import { readSpikeGlxRecording, SPIKEGLX_CLASS } from "./recording.ts";
import { findSpikeGlx, isSpikeGlxMeta, readMeta, scanFolder } from "./scan.ts";
import { describeFile } from "./streams.ts";
import { streamsOf } from "./stream-list.ts";

const params = z.object({
  stream_id: z
    .string()
    .nullish()
    .describe("Which stream, e.g. imec0.ap, imec0.lf, nidq; needed when there are several."),
  stream_name: z.string().nullish().describe("The same by its name."),
  load_sync_channel: z
    .boolean()
    .default(false)
    .describe("Keep the sync channel as the last one; no probe is then attached."),
  use_names_as_ids: z
    .boolean()
    .default(false)
    .describe("Channel ids AP0 … instead of imec0.ap#AP0 …"),
});

/** SpikeGLX run folders: .bin and .meta pairs of Neuropixels probes, NI-DAQ and OneBox. */
export const spikeglx = defineFormat({
  id: "spikeglx",
  label: "SpikeGLX",
  extensions: ["bin", "meta"],
  params,
  detect,
  readers: [
    { function: "read_spikeglx", kind: "recording", path: "folder_path" },
    { function: "read_spikeglx_event", kind: "event", path: "folder_path" },
  ],
  readEvents: readSpikeGlxEvents,
  listStreams,
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "SpikeGLX"), ctx),
  recordingDicts: [{ siClass: SPIKEGLX_CLASS, read: readKwargs }],
});

function readKwargs(kwargs: JsonObject, ctx: CoreContext): Promise<Recording> {
  const folder = pathArgument(kwargs, "folder_path", SPIKEGLX_CLASS);
  return read(folder, parseParams(params, kwargs, SPIKEGLX_CLASS), ctx);
}

/** A .bin or .meta file stands for its folder and chooses its own stream. */
async function read(
  path: string,
  given: z.output<typeof params>,
  ctx: CoreContext,
): Promise<Recording> {
  const stat = await ctx.fs.stat(path);
  if (stat === undefined) {
    throw new EphysError("FileNotFound", `there is no file or folder ${path}`, { path });
  }
  if (stat.kind === "folder") {
    return readSpikeGlxRecording(path, await scanFolder(path, ctx), given, ctx);
  }
  const base = path.replace(/\.(?:bin|meta)$/, "");
  const meta = await readMeta(`${base}.meta`, ctx);
  const bin = await ctx.fs.stat(`${base}.bin`);
  if (bin?.kind !== "file") {
    throw new EphysError("MissingSibling", `${base}.bin is not there; ${base}.meta describes it`, {
      path: `${base}.bin`,
    });
  }
  const own = describeFile(meta, `${base}.bin`, bin.sizeBytes).streamName;
  const folder = ctx.fs.path.dirname(path);
  const chosen = given.stream_id ?? given.stream_name ?? own;
  const files = await scanFolder(folder, ctx);
  return readSpikeGlxRecording(folder, files, { ...given, stream_id: chosen }, ctx);
}

async function listStreams(path: string, ctx: CoreContext): Promise<readonly StreamInfo[]> {
  const folder = (await isFile(path, ctx)) ? ctx.fs.path.dirname(path) : path;
  return streamsOf(await scanFolder(folder, ctx), false).map((stream) => ({
    id: stream.id,
    name: stream.id,
    numChannels: stream.fileChannels.length,
    samplingFrequency: stream.first.samplingFrequency,
  }));
}

/** Names that only SpikeGLX gives: reading such a file will say what is missing beside it. */
const BIN_NAME = /_g\d+_t(?:\d+|cat)\.(?:imec\d*\.(?:ap|lf)|nidq|obx\d*\.obx)\.bin$/;

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  if (await isFolder(path, ctx)) return detectFolder(path, ctx);
  if (!/\.(?:bin|meta)$/.test(path)) return undefined;
  const metaPath = path.replace(/\.bin$/, ".meta");
  if (await isFile(metaPath, ctx)) {
    const meta = await readMeta(metaPath, ctx);
    return isSpikeGlxMeta(meta)
      ? { confidence: 0.95, why: "its .meta is SpikeGLX's", root: path, kinds: ["recording"] }
      : undefined;
  }
  return BIN_NAME.test(path) ? detectedByName(path) : undefined;
}

async function detectFolder(folder: string, ctx: CoreContext): Promise<Detection | undefined> {
  const found = await findSpikeGlx(folder, ctx);
  if (found) {
    return {
      confidence: 0.95,
      why: `${found.pairs === 1 ? "a .bin file" : `${String(found.pairs)} .bin files`} with SpikeGLX metadata (${ctx.fs.path.basename(found.meta)})`,
      root: folder,
      kinds: ["recording"],
    };
  }
  const names = await ctx.fs.list(folder);
  return names.some((name) => BIN_NAME.test(name)) ? detectedByName(folder) : undefined;
}

function detectedByName(root: string): Detection {
  return { confidence: 0.5, why: "a SpikeGLX file name", root, kinds: ["recording"] };
}
