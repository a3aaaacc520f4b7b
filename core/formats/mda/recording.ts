import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { dummyProbe, type Recording } from "#core/recording/index.ts";
import { jsonNumber, readJsonObject, requireFile } from "../shared/files.ts";
import { RawRecording } from "../shared/raw-binary.ts";
import { attachWholeProbe } from "../shared/whole-probe.ts";
import { readMdaHeader } from "./mda-file.ts";

export const MDA_RECORDING_CLASS = "spikeinterface.extractors.mdaextractors.MdaRecordingExtractor";

export interface MdaRecordingParams {
  readonly raw_fname: string;
  readonly params_fname: string;
  readonly geom_fname: string;
}

/** A MountainSort folder: raw.mda ([channel × sample]), params.json with samplerate, geom.csv with a place per channel. */
export async function readMdaRecording(
  folder: string,
  params: MdaRecordingParams,
  ctx: CoreContext,
): Promise<Recording> {
  const rawPath = ctx.fs.path.join(folder, params.raw_fname);
  const paramsPath = ctx.fs.path.join(folder, params.params_fname);
  const samplingFrequency = jsonNumber(
    await readJsonObject(paramsPath, ctx, folder),
    "samplerate",
    paramsPath,
  );
  const { dtype, shape, offsetBytes } = await readMdaHeader(rawPath, ctx, folder);
  const [numChannels, numSamples] = shape;
  if (shape.length !== 2 || numChannels < 1) {
    throw new EphysError(
      "CorruptFile",
      `${rawPath} is an array of ${shape.join(" × ")}, not channels × samples`,
      {
        path: rawPath,
      },
    );
  }
  const { places, ndim } = await readGeometry(
    ctx.fs.path.join(folder, params.geom_fname),
    numChannels,
    folder,
    ctx,
  );
  const kwargs: JsonObject = { folder_path: folder, ...params };
  const facts = {
    channelIds: Array.from({ length: numChannels }, (_, i) => i),
    samplingFrequency,
    dtype,
    numSamples: [numSamples],
  };
  return new RawRecording(
    attachWholeProbe(facts, { probes: [dummyProbe(places, ndim)] }, folder),
    { siClass: MDA_RECORDING_CLASS, kwargs },
    {
      dtype,
      bigEndian: false,
      numFileChannels: numChannels,
      timeAxis: 0,
      segments: [{ path: rawPath, offsetBytes, numSamples }],
    },
    ctx,
  );
}

/** [channel × ndim], µm. @throws MissingSibling, CorruptFile */
async function readGeometry(
  path: string,
  numChannels: number,
  owner: string,
  ctx: CoreContext,
): Promise<{ readonly places: Float64Array; readonly ndim: 2 | 3 }> {
  await requireFile(path, ctx, owner);
  const lines = (await ctx.fs.readText(path))
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/, "").trim());
  const rows = lines
    .filter((line) => line !== "")
    .map((line) => line.split(",").map((cell) => (cell.trim() === "" ? NaN : Number(cell))));
  const ndim = rows[0]?.length;
  if (rows.length !== numChannels) {
    throw new EphysError(
      "CorruptFile",
      `${path} has places of ${String(rows.length)} channels, the samples have ${String(numChannels)} channels`,
      { path },
    );
  }
  const fits = rows.every((row) => row.length === ndim && row.every(Number.isFinite));
  if ((ndim !== 2 && ndim !== 3) || !fits) {
    throw new EphysError("CorruptFile", `${path} does not hold two or three numbers per line`, {
      path,
    });
  }
  return { places: Float64Array.from(rows.flat()), ndim };
}
