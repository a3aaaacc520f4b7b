import type { NdArray } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import { floatProperty, textProperty, type Recording } from "#core/recording/index.ts";
import { requireFile } from "../shared/files.ts";
import { RawRecording } from "../shared/raw-binary.ts";
import { readParameters, type NeuroscopeParameters } from "./parameters.ts";

export const NEUROSCOPE_CLASS =
  "spikeinterface.extractors.neoextractors.neuroscope.NeuroScopeRecordingExtractor";

export const DATA_ENDINGS = [".dat", ".lfp", ".eeg"];

/** The samples and the parameters that a path stands for: a .xml for its .dat, a file of samples for itself. */
export function filesOf(
  path: string,
  xmlPath: string | null | undefined,
  ctx: CoreContext,
): { readonly samples: string; readonly xml: string } {
  const ending = ctx.fs.path.extname(path);
  const base = ending === "" ? path : path.slice(0, -ending.length);
  if (ending !== "" && ending !== ".xml" && !DATA_ENDINGS.includes(ending)) {
    throw new EphysError(
      "FormatNotRecognised",
      `${path} is no NeuroScope file: .xml, ${DATA_ENDINGS.join(", ")} are read`,
      { path },
    );
  }
  const samples = DATA_ENDINGS.includes(ending) ? path : `${base}.dat`;
  return { samples, xml: xmlPath ?? `${base}.xml` };
}

/** The samples of a session; an .lfp has the rate of the .dat, as in the reference. */
export async function readNeuroscopeRecording(
  path: string,
  xmlPath: string | null | undefined,
  ctx: CoreContext,
): Promise<Recording> {
  const { samples, xml } = filesOf(path, xmlPath, ctx);
  if ((await ctx.fs.stat(path)) === undefined) await requireFile(path, ctx);
  const parameters = await readParameters(xml, ctx, samples);
  const { numChannels, samplingFrequency } = parameters;
  const bytes = await requireFile(samples, ctx, xml);
  const numSamples = Math.floor(bytes / 2 / numChannels);
  return new RawRecording(
    {
      channelIds: Array.from({ length: numChannels }, (_, i) => String(i)),
      samplingFrequency,
      dtype: "int16",
      numSamples: [numSamples],
      times: [{ tStartS: 0 }],
      properties: channelProperties(parameters),
      annotations: {},
    },
    {
      siClass: NEUROSCOPE_CLASS,
      kwargs: { all_annotations: false, file_path: path, xml_file_path: xmlPath ?? null },
    },
    {
      dtype: "int16",
      bigEndian: false,
      numFileChannels: numChannels,
      timeAxis: 0,
      segments: [{ path: samples, offsetBytes: 0, numSamples }],
    },
    ctx,
  );
}

function channelProperties(parameters: NeuroscopeParameters): ReadonlyMap<string, NdArray> {
  const { numChannels, gain, groups } = parameters;
  const fill = (value: number): NdArray => floatProperty(new Float64Array(numChannels).fill(value));
  const names = Array.from(
    { length: numChannels },
    (_, i) => `ch${String(i)}grp${String(groups.get(i) ?? "none")}`,
  );
  return new Map([
    ["gain_to_uV", fill(gain * 1000)],
    ["offset_to_uV", fill(0)],
    ["physical_unit", textProperty(names.map(() => "mV"))],
    ["gain_to_physical_unit", fill(gain)],
    ["offset_to_physical_unit", fill(0)],
    ["channel_name", textProperty(names)],
  ]);
}
