import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  isExtractorDict,
  parseJson,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import { recordingFromDict } from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";
import { readSorterResult } from "./shared/results.ts";

export interface ReadFolderOptions {
  /** open the recording that was sorted; default true */
  readonly registerRecording?: boolean;
  /** hand over recording, parameters and log as stored; default true */
  readonly sortingInfo?: boolean;
}

/** What a run left. */
export interface SorterFolder {
  readonly sorterName: string;
  readonly sorting: Sorting;
  /** undefined unless it was asked for */
  readonly recording?: Recording;
  /** the stored documents, undefined unless they were asked for */
  readonly info?: {
    readonly recording: JsonValue;
    readonly params: JsonObject;
    readonly log: JsonObject;
  };
}

/**
 * A sorter's output folder, written by SpikeInterface or by `runSorter`. Undefined for a run that failed: its log says so.
 * @throws FileNotFound, MissingSibling, CorruptFile, UnknownName, InvalidValue (a recording that does not belong to it)
 */
export async function readSorterFolder(
  folder: string,
  options: ReadFolderOptions,
  ctx: CoreContext,
): Promise<SorterFolder | undefined> {
  const at = (name: string): string => ctx.fs.path.join(folder, name);
  const log = await readObject(at("spikeinterface_log.json"), folder, ctx);
  const sorterName = log["sorter_name"];
  if (log["error"] === undefined || typeof sorterName !== "string") {
    throw new EphysError(
      "CorruptFile",
      `the log in ${folder} does not say which sorter ran and how it ended`,
      {
        path: at("spikeinterface_log.json"),
      },
    );
  }
  if (isTrue(log["error"])) return undefined;
  const inner = at("sorter_output");
  const output = (await ctx.fs.stat(inner))?.kind === "folder" ? inner : folder;
  const params = await readParams(folder, output, ctx);
  const own = (params?.["sorter_params"] ?? {}) as JsonObject; // an object in every SpikeInterface version
  const sorting = await readSorterResult(sorterName, output, own, ctx);
  const { registerRecording = true, sortingInfo = true } = options;
  const recording = registerRecording ? await openSorted(folder, sorting, ctx) : undefined;
  const info = sortingInfo
    ? { recording: await storedRecording(folder, ctx), params, log }
    : undefined;
  if (info !== undefined && info.params === undefined)
    throw absent("spikeinterface_params.json", folder);
  return {
    sorterName,
    sorting,
    ...(recording && { recording }),
    ...(info?.params && { info: { ...info, params: info.params } }),
  };
}

/** As Python's bool(). */
function isTrue(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === "object" && value !== null
    ? Object.keys(value).length > 0
    : Boolean(value);
}

function absent(name: string, folder: string): EphysError {
  return new EphysError(
    "MissingSibling",
    `${folder} has no ${name}: it is not a sorter's output folder`,
    {
      path: folder,
      missing: name,
    },
  );
}

async function readObject(path: string, folder: string, ctx: CoreContext): Promise<JsonObject> {
  if ((await ctx.fs.stat(path))?.kind !== "file") throw absent(ctx.fs.path.basename(path), folder);
  const value = parseJson(await ctx.fs.readText(path), path);
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as JsonObject;
  throw new EphysError("CorruptFile", `${path} holds no JSON object`, { path });
}

/** The run's parameters; older versions kept them beside the result. */
async function readParams(
  folder: string,
  output: string,
  ctx: CoreContext,
): Promise<JsonObject | undefined> {
  for (const place of [folder, output]) {
    const path = ctx.fs.path.join(place, "spikeinterface_params.json");
    if ((await ctx.fs.stat(path))?.kind === "file") return readObject(path, place, ctx);
  }
  return undefined;
}

async function storedRecording(folder: string, ctx: CoreContext): Promise<JsonValue> {
  const path = ctx.fs.path.join(folder, "spikeinterface_recording.json");
  return (await ctx.fs.stat(path))?.kind === "file" ? readObject(path, folder, ctx) : null;
}

/** The recording that was sorted. */
async function openSorted(folder: string, sorting: Sorting, ctx: CoreContext): Promise<Recording> {
  const dict = await storedRecording(folder, ctx);
  if (dict === null) {
    const pickle = ctx.fs.path.join(folder, "spikeinterface_recording.pickle");
    const isPickle = (await ctx.fs.stat(pickle))?.kind === "file";
    throw new EphysError(
      "MissingSibling",
      isPickle
        ? `the recording of ${folder} is stored as a pickle, which would have to be executed; set register_recording to false`
        : `${folder} does not say which recording was sorted; set register_recording to false`,
      { path: folder },
    );
  }
  if (!isExtractorDict(dict)) {
    throw new EphysError(
      "CorruptFile",
      `spikeinterface_recording.json of ${folder} describes no recording`,
      {
        path: folder,
      },
    );
  }
  const recording = await recordingFromDict(dict, ctx, folder);
  const rate = recording.samplingFrequency;
  const sameRate = Math.abs(rate - sorting.samplingFrequency) <= 0.1 + 1e-5 * Math.abs(rate);
  if (sameRate && recording.numSamples.length === sorting.numSegments) return recording;
  throw new EphysError(
    "InvalidValue",
    `the recording of ${folder} (${String(recording.samplingFrequency)} Hz, ${String(recording.numSamples.length)} segments) ` +
      `does not belong to its sorting (${String(sorting.samplingFrequency)} Hz, ${String(sorting.numSegments)} segments)`,
    { path: folder },
  );
}
