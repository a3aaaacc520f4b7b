import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { withProbe, type Recording } from "#core/recording/index.ts";
import { isFile, requireFile } from "../shared/files.ts";
import { parsePrb } from "../shared/probe-file/prb.ts";
import { openBinary, RawRecording } from "../shared/raw-binary.ts";
import { readYamlObject } from "../shared/yaml.ts";

export const SHYBRID_RECORDING_CLASS =
  "spikeinterface.extractors.shybridextractors.SHYBRIDRecordingExtractor";

export interface ShybridSettings {
  readonly samplesPath: string;
  readonly probePath: string;
  readonly samplingFrequency: number;
  readonly dtype: string;
  /** order C: channel after channel; F: frame after frame */
  readonly timeAxis: 0 | 1;
}

/** What a recording's .yml says. @throws CorruptFile */
export async function shybridSettings(path: string, ctx: CoreContext): Promise<ShybridSettings> {
  const data = (await readYamlObject(path, ctx))["data"];
  const text = (name: string): string => {
    const value: JsonValue | undefined = isObject(data) ? data[name] : undefined;
    if (typeof value === "string" || typeof value === "number") return String(value);
    throw new EphysError("CorruptFile", `${path} has no data/${name}`, { path, name });
  };
  const samplingFrequency = Number(text("fs"));
  const order = text("order");
  if (!(samplingFrequency > 0) || (order !== "C" && order !== "F")) {
    throw new EphysError(
      "CorruptFile",
      `${path} has fs "${text("fs")}" and order "${order}" (C or F)`,
      { path },
    );
  }
  const folder = ctx.fs.path.dirname(path);
  const ending = ctx.fs.path.extname(path);
  const stated = ctx.fs.path.resolve(folder, text("probe"));
  // folders move: the probe beside the settings then stands for the one that they name
  const beside = ctx.fs.path.join(folder, ctx.fs.path.basename(stated));
  return {
    samplesPath: `${path.slice(0, -ending.length)}.bin`,
    probePath: (await isFile(stated, ctx)) ? stated : beside,
    samplingFrequency,
    dtype: text("dtype"),
    timeAxis: order === "C" ? 1 : 0,
  };
}

/** NAME.bin with the probe that the settings name. @throws MissingSibling, CorruptFile */
export async function readShybridRecording(path: string, ctx: CoreContext): Promise<Recording> {
  const settings = await shybridSettings(path, ctx);
  const { probePath, samplesPath } = settings;
  await requireFile(probePath, ctx, path);
  await requireFile(samplesPath, ctx, path);
  const { group, numChannels } = parsePrb(await ctx.fs.readText(probePath), probePath);
  const wired = group.probes.reduce((sum, probe) => sum + probe.contactShapes.length, 0);
  const { facts, layout } = await openBinary(
    {
      file_paths: [samplesPath],
      sampling_frequency: settings.samplingFrequency,
      num_channels: numChannels ?? wired,
      dtype: settings.dtype,
      time_axis: settings.timeAxis,
    },
    ctx,
  );
  const source = { siClass: SHYBRID_RECORDING_CLASS, kwargs: { file_path: path } };
  return withProbe(new RawRecording(facts, source, layout, ctx), group);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
