import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { openMcsStream } from "./mcs-h5/open.ts";
import { mearec } from "./mearec/index.ts";
import { nwb } from "./nwb/index.ts";
import { parseParams } from "./shared/kwargs.ts";
import { openSinaps } from "./sinaps-h5/open.ts";

/* SpikeInterface's extractor functions of HDF5 files; open file handles are left out of what they give. */

const readMearec = defineFunction({
  name: "spikeinterface.extractors.neoextractors.mearec.read_mearec",
  params: z.object({ file_path: z.string() }),
  async run({ file_path: path }, ctx) {
    const params = parseParams(mearec.params, {}, "read_mearec");
    const recording = await mearec.readRecording?.(path, params, ctx);
    return [recording, await mearec.readSorting?.(path, params, ctx)];
  },
});

const readNwb = defineFunction({
  name: "spikeinterface.extractors.nwbextractors.read_nwb",
  params: z.object({
    file_path: z.string(),
    load_recording: z.boolean().default(true),
    load_sorting: z.boolean().default(false),
    electrical_series_path: z.string().nullish(),
  }),
  async run({ file_path: path, load_recording, load_sorting, electrical_series_path }, ctx) {
    const params = parseParams(nwb.params, { electrical_series_path }, "read_nwb");
    const outputs: unknown[] = [];
    if (load_recording) outputs.push(await nwb.readRecording?.(path, params, ctx));
    if (load_sorting) outputs.push(await nwb.readSorting?.(path, params, ctx));
    return outputs.length === 1 ? outputs[0] : outputs;
  },
});

const openMcs = defineFunction({
  name: "spikeinterface.extractors.mcsh5extractors.openMCSH5File",
  params: z.object({ filename: z.string(), stream_id: z.number().int() }),
  async run({ filename, stream_id }, ctx) {
    const stream = await openMcsStream(filename, stream_id, ctx);
    const { channelIds, offsets } = stream;
    return {
      num_frames: stream.numSamples,
      sampling_frequency: stream.samplingFrequency,
      num_channels: channelIds.length,
      channel_ids: channelIds,
      electrode_labels: stream.electrodeLabels,
      gain: stream.gain,
      dtype: stream.dtype,
      offset: ndArray("float64", [offsets.length], Float64Array.from(offsets)),
    };
  },
});

const parseSinaps = defineFunction({
  name: "spikeinterface.extractors.sinapsrecordingextractors.parse_sinapse_h5",
  params: z.object({ filename: z.string() }),
  async run({ filename }, ctx) {
    const opened = await openSinaps(filename, ctx);
    const ids = Float64Array.from({ length: opened.numChannels }, (_, i) => i);
    return {
      num_frames: opened.numSamples,
      sampling_frequency: opened.samplingFrequency,
      num_channels: opened.numChannels,
      channel_ids: ndArray("int64", [ids.length], ids),
      gain: opened.gain,
      offset: 0,
      dtype: opened.dtype,
      probe_type: opened.probeType,
      num_bits: opened.numBits,
    };
  },
});

export const HDF5_FUNCTIONS = [readMearec, readNwb, openMcs, parseSinaps] as const;
