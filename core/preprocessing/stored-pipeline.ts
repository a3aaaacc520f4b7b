import type { CoreContext } from "#core/compute/index.ts";
import {
  EphysError,
  isExtractorDict,
  parseJson,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import { hasArray, readObjects } from "#core/zarr/index.ts";
import { jsonOfPickled, readPickle } from "./pickle.ts";
import { stepsOfDict, type StoredStepOptions } from "./pipeline-dict.ts";
import { parsePipeline, type PipelineStep } from "./pipeline.ts";

/*
 * Where pipelines are kept: a JSON file of steps, the description of a stored recording (JSON or pickle, which is read
 * as data), and the recording of an analyzer (folder or zarr).
 */

type Files = Pick<CoreContext, "fs">;

const isPickle = (path: string): boolean => path.endsWith(".pkl") || path.endsWith(".pickle");

/** The description of a recording in a `.json`, `.pkl` or `.pickle` file. */
export async function recordingDictOfFile(path: string, ctx: Files): Promise<JsonObject> {
  if (!isPickle(path) && !path.endsWith(".json")) {
    throw new EphysError("FormatNotRecognised", `${path} is neither .json nor .pkl nor .pickle`, {
      path,
    });
  }
  const value = await contentOf(path, ctx);
  if (isDescription(value)) return value;
  throw new EphysError("CorruptFile", `${path} does not describe a recording: it has no "kwargs"`, {
    path,
  });
}

async function contentOf(path: string, { fs }: Files): Promise<JsonValue> {
  if ((await fs.stat(path))?.kind !== "file") {
    throw new EphysError("FileNotFound", `there is no file ${path}`, { path });
  }
  if (!isPickle(path)) return parseJson(await fs.readText(path), path);
  return jsonOfPickled(readPickle(await fs.readBytes(path))) as JsonValue; // what its name says
}

function isDescription(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && "kwargs" in value;
}

/** The description of an analyzer's recording; `format` "auto" goes by the folder's name. */
export async function recordingDictOfAnalyzer(
  folder: string,
  format: "auto" | "binary_folder" | "zarr",
  ctx: Files,
): Promise<JsonObject> {
  const isZarr = format === "zarr" || (format === "auto" && folder.endsWith(".zarr"));
  if (isZarr) return recordingOfZarr(folder, ctx);
  const [file] = (await ctx.fs.list(folder)).filter((name) => name.includes("recording."));
  if (file !== undefined) return recordingDictOfFile(ctx.fs.path.join(folder, file), ctx);
  throw new EphysError("FileNotFound", `${folder} holds no recording.json or recording.pickle`, {
    path: folder,
  });
}

async function recordingOfZarr(folder: string, { fs }: Files): Promise<JsonObject> {
  if ((await fs.stat(folder)) === undefined) {
    throw new EphysError("FileNotFound", `there is no analyzer ${folder}`, { path: folder });
  }
  // an analyzer without a recording has no preprocessing
  const store = { folder, fs };
  if (!(await hasArray(store, "recording"))) return { kwargs: {} };
  const objects = await readObjects(store, "recording");
  const path = fs.path.join(folder, "recording");
  if (objects === undefined) {
    throw new EphysError("Unsupported", `${path} is a Python object, which is not read`, { path });
  }
  const [dict] = objects;
  if (typeof dict === "object" && dict !== null && "kwargs" in dict) return dict;
  throw new EphysError("CorruptFile", `${path} does not describe a recording`, { path });
}

/** Descriptions that a folder with a stored recording holds; the first that is there counts. */
const OF_FOLDERS = ["provenance.json", "provenance.pkl", "si_folder.json", "binary.json"] as const;

/**
 * The steps at a place: a pipeline file, a stored recording's description or folder, or an analyzer. Unlike
 * SpikeInterface's dictionaries a step used twice is there twice.
 * @throws FileNotFound, FormatNotRecognised, InvalidParameter naming step and field
 */
export async function readStoredPipeline(
  path: string,
  ctx: Files,
  options: StoredStepOptions = {},
): Promise<PipelineStep[]> {
  const { fs } = ctx;
  const stat = await fs.stat(path);
  if (stat?.kind !== "folder") {
    const value = await contentOf(path, ctx);
    const described = isExtractorDict(value) || (isPickle(path) && isDescription(value));
    return parsePipeline(described ? stepsOfDict(value, options) : value);
  }
  for (const name of path.endsWith(".zarr") ? [] : OF_FOLDERS) {
    const file = fs.path.join(path, name);
    if ((await fs.stat(file))?.kind !== "file") continue;
    return parsePipeline(stepsOfDict(await recordingDictOfFile(file, ctx), options));
  }
  return parsePipeline(stepsOfDict(await recordingDictOfAnalyzer(path, "auto", ctx), options));
}
