import { z } from "zod";
import { textFromLatin1 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineFormat, type Detection } from "../define.ts";
import { isFolder } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import {
  describeSession,
  rateOfSignals,
  sessionEvents,
  sessionRecording,
  sessionSorting,
  sessionStreams,
  type Session,
} from "../shared/session/index.ts";
import { isNlxText } from "./header.ts";
import { openNeuralynx, type NeuralynxOptions } from "./session.ts";

const MODULE = "spikeinterface.extractors.neoextractors.neuralynx";
const RECORDING_CLASS = `${MODULE}.NeuralynxRecordingExtractor`;
const SORTING_CLASS = `${MODULE}.NeuralynxSortingExtractor`;

const params = z.object({
  stream_id: z.string().nullish().describe("Which stream, 0 …; needed when there are several."),
  stream_name: z.string().nullish().describe("The same by name."),
  exclude_filename: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .describe("Files that are left out, e.g. Events.nev"),
  strict_gap_mode: z
    .boolean()
    .nullish()
    .describe(
      "A gap is every step that is off by a fifth of a sample; default: a quarter of a record.",
    ),
  use_names_as_ids: z.boolean().default(false).describe("Channel ids CSC1 … instead of 0 …"),
  sampling_frequency: z
    .number()
    .positive()
    .nullish()
    .describe("Rate of the spikes' frames; default: that of the signals."),
  reference_frames: z
    .boolean()
    .default(false)
    .describe("Spikes' frames are the raw microseconds, as in SpikeInterface."),
  reference_stream_names: z
    .boolean()
    .default(false)
    .describe("Streams carry neo's names even where these belong to another stream."),
});
type Params = z.output<typeof params>;

/** Neuralynx folders: .ncs, .nse, .ntt and .nev; gaps make segments. */
export const neuralynx = defineFormat({
  id: "neuralynx",
  label: "Neuralynx",
  extensions: ["ncs"],
  params,
  detect,
  readers: [
    { function: "read_neuralynx", kind: "recording", path: "folder_path" },
    { function: "read_neuralynx_sorting", kind: "sorting", path: "folder_path" },
    { function: "neo.NeuralynxRawIO", kind: "neo_rawio", path: "dirname" },
  ],
  asReference: { reference_frames: true, reference_stream_names: true },
  async listStreams(path, ctx, asked = {}) {
    const given = parseParams(params, asked, "Neuralynx");
    return sessionStreams((await openNeuralynx(await folderOf(path, ctx), of(given), ctx)).session);
  },
  readRecording: (path, given, ctx) =>
    readSignals(path, parseParams(params, given, "Neuralynx"), ctx),
  readSorting: (path, given, ctx) => readUnits(path, parseParams(params, given, "Neuralynx"), ctx),
  readEvents: async (path, ctx, given = {}) => sessionEvents(await openAll(path, given, ctx)),
  readNeo: async (path, ctx, given = {}) => describeSession(await openAll(path, given, ctx)),
  recordingDicts: [
    {
      siClass: RECORDING_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "folder_path", RECORDING_CLASS);
        return readSignals(path, parseParams(params, kwargs, RECORDING_CLASS), ctx);
      },
    },
  ],
  sortingDicts: [
    {
      siClass: SORTING_CLASS,
      read(kwargs, ctx) {
        const path = pathArgument(kwargs, "folder_path", SORTING_CLASS);
        return readUnits(path, parseParams(params, kwargs, SORTING_CLASS), ctx);
      },
    },
  ],
});

function of(given: Params): NeuralynxOptions {
  const excluded = given.exclude_filename ?? [];
  return {
    excluded: typeof excluded === "string" ? [excluded] : excluded,
    strict: given.strict_gap_mode ?? false,
    everything: false,
    referenceNames: given.reference_stream_names,
  };
}

/** Spikes and events too; strict unless asked otherwise, as neo and SpikeInterface's sorting. */
async function openAll(path: string, given: JsonObject, ctx: CoreContext): Promise<Session> {
  const parsed = parseParams(params, given, "Neuralynx");
  const strict = parsed.strict_gap_mode ?? true;
  const options = { ...of(parsed), strict, everything: true };
  return (await openNeuralynx(await folderOf(path, ctx), options, ctx)).session;
}

async function readSignals(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const folder = await folderOf(path, ctx);
  const { session, annotations } = await openNeuralynx(folder, of(given), ctx);
  const excluded = given.exclude_filename ?? null;
  const kwargs = {
    folder_path: folder,
    exclude_filename: typeof excluded === "string" || excluded === null ? excluded : [...excluded],
    strict_gap_mode: given.strict_gap_mode ?? false,
    ...(given.reference_stream_names && { reference_stream_names: true }),
  };
  return sessionRecording(
    session,
    given,
    { siClass: RECORDING_CLASS, kwargs, annotations },
    folder,
  );
}

async function readUnits(path: string, given: Params, ctx: CoreContext): Promise<Sorting> {
  const folder = await folderOf(path, ctx);
  const session = await openAll(folder, given, ctx);
  const rate = given.sampling_frequency ?? rateOfSignals(session, given, folder);
  const stream = session.streams.find(({ id }) => id === given.stream_id) ?? session.streams.at(0);
  return sessionSorting(session, {
    samplingFrequency: rate,
    siClass: SORTING_CLASS,
    kwargs: {
      folder_path: folder,
      sampling_frequency: given.sampling_frequency ?? null,
      stream_id: given.stream_id ?? null,
      stream_name: given.stream_name ?? null,
      ...(given.reference_frames && { reference_frames: true }),
    },
    frames: (times, segment) => {
      if (given.reference_frames) return times.timestamps;
      const start = stream?.segments[segment]?.tStartS ?? 0;
      return times.seconds.map((time) => Math.round((time - start) * rate));
    },
  });
}

/** A file stands for its folder. */
async function folderOf(path: string, ctx: CoreContext): Promise<string> {
  return /\.(?:ncs|nse|ntt|nev)$/i.test(path) && !(await isFolder(path, ctx))
    ? ctx.fs.path.dirname(path)
    : path;
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const folder = await folderOf(path, ctx);
  if (!(await isFolder(folder, ctx))) return undefined;
  const names = (await ctx.fs.list(folder)).filter((name) => /\.(?:ncs|nse|ntt)$/i.test(name));
  const [first] = names;
  if (first === undefined) return undefined;
  const head = await ctx.fs.readBytes(ctx.fs.path.join(folder, first), 200);
  if (!isNlxText(textFromLatin1(head))) return undefined;
  const signals = names.filter((name) => /\.ncs$/i.test(name)).length;
  const why = `${String(signals)} .ncs and ${String(names.length - signals)} spike files, the first with Neuralynx's header`;
  const kinds: Detection["kinds"] =
    signals === names.length
      ? ["recording"]
      : signals === 0
        ? ["sorting"]
        : ["recording", "sorting"];
  return { confidence: 0.95, why, root: folder, kinds };
}
