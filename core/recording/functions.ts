import { z } from "zod";
import { defineFunction } from "#core/functions/define.ts";
import { ids } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { readTracesNew } from "./access.ts";
import { aggregateChannels } from "./aggregate.ts";
import { concatenateRows, plainProperty } from "./properties.ts";
import type { Recording } from "./recording.ts";

const recording = z.custom<Recording>(
  (value) => typeof value === "object" && value !== null && "readTraces" in value,
  "must be a recording",
);

const aggregate = defineFunction({
  name: "spikeinterface.core.channelsaggregationrecording.aggregate_channels",
  params: z.object({
    recording_list_or_dict: z
      .union([
        z.array(recording),
        z.map(z.union([z.string(), z.number()]), recording),
        z.record(z.string(), recording),
      ])
      .nullish(),
    renamed_channel_ids: ids().nullish(),
    recording_list: z.array(recording).nullish(),
  }),
  async run(args) {
    const given = args.recording_list ?? args.recording_list_or_dict;
    if (!given) {
      throw new EphysError("InvalidParameter", "aggregate_channels needs recording_list_or_dict");
    }
    const list =
      Array.isArray(given) || given instanceof Map ? given : new Map(Object.entries(given));
    return recordingWithKeys(aggregateChannels(list, args.renamed_channel_ids ?? undefined));
  },
});

/** The aggregate's summary with the property that only this function makes. */
async function recordingWithKeys(aggregated: Recording): Promise<unknown> {
  const { channelIds, samplingFrequency, numSamples, dtype, properties } = aggregated;
  const segments = [];
  for (const segment of numSamples.keys()) {
    const data = await readTracesNew(aggregated, segment);
    segments.push({ dtype, shape: [data.length / channelIds.length, channelIds.length], data });
  }
  return {
    $recording: {
      channel_ids: channelIds,
      sampling_frequency: samplingFrequency,
      num_samples: numSamples,
      dtype,
      traces: concatenateRows(segments),
      locations: plainProperty(properties, "location") ?? null,
      properties: { aggregation_key: plainProperty(properties, "aggregation_key") },
    },
  };
}

/** Functions of SpikeInterface's core on recordings. */
export const FUNCTIONS = [aggregate] as const;
