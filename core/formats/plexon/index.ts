import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFile, onlyFileIn } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import {
  ByteCursor,
  describeSession,
  sessionEvents,
  sessionRecording,
  sessionSorting,
  sessionStreams,
} from "../shared/session/index.ts";
import { PLX_MAGIC } from "./header.ts";
import { openPlexon } from "./session.ts";

const MODULE = "spikeinterface.extractors.neoextractors.plexon";
const RECORDING_CLASS = `${MODULE}.PlexonRecordingExtractor`;
const SORTING_CLASS = `${MODULE}.PlexonSortingExtractor`;

const params = z.object({
  stream_id: z
    .string()
    .nullish()
    .describe("Which signals, by what their names begin with: WB, FP, AI …"),
  stream_name: z.string().nullish().describe("The same by name, WB-Wideband."),
  use_names_as_ids: z.boolean().default(true).describe("Channel ids WB01 … instead of 0 …"),
  reference_spike_limit: z
    .boolean()
    .default(false)
    .describe("Drop spikes and events later than the file's last block, as SpikeInterface does."),
});
type Params = z.output<typeof params>;

const SIGNALS = { everything: false, referenceLimit: false };

/** Plexon .plx: signals, sorted spikes and events in one file of blocks. */
export const plexon = defineFormat({
  id: "plexon",
  label: "Plexon (.plx)",
  extensions: ["plx"],
  params,
  detect,
  readers: [
    { function: "read_plexon", kind: "recording", path: "file_path" },
    { function: "read_plexon_sorting", kind: "sorting", path: "file_path" },
    { function: "neo.PlexonRawIO", kind: "neo_rawio", path: "filename" },
  ],
  asReference: { reference_spike_limit: true },
  listStreams: async (path, ctx) => sessionStreams((await openPlexon(path, SIGNALS, ctx)).session),
  readRecording: (path, given, ctx) => readSignals(path, parseParams(params, given, "Plexon"), ctx),
  readSorting: (path, given, ctx) => readUnits(path, parseParams(params, given, "Plexon"), ctx),
  readEvents: async (path, ctx, given = {}) =>
    sessionEvents((await openPlexon(path, everything(given), ctx)).session),
  readNeo: async (path, ctx, given = {}) =>
    describeSession((await openPlexon(path, everything(given), ctx)).session),
  recordingDicts: [
    {
      siClass: RECORDING_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "file_path", RECORDING_CLASS);
        return readSignals(path, parseParams(params, kwargs, RECORDING_CLASS), ctx);
      },
    },
  ],
  sortingDicts: [
    {
      siClass: SORTING_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "file_path", SORTING_CLASS);
        return readUnits(path, parseParams(params, kwargs, SORTING_CLASS), ctx);
      },
    },
  ],
});

function everything(given: JsonObject): { everything: true; referenceLimit: boolean } {
  const { reference_spike_limit: referenceLimit } = parseParams(params, given, "Plexon");
  return { everything: true, referenceLimit };
}

async function readSignals(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const { session } = await openPlexon(path, SIGNALS, ctx);
  const extras = { siClass: RECORDING_CLASS, kwargs: { file_path: path } };
  return sessionRecording(session, given, extras, path);
}

async function readUnits(path: string, given: Params, ctx: CoreContext): Promise<Sorting> {
  const options = { everything: true, referenceLimit: given.reference_spike_limit };
  const { session, timestampFrequency } = await openPlexon(path, options, ctx);
  return sessionSorting(session, {
    samplingFrequency: timestampFrequency,
    siClass: SORTING_CLASS,
    kwargs: {
      file_path: path,
      ...(given.reference_spike_limit && { reference_spike_limit: true }),
    },
  });
}

async function detect(given: string, ctx: CoreContext): Promise<Detection | undefined> {
  const path = (await onlyFileIn(given, /\.plx$/i, ctx)) ?? given;
  if (!path.toLowerCase().endsWith(".plx") || !(await isFile(path, ctx))) return undefined;
  const bytes = await ctx.fs.readBytes(path, 4);
  if (bytes.length < 4 || new ByteCursor(bytes, path).uint32() !== PLX_MAGIC) return undefined;
  const why = 'it begins with "PLEX" as Plexon\'s .plx files do';
  return { confidence: 0.95, why, root: path, kinds: ["recording", "sorting"] };
}
