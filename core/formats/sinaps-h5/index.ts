import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { floatProperty, type Recording } from "#core/recording/index.ts";
import type { SampleArray } from "#core/model/index.ts";
import { defineFormat } from "../define.ts";
import { detectHdf5, holds, Hdf5Recording, Hdf5Traces } from "../shared/hdf5/index.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { openSinaps, SINAPS_SAMPLES } from "./open.ts";

const SI_CLASS =
  "spikeinterface.extractors.sinapsrecordingextractors.SinapsResearchPlatformH5RecordingExtractor";

const params = z.object({});

/** The SiNAPS research platform's HDF5 files: the filtered signals. */
export const sinapsH5 = defineFormat({
  id: "sinaps_h5",
  label: "SiNAPS (HDF5)",
  extensions: ["h5"],
  params,
  detect: (path, ctx) =>
    detectHdf5(path, ctx, ["recording"], async (file) =>
      (await holds(file, {
        [SINAPS_SAMPLES]: "dataset",
        "/Advanced Recording Parameters": "group",
      }))
        ? "SiNAPS's filtered data are in the HDF5 file"
        : undefined,
    ),
  readers: [{ function: "read_sinaps_research_platform_h5", kind: "recording", path: "file_path" }],
  readRecording(path, given, ctx) {
    parseParams(params, given, "SiNAPS");
    return read(path, ctx);
  },
  recordingDicts: [
    {
      siClass: SI_CLASS,
      read: (kwargs, ctx) => read(pathArgument(kwargs, "file_path", SI_CLASS), ctx),
    },
  ],
});

/** Unsigned samples are given signed, around half of the converter's range. */
async function read(path: string, ctx: CoreContext): Promise<Recording> {
  const opened = await openSinaps(path, ctx);
  const { file, numChannels, numSamples, samplingFrequency, gain } = opened;
  const isUnsigned = opened.dtype === "uint16";
  const middle = 2 ** (opened.numBits - 1);
  const center = (samples: SampleArray): void => {
    // stored beyond 2^15, a sample has wrapped; so does the difference, back to its value
    for (let i = 0; i < samples.length; i++) samples[i] -= middle;
  };
  const layout = "channels-first" as const;
  return new Hdf5Recording(
    {
      channelIds: Array.from({ length: numChannels }, (_, i) => i),
      samplingFrequency,
      dtype: isUnsigned ? "int16" : opened.dtype,
      numSamples: [numSamples],
      properties: new Map([
        ["gain_to_uV", floatProperty(new Float64Array(numChannels).fill(gain))],
        ["offset_to_uV", floatProperty(new Float64Array(numChannels))],
      ]),
      // the reference declares the type in the file for samples that it gives signed
      annotations: isUnsigned ? { dtype_in_file: "uint16" } : {},
    },
    { siClass: SI_CLASS, kwargs: { file_path: path } },
    new Hdf5Traces([
      {
        file,
        dataset: SINAPS_SAMPLES,
        layout,
        numChannels,
        ...(isUnsigned && { adjust: center }),
      },
    ]),
  );
}
