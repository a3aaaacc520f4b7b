import { z } from "zod";
import { textFromLatin1 } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { defineFormat, type Detection, type StreamInfo } from "../define.ts";
import { isFile, isFolder } from "../shared/files.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import {
  describeSession,
  framesFromSeconds,
  rateOfSignals,
  sessionEvents,
  sessionRecording,
  sessionSorting,
  sessionStreams,
} from "../shared/session/index.ts";
import { isNev } from "./nev.ts";
import { basePath, nsxNumber, openBlackrock, type NsxChoice } from "./session.ts";

const MODULE = "spikeinterface.extractors.neoextractors.blackrock";
const RECORDING_CLASS = `${MODULE}.BlackrockRecordingExtractor`;
const SORTING_CLASS = `${MODULE}.BlackrockSortingExtractor`;

const params = z.object({
  stream_id: z.string().nullish().describe("Which .nsX, 1 to 6; needed when there are several."),
  stream_name: z.string().nullish().describe("The same by name, nsx5."),
  use_names_as_ids: z.boolean().default(false).describe("Channel ids elec1 … instead of 1 …"),
  sampling_frequency: z
    .number()
    .positive()
    .nullish()
    .describe("Rate of the spikes' frames; default: that of the signals."),
  nsx_to_load: z
    .union([z.number().int(), z.array(z.number().int()), z.enum(["all", "max"])])
    .nullish()
    .describe("Signals that tell rate and segments of the spikes; default: all, none with []."),
  reference_frames: z
    .boolean()
    .default(false)
    .describe("Frames count from the clock's 0 and are cut, as in SpikeInterface."),
});
type Params = z.output<typeof params>;

/** Blackrock Cerebus: .ns1 to .ns6 and .nev of specifications 2.1 to 3.0 (PTP too); pauses make segments. */
export const blackrock = defineFormat({
  id: "blackrock",
  label: "Blackrock",
  extensions: ["ns1", "ns2", "ns3", "ns4", "ns5", "ns6", "nev"],
  params,
  detect,
  readers: [
    { function: "read_blackrock", kind: "recording", path: "file_path" },
    { function: "read_blackrock_sorting", kind: "sorting", path: "file_path" },
    { function: "neo.BlackrockRawIO", kind: "neo_rawio", path: "filename" },
  ],
  asReference: { reference_frames: true },
  listStreams,
  readRecording: (path, given, ctx) =>
    readSignals(path, parseParams(params, given, "Blackrock"), ctx),
  readSorting: (path, given, ctx) => readUnits(path, parseParams(params, given, "Blackrock"), ctx),
  readEvents: async (path, ctx) => sessionEvents(await openBlackrock(path, undefined, true, ctx)),
  async readNeo(path, ctx, given = {}) {
    const choice = chosenNsx(parseParams(params, given, "Blackrock"));
    return describeSession(await openBlackrock(path, choice, true, ctx));
  },
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

function chosenNsx({ nsx_to_load: wanted }: Params): NsxChoice {
  if (wanted === "max") return wanted;
  if (wanted == null || wanted === "all") return undefined;
  return typeof wanted === "number" ? [wanted] : wanted;
}

/** Those of all files beside, the file's own first: who opens it wants that one. SpikeInterface has them by number. */
async function listStreams(
  path: string,
  ctx: CoreContext,
  given: JsonObject = {},
): Promise<readonly StreamInfo[]> {
  const streams = sessionStreams(await openBlackrock(path, undefined, false, ctx));
  const own = String(nsxNumber(path));
  if (given["reference_frames"] === true) return streams;
  return [...streams].sort((a, b) => Number(b.id === own) - Number(a.id === own));
}

/** Which .nsX is read: the one asked for (in SpikeInterface never another than the file's own), else the file's own. */
function nsxToRead(path: string, given: Params): number | undefined {
  const own = nsxNumber(path);
  const asked = /^(?:nsx)?([1-6])$/.exec(given.stream_id ?? given.stream_name ?? "")?.[1];
  return asked === undefined || given.reference_frames ? own : Number(asked);
}

async function readSignals(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const own = nsxToRead(path, given);
  const session = await openBlackrock(path, own === undefined ? undefined : [own], false, ctx);
  // SpikeInterface opens each by its own name
  const file = own === undefined ? path : `${basePath(path)}.ns${String(own)}`;
  const extras = { siClass: RECORDING_CLASS, kwargs: { file_path: file } };
  return sessionRecording(session, given, extras, file);
}

async function readUnits(path: string, given: Params, ctx: CoreContext): Promise<Sorting> {
  const session = await openBlackrock(path, chosenNsx(given), true, ctx);
  const rate = given.sampling_frequency ?? rateOfSignals(session, given, path);
  const stream = session.streams.find(({ id }) => id === given.stream_id) ?? session.streams.at(0);
  return sessionSorting(session, {
    samplingFrequency: rate,
    siClass: SORTING_CLASS,
    kwargs: {
      file_path: path,
      sampling_frequency: given.sampling_frequency ?? null,
      stream_id: given.stream_id ?? null,
      stream_name: given.stream_name ?? null,
      ...(given.nsx_to_load != null && { nsx_to_load: nsxJson(given.nsx_to_load) }),
      ...(given.reference_frames && { reference_frames: true }),
    },
    frames(times, segment) {
      if (given.reference_frames) return framesFromSeconds(times, 0, rate);
      const start = stream?.segments[segment]?.tStartS ?? 0;
      return times.seconds.map((time) => Math.round((time - start) * rate));
    },
  });
}

function nsxJson(wanted: NonNullable<Params["nsx_to_load"]>): JsonValue {
  return Array.isArray(wanted) ? [...wanted] : wanted;
}

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  if (await isFolder(path, ctx)) return detectFolder(path, ctx);
  if (!/\.(?:ns[1-6]|nev)$/.test(path) || !(await isFile(path, ctx))) return undefined;
  const kind = textFromLatin1(await ctx.fs.readBytes(path, 8));
  const isSignals = nsxNumber(path) !== undefined;
  const isOurs = isSignals ? ["NEURALSG", "NEURALCD", "BRSMPGRP"].includes(kind) : isNev(kind);
  if (!isOurs) return undefined;
  const hasNev = !isSignals || (await isFile(`${basePath(path)}.nev`, ctx));
  return {
    confidence: 0.95,
    why: `it begins with Blackrock's "${kind}"`,
    root: path,
    kinds: [
      ...(isSignals ? (["recording"] as const) : []),
      ...(hasNev ? (["sorting"] as const) : []),
    ],
  };
}

/** A folder with the files of one recording stands for all of them. */
async function detectFolder(folder: string, ctx: CoreContext): Promise<Detection | undefined> {
  const files = (await ctx.fs.list(folder)).filter((name) => /\.(?:ns[1-6]|nev)$/.test(name));
  const bases = new Set(files.map(basePath));
  const first = files.find((name) => nsxNumber(name) !== undefined) ?? files.at(0);
  if (bases.size !== 1 || first === undefined) return undefined;
  const found = await detect(ctx.fs.path.join(folder, first), ctx);
  return (
    found && {
      ...found,
      why: `${first} begins as Blackrock's files do`,
      root: basePath(found.root),
    }
  );
}
