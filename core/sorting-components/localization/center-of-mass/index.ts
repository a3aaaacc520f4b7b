import { z } from "zod";
import { centerOfMass as centerOf } from "#core/localization/index.ts";
import { defineLocalization, radiusParam } from "#core/sorting-components/localization/define.ts";
import { neighbourhoods } from "#core/sorting-components/localization/neighbourhood.ts";

/** The mean position of the channels around, weighted by what they see of the peak. */
export const centerOfMass = defineLocalization({
  name: "center_of_mass",
  label: "Centre of mass",
  summary: "Mean position of the channels around, weighted by the waveform on each.",
  params: z.strictObject({
    radius_um: radiusParam(75),
    feature: z
      .enum(["ptp", "mean", "energy", "peak_voltage"])
      .default("ptp")
      .describe("What weighs a channel: peak to peak, mean, L2 norm or the value at the peak.")
      .meta({ label: "Feature" }),
  }),
  columns: ["x", "y"],
  createLocator({ radius_um, feature }, { locations, nbefore }) {
    const around = neighbourhoods(locations, radius_um, feature, nbefore);
    return {
      channelsFor: (channel) => around.channels[channel],
      locate(waveform, channel, out) {
        const { x, y } = centerOf(around.amplitudes(waveform, channel), around.locations[channel]);
        out[0] = x;
        out[1] = y;
      },
    };
  },
});
