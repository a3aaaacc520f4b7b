import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { floatProperty, textProperty, type Recording } from "#core/recording/index.ts";
import { defineFormat } from "../define.ts";
import { detectHdf5, holds, Hdf5Recording, Hdf5Traces, openHdf5 } from "../shared/hdf5/index.ts";
import { parseParams, pathArgument } from "../shared/kwargs.ts";
import { mcsStreams, openMcsStream } from "./open.ts";

const SI_CLASS = "spikeinterface.extractors.mcsh5extractors.MCSH5RecordingExtractor";

const params = z.object({
  stream_id: z.coerce.number().int().nonnegative().default(0).describe("Which analog stream."),
  stream_name: z.string().nullish().describe("The same by name, e.g. Stream_0."),
  reference_offset: z
    .boolean()
    .default(false)
    .describe("The offset as SpikeInterface computes it, where the gain enters twice."),
});
type Params = z.output<typeof params>;

/** Multi Channel Systems' files converted to HDF5. */
export const mcsH5 = defineFormat({
  id: "mcs_h5",
  label: "Multi Channel Systems (HDF5)",
  extensions: ["h5"],
  params,
  detect: (path, ctx) =>
    detectHdf5(path, ctx, ["recording"], async (file) =>
      (await holds(file, { "/Data/Recording_0/AnalogStream": "group" }))
        ? "Multi Channel Systems' analog streams are in the HDF5 file"
        : undefined,
    ),
  readers: [{ function: "read_mcsh5", kind: "recording", path: "file_path" }],
  asReference: { reference_offset: true },
  async listStreams(path, ctx) {
    const names = await mcsStreams(await openHdf5(path, ctx));
    return Promise.all(
      names.map(async (name) => {
        const id = name.replace("Stream_", "");
        const { channelIds, samplingFrequency } = await openMcsStream(path, Number(id), ctx);
        return { id, name, numChannels: channelIds.length, samplingFrequency };
      }),
    );
  },
  readRecording: (path, given, ctx) => read(path, parseParams(params, given, "MCS"), ctx),
  recordingDicts: [
    {
      siClass: SI_CLASS,
      read: (kwargs, ctx) =>
        read(
          pathArgument(kwargs, "file_path", SI_CLASS),
          parseParams(params, kwargs, SI_CLASS),
          ctx,
        ),
    },
  ],
});

async function read(path: string, given: Params, ctx: CoreContext): Promise<Recording> {
  const named = given.stream_name?.replace("Stream_", "");
  const streamId = named === undefined ? given.stream_id : Number(named);
  const stream = await openMcsStream(path, streamId, ctx);
  const { channelIds, gain, offsets, trueOffsets, file, dataset } = stream;
  const numChannels = channelIds.length;
  return new Hdf5Recording(
    {
      channelIds,
      samplingFrequency: stream.samplingFrequency,
      dtype: stream.dtype,
      numSamples: [stream.numSamples],
      properties: new Map([
        ["gain_to_uV", floatProperty(new Float64Array(numChannels).fill(gain))],
        ["offset_to_uV", floatProperty(given.reference_offset ? offsets : trueOffsets)],
        ["electrode_labels", textProperty(stream.electrodeLabels)],
      ]),
    },
    {
      siClass: SI_CLASS,
      kwargs: {
        file_path: path,
        stream_id: streamId,
        ...(given.reference_offset && { reference_offset: true }),
      },
    },
    new Hdf5Traces([{ file, dataset, layout: "channels-first", numChannels }]),
  );
}
