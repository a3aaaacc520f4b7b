/*
 * From the lowest to the highest value of a waveform. Reference: SpikeInterface 0.103.2 features_from_peaks.py
 * (PeakToPeakFeature), which without all_channels gives every peak of a channel the largest value of the whole chunk; here
 * each peak has its own.
 */
import { z } from "zod";
import { channelDistance } from "../../neighbours.ts";
import { defineFeature } from "../define.ts";
import { columnSize } from "../spans.ts";

/** Peak-to-peak amplitude. */
export const ptp = defineFeature({
  name: "ptp",
  label: "Peak to peak",
  summary:
    "From the lowest to the highest value of a waveform, of every channel or of those around.",
  params: z.strictObject({
    radius_um: z
      .number()
      .positive()
      .default(150)
      .describe("Channels that count for one number of a peak.")
      .meta({ label: "Radius", unit: "um" }),
    all_channels: z
      .boolean()
      .default(true)
      .describe("One number for every channel.")
      .meta({ label: "Every channel" }),
  }),
  numColumns: ({ all_channels }, { numChannels }) => (all_channels ? numChannels : 1),
  create({ radius_um, all_channels }, { numChannels, locations }) {
    return (batch, { channelIndex }) => {
      const columns = all_channels ? numChannels : 1;
      const out = new Float32Array(batch.count * columns);
      for (let i = 0; i < batch.count; i++) {
        for (const [c, channel] of batch.channels[i].entries()) {
          const size = columnSize(batch, i, c, "ptp");
          if (all_channels) out[i * columns + channel] = size;
          else if (channelDistance(locations, channel, channelIndex[i]) <= radius_um) {
            out[i] = Math.max(out[i], size);
          }
        }
      }
      return out;
    };
  },
});
