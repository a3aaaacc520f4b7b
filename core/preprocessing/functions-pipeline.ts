import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { EphysError, parseJson, type JsonObject } from "#core/model/index.ts";
import { hasArray, readObjects } from "#core/zarr/index.ts";
import { jsonOfPickled, readPickle } from "./pickle.ts";
import { pipelineOfDict } from "./pipeline-dict.ts";

/* SpikeInterface's functions that find the preprocessing of stored recordings; parameters and defaults are theirs. */

const PREFIX = "spikeinterface.preprocessing.pipeline";

/** The dictionary in a `.json`, `.pkl` or `.pickle` file. */
async function recordingDictOf(path: string, { fs }: CoreContext): Promise<JsonObject> {
  const isPickle = path.endsWith(".pkl") || path.endsWith(".pickle");
  if (!isPickle && !path.endsWith(".json")) {
    throw new EphysError("FormatNotRecognised", `${path} is neither .json nor .pkl nor .pickle`, {
      path,
    });
  }
  if ((await fs.stat(path))?.kind !== "file") {
    throw new EphysError("FileNotFound", `there is no file ${path}`, { path });
  }
  const value: unknown = isPickle
    ? jsonOfPickled(readPickle(await fs.readBytes(path)))
    : parseJson(await fs.readText(path), path);
  if (typeof value === "object" && value !== null && "kwargs" in value) return value as JsonObject;
  throw new EphysError("CorruptFile", `${path} does not describe a recording: it has no "kwargs"`, {
    path,
  });
}

const dictFromFile = defineFunction({
  name: `${PREFIX}.get_preprocessing_dict_from_file`,
  params: z.strictObject({ recording_dictionary_path: z.string() }),
  async run({ recording_dictionary_path }, ctx): Promise<JsonObject> {
    return pipelineOfDict(await recordingDictOf(recording_dictionary_path, ctx));
  },
});

const dictFromAnalyzer = defineFunction({
  name: `${PREFIX}.get_preprocessing_dict_from_analyzer`,
  params: z.strictObject({
    analyzer_folder: z.string(),
    format: z.enum(["auto", "binary_folder", "zarr"]).default("auto"),
    backend_options: z.record(z.string(), z.unknown()).nullable().default(null),
  }),
  async run({ analyzer_folder: folder, format }, ctx): Promise<JsonObject> {
    const isZarr = format === "zarr" || (format === "auto" && folder.endsWith(".zarr"));
    if (isZarr) return pipelineOfDict(await recordingOfZarr(folder, ctx));
    const names = (await ctx.fs.list(folder)).filter((name) => name.includes("recording."));
    const [file] = names;
    if (file === undefined) {
      throw new EphysError(
        "FileNotFound",
        `${folder} holds no recording.json or recording.pickle`,
        {
          path: folder,
        },
      );
    }
    return pipelineOfDict(await recordingDictOf(ctx.fs.path.join(folder, file), ctx));
  },
});

/** The recording's dictionary in a zarr analyzer. */
async function recordingOfZarr(folder: string, { fs }: CoreContext): Promise<JsonObject> {
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

export const PIPELINE_FUNCTIONS = [dictFromFile, dictFromAnalyzer] as const;
