import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, isExtractorDict, type JsonObject, type JsonValue } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { BINARY_FOLDER_CLASS } from "./si-class.ts";
import { defineFormat, type Detection } from "../define.ts";
import {
  jsonCount,
  jsonIds,
  jsonNumber,
  isFile,
  peekJsonObject,
  readJsonObject,
} from "../shared/files.ts";
import { readFolderMetadata, readFolderTimes } from "../shared/folder-metadata.ts";
import { pathArgument } from "../shared/kwargs.ts";
import { openBinary, RawRecording, type BinaryArguments } from "../shared/raw-binary.ts";
import { attachWholeProbe } from "../shared/whole-probe.ts";

/** SpikeInterface's own recording folder: binary.json, raw files, probe.json, properties. */
export const binaryFolder = defineFormat({
  id: "binary_folder",
  label: "SpikeInterface recording folder",
  extensions: [],
  params: z.object({}),
  detect,
  readers: [{ function: "read_binary_folder", kind: "recording", path: "folder_path" }],
  readRecording: (path, _params, ctx) => readBinaryFolder(path, ctx),
  recordingDicts: [
    {
      siClass: BINARY_FOLDER_CLASS,
      read: (kwargs, ctx) =>
        readBinaryFolder(pathArgument(kwargs, "folder_path", BINARY_FOLDER_CLASS), ctx),
    },
  ],
});

async function detect(path: string, ctx: CoreContext): Promise<Detection | undefined> {
  const { fs } = ctx;
  const root = (await isFile(path, ctx)) ? fs.path.dirname(path) : path;
  const dict = await peekJsonObject(fs.path.join(root, "binary.json"), ctx);
  if (dict === undefined || !isBinaryDict(dict)) return undefined;
  const own = root === path || (await belongsTo(path, dict, ctx));
  return own
    ? {
        confidence: 1,
        why: "binary.json describes a SpikeInterface BinaryRecordingExtractor",
        root,
        kinds: ["recording"],
      }
    : undefined;
}

/** A file of the folder stands for the folder; a foreign one beside it does not. */
async function belongsTo(path: string, dict: JsonObject, ctx: CoreContext): Promise<boolean> {
  const name = ctx.fs.path.basename(path);
  if (["binary.json", "si_folder.json", "probe.json"].includes(name)) return true;
  const files = isExtractorDict(dict) ? dict.kwargs["file_paths"] : undefined;
  return Array.isArray(files) && (files as readonly JsonValue[]).includes(name);
}

function isBinaryDict(dict: JsonObject): boolean {
  const name = dict["class"];
  return typeof name === "string" && name.endsWith(".BinaryRecordingExtractor");
}

/** @throws MissingSibling, CorruptFile, FormatNotRecognised */
async function readBinaryFolder(folder: string, ctx: CoreContext): Promise<Recording> {
  const path = ctx.fs.path.join(folder, "binary.json");
  const dict = await readJsonObject(path, ctx, `the recording folder ${folder}`);
  if (!isBinaryDict(dict)) {
    throw new EphysError(
      "FormatNotRecognised",
      `${path} does not describe a SpikeInterface BinaryRecordingExtractor`,
      { path },
    );
  }
  const args = binaryArguments(dict, path, folder, ctx);
  const { facts, layout } = await openBinary(args, ctx);
  const metadata = await readFolderMetadata(folder, facts.channelIds.length, ctx);
  const withProbe = metadata.probeGroup
    ? attachWholeProbe(facts, metadata.probeGroup, folder)
    : facts;
  return new RawRecording(
    {
      ...withProbe,
      properties: new Map([...(withProbe.properties ?? []), ...metadata.properties]),
      annotations: { ...withProbe.annotations, ...metadata.annotations },
      times: await readFolderTimes(folder, facts.numSamples, facts.times ?? [], ctx),
    },
    { siClass: BINARY_FOLDER_CLASS, kwargs: { folder_path: folder } },
    layout,
    ctx,
  );
}

function binaryArguments(
  dict: JsonObject,
  path: string,
  folder: string,
  ctx: CoreContext,
): BinaryArguments {
  const kwargs = dict["kwargs"];
  if (typeof kwargs !== "object" || kwargs === null || Array.isArray(kwargs)) {
    throw new EphysError("CorruptFile", `${path} has no "kwargs"`, { path });
  }
  const given = kwargs as JsonObject; // neither a list nor a plain value
  const names =
    typeof given["file_paths"] === "string" ? [given["file_paths"]] : given["file_paths"];
  if (!Array.isArray(names) || !(names as JsonValue[]).every((name) => typeof name === "string")) {
    throw new EphysError("CorruptFile", `${path} has no list "file_paths"`, { path });
  }
  const dtype = given["dtype"];
  if (typeof dtype !== "string") {
    throw new EphysError("CorruptFile", `${path} has no text "dtype"`, { path });
  }
  const countKey = "num_channels" in given ? "num_channels" : "num_chan";
  return {
    file_paths: (names as readonly string[]).map((name) => ctx.fs.path.resolve(folder, name)),
    sampling_frequency: jsonNumber(given, "sampling_frequency", path),
    num_channels: jsonCount(given, countKey, path, { least: 1, most: 1e6 }),
    dtype,
    channel_ids: Array.isArray(given["channel_ids"]) ? jsonIds(given, "channel_ids", path) : null,
    t_starts: optionalNumbers(given["t_starts"], path, "t_starts"),
    time_axis: given["time_axis"] === 1 ? 1 : 0,
    file_offset: given["file_offset"] == null ? 0 : jsonCount(given, "file_offset", path),
    gain_to_uV: optionalScaling(given["gain_to_uV"], path, "gain_to_uV"),
    offset_to_uV: optionalScaling(given["offset_to_uV"], path, "offset_to_uV"),
    is_filtered: typeof given["is_filtered"] === "boolean" ? given["is_filtered"] : null,
  };
}

function optionalNumbers(
  value: JsonValue | undefined,
  path: string,
  key: string,
): readonly number[] | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && (value as JsonValue[]).every((item) => typeof item === "number")) {
    return value as readonly number[]; // just checked
  }
  throw new EphysError("CorruptFile", `${path} has no list of numbers "${key}"`, { path, key });
}

function optionalScaling(
  value: JsonValue | undefined,
  path: string,
  key: string,
): number | readonly number[] | null {
  return typeof value === "number" ? value : optionalNumbers(value, path, key);
}
