/*
 * Sizes of a waveform on the channels around, seen from random directions. Reference: SpikeInterface 0.103.2
 * features_from_peaks.py (RandomProjectionsFeature). There noise_threshold compares values with truth values, and sparse
 * asks how columns are ordered; here a channel below the threshold counts as 0, and columns know their channels.
 */
import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { channelDistance } from "../../neighbours.ts";
import { defineFeature } from "../define.ts";
import { columnSize } from "../spans.ts";

/** Random projections of sizes. */
export const randomProjections = defineFeature({
  name: "random_projections",
  label: "Random projections",
  summary: "Sizes on the channels around, seen from random directions.",
  params: z.strictObject({
    feature: z
      .enum(["ptp", "energy"])
      .default("ptp")
      .describe("The size of a channel: peak to peak, or norm.")
      .meta({ label: "Size" }),
    projections: z
      .array(z.array(z.number()).min(1))
      .describe("Directions: for every channel its weight in each.")
      .meta({ label: "Directions" }),
    radius_um: z
      .number()
      .positive()
      .default(100)
      .describe("Channels that count.")
      .meta({ label: "Radius", unit: "um" }),
    noise_threshold: z
      .number()
      .nullable()
      .default(null)
      .describe("Channels whose size is below count as 0; null: none.")
      .meta({ label: "Noise threshold" }),
    sparse: z
      .boolean()
      .default(true)
      .describe("The reference's order of columns; not used here.")
      .meta({ label: "Sparse" }),
  }),
  numColumns: ({ projections }) => projections[0]?.length ?? 0,
  create({ feature, projections, radius_um, noise_threshold }, { numChannels, locations }) {
    const columns = projections[0]?.length ?? 0;
    if (
      projections.length !== numChannels ||
      projections.some(({ length }) => length !== columns)
    ) {
      throw new EphysError(
        "InvalidParameter",
        `projections: ${String(projections.length)} rows for ${String(numChannels)} channels, all of one length`,
        { parameter: "projections" },
      );
    }
    return (batch, { channelIndex }) => {
      const out = new Float32Array(batch.count * columns);
      for (let i = 0; i < batch.count; i++) {
        for (const [c, channel] of batch.channels[i].entries()) {
          if (channelDistance(locations, channel, channelIndex[i]) > radius_um) continue;
          const size = columnSize(batch, i, c, feature);
          if (noise_threshold !== null && size < noise_threshold) continue;
          for (let k = 0; k < columns; k++) out[i * columns + k] += size * projections[channel][k];
        }
      }
      return out;
    };
  },
});
