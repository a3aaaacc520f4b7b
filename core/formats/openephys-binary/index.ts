import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type Detection, type StreamInfo } from "../define.ts";
import { isFile, isFolder } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { readOpenEphysEvents } from "./events.ts";
import { exploreFolder, findStructures, STRUCTURE } from "./explore.ts";
import { OPENEPHYS_BINARY_CLASS, readOpenEphysRecording } from "./recording.ts";
import { sessionOf, streamsOf } from "./streams.ts";

const experiments = z.union([z.string(), z.array(z.string())]).nullish();

const params = z.object({
  stream_id: z
    .string()
    .nullish()
    .describe("Which stream, 0 or 1 …; needed when there are several."),
  stream_name: z.string().nullish().describe("The same by its name, Record Node 101#…"),
  block_index: z
    .number()
    .int()
    .nullish()
    .describe("Which experiment, from 0; needed when there are several."),
  experiment_names: experiments.describe("Only these experiments, e.g. experiment2"),
  experiment_name: experiments.describe("The same for one experiment."),
  load_sync_channel: z
    .boolean()
    .default(false)
    .describe("Keep the sync channel as the last one; no probe is then attached."),
  load_sync_timestamps: z
    .boolean()
    .default(false)
    .describe("One time per sample from the synchronised timestamps."),
  reference_ttl_times: z
    .boolean()
    .default(false)
    .describe(
      "Times of TTL pulses before version 0.6 divided by the rate twice, as in SpikeInterface.",
    ),
});

/** Open Ephys binary: record nodes with experiments (blocks) and recordings (segments), a continuous.dat per stream. */
export const openephysBinary = defineFormat({
  id: "openephys_binary",
  label: "Open Ephys (binary)",
  extensions: ["oebin"],
  params,
  detect,
  readers: [
    { function: "read_openephys", kind: "recording", path: "folder_path" },
    // by this name get_neo_streams and get_neo_num_blocks know it
    { function: "read_openephysbinary", kind: "recording", path: "folder_path" },
    { function: "read_openephys_event", kind: "event", path: "folder_path" },
  ],
  asReference: { reference_ttl_times: true },
  listStreams,
  countBlocks: async (path, ctx) =>
    sessionOf(await exploreFolder(path, undefined, ctx), path).blocks.length,
  readEvents: (path, ctx, given = {}) =>
    readOpenEphysEvents(path, parseParams(params, given, "Open Ephys"), ctx),
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "Open Ephys"), ctx),
  recordingDicts: [{ siClass: OPENEPHYS_BINARY_CLASS, read: readKwargs }],
});

function readKwargs(kwargs: JsonObject, ctx: CoreContext): Promise<Recording> {
  const folder = pathArgument(kwargs, "folder_path", OPENEPHYS_BINARY_CLASS);
  return read(folder, parseParams(params, kwargs, OPENEPHYS_BINARY_CLASS), ctx);
}

/** @throws Unsupported for the older format of one .continuous file per channel */
async function read(
  path: string,
  given: z.output<typeof params>,
  ctx: CoreContext,
): Promise<Recording> {
  const folder = folderOf(path, ctx);
  if (await isFolder(folder, ctx)) {
    const names = await ctx.fs.list(folder);
    if (names.some((name) => name.endsWith(".continuous"))) {
      throw new EphysError(
        "Unsupported",
        `${folder} is of the Open Ephys format of one file per channel (.continuous), which is not read; record in the binary format`,
        { path: folder },
      );
    }
  }
  return readOpenEphysRecording(folder, given, ctx);
}

/** A structure.oebin stands for its recording's folder. */
function folderOf(path: string, ctx: CoreContext): string {
  return ctx.fs.path.basename(path) === STRUCTURE ? ctx.fs.path.dirname(path) : path;
}

async function listStreams(path: string, ctx: CoreContext): Promise<readonly StreamInfo[]> {
  const folder = folderOf(path, ctx);
  const session = sessionOf(await exploreFolder(folder, undefined, ctx), folder);
  return streamsOf(session, false).map(({ id, name, fileChannels, first }) => ({
    id,
    name,
    numChannels: fileChannels.length,
    samplingFrequency: first.samplingFrequency,
  }));
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  if (ctx.fs.path.basename(path) === STRUCTURE && (await isFile(path, ctx))) {
    const why = `${STRUCTURE} is Open Ephys's description of a recording`;
    return { confidence: 0.95, why, root: ctx.fs.path.dirname(path), kinds: ["recording"] };
  }
  if (!(await isFolder(path, ctx))) return undefined;
  const found = await findStructures(path, ctx, { entries: 2000 });
  if (found.length === 0) return undefined;
  const why = `${String(found.length)} recordings with Open Ephys's ${STRUCTURE}`;
  return { confidence: 0.95, why, root: path, kinds: ["recording"] };
}
