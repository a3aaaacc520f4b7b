import type { CoreContext } from "#core/compute/index.ts";
import {
  modelFromJson,
  pipelineOf,
  readSkops,
  type FittedPipeline,
  type Trust,
} from "#core/learning/index.ts";
import { EphysError, parseJson, type JsonObject } from "#core/model/index.ts";
import { modernModelInfo, type ModelInfo } from "./model-info.ts";
import { JSON_MODEL } from "./save-model.ts";

export interface LoadModelOptions extends Trust {
  /** file in the folder; needed only where there are several */
  readonly modelName?: string;
}

export interface LoadedModel {
  readonly pipeline: FittedPipeline;
  /** undefined without model_info.json */
  readonly info: ModelInfo | undefined;
}

/** Endings of pickles: running one is the only way to read it. */
const PICKLES = /\.(pkl|pickle|joblib)$/i;

/**
 * A model folder as SpikeInterface writes it: one .skops file (or our own best_model.json) and model_info.json. Nothing of it is executed.
 * @throws FileNotFound, InvalidParameter (several models, untrusted types by name), Unsupported (pickles, types that
 * cannot be rebuilt), CorruptFile
 */
export async function loadModel(
  folder: string,
  options: LoadModelOptions,
  ctx: CoreContext,
): Promise<LoadedModel> {
  const file = await findModelFile(folder, options.modelName, ctx);
  const value = file.endsWith(".json")
    ? modelFromJson(parseJson(await ctx.fs.readText(file), file), file, options)
    : readSkops(await ctx.fs.readBytes(file), file, options);
  const pipeline = pipelineOf(value);
  const infoPath = ctx.fs.path.join(folder, "model_info.json");
  if ((await ctx.fs.stat(infoPath))?.kind !== "file") return { pipeline, info: undefined };
  const info = parseJson(await ctx.fs.readText(infoPath), infoPath);
  if (typeof info !== "object" || info === null || Array.isArray(info)) {
    throw new EphysError("CorruptFile", `${infoPath} holds no JSON object`, { path: infoPath });
  }
  return { pipeline, info: modernModelInfo(info as JsonObject) };
}

async function findModelFile(
  folder: string,
  name: string | undefined,
  ctx: CoreContext,
): Promise<string> {
  if ((await ctx.fs.stat(folder))?.kind !== "folder") {
    throw new EphysError("FileNotFound", `there is no folder ${folder} to load a model from`, {
      path: folder,
    });
  }
  if (name !== undefined && PICKLES.test(name)) throw pickleRefused(ctx.fs.path.join(folder, name));
  const entries = await ctx.fs.list(folder);
  if (name === JSON_MODEL && entries.includes(name)) return ctx.fs.path.join(folder, name);
  const skops = entries.filter((entry) => entry.endsWith(".skops"));
  const found = skops.length > 0 ? skops : entries.filter((entry) => entry === JSON_MODEL);
  const [only] = found;
  if (only === undefined) {
    const pickle = entries.find((entry) => PICKLES.test(entry));
    if (pickle !== undefined) throw pickleRefused(ctx.fs.path.join(folder, pickle));
    throw new EphysError("FileNotFound", `there is no .skops file in ${folder}`, { path: folder });
  }
  if (found.length === 1) return ctx.fs.path.join(folder, only);
  if (name !== undefined && found.includes(name)) return ctx.fs.path.join(folder, name);
  throw new EphysError(
    "InvalidParameter",
    name === undefined
      ? `${folder} holds several models; choose one by model_name: ${found.join(", ")}`
      : `${folder} holds no model "${name}"; there are ${found.join(", ")}`,
    { path: folder, models: found },
  );
}

function pickleRefused(path: string): EphysError {
  return new EphysError(
    "Unsupported",
    `${path} is a pickle: reading one runs whatever code it carries. Save the model with skops ` +
      "(skops.io.dump) where you trained it and load that file",
    { path },
  );
}
