import { z } from "zod";
import {
  enforceDecrease,
  monopolarTriangulation as triangulate,
  MONOPOLAR_OPTIMIZERS,
  radialOrderParents,
} from "#core/localization/index.ts";
import { defineLocalization, radiusParam } from "#core/sorting-components/localization/define.ts";
import { neighbourhoods } from "#core/sorting-components/localization/neighbourhood.ts";

/** The place of a source whose amplitude falls with distance, fitted to the channels around. */
export const monopolarTriangulation = defineLocalization({
  name: "monopolar_triangulation",
  label: "Monopolar triangulation",
  summary: "Fits a point source, in three dimensions, to the amplitudes around the peak.",
  params: z.strictObject({
    radius_um: radiusParam(75),
    max_distance_um: z
      .number()
      .positive()
      .default(150)
      .describe("How far from the centre of mass the source may lie.")
      .meta({ label: "Largest distance", unit: "um" }),
    optimizer: z
      .enum(MONOPOLAR_OPTIMIZERS)
      .default("minimize_with_log_penality")
      .describe("Plain least squares, or with a penalty that keeps the source near the probe.")
      .meta({ label: "Optimiser" }),
    enforce_decrease: z
      .boolean()
      .default(true)
      .describe("Lower amplitudes that grow away from the peak's channel before fitting.")
      .meta({ label: "Enforce decrease" }),
    feature: z
      .enum(["ptp", "energy", "peak_voltage"])
      .default("ptp")
      .describe("What stands for the amplitude: peak to peak, L2 norm or the value at the peak.")
      .meta({ label: "Feature" }),
  }),
  columns: ["x", "y", "z", "alpha"],
  createLocator(params, { locations, nbefore, single = false }) {
    const around = neighbourhoods(locations, params.radius_um, params.feature, nbefore);
    const parents = params.enforce_decrease
      ? radialOrderParents(locations, 2, around.channels)
      : undefined;
    return {
      channelsFor: (channel) => around.channels[channel],
      locate(waveform, channel, out) {
        const features = around.amplitudes(waveform, channel);
        // the search's end hangs on every bit
        const amplitudes = single ? Float32Array.from(features) : features;
        if (params.feature === "peak_voltage") {
          for (let i = 0; i < amplitudes.length; i++) amplitudes[i] = Math.abs(amplitudes[i]);
        }
        if (parents !== undefined) enforceDecrease(amplitudes, parents[channel]);
        const place = triangulate(
          amplitudes,
          around.locations[channel],
          params.max_distance_um,
          params.optimizer,
        );
        out[0] = place.x;
        out[1] = place.y;
        out[2] = place.z;
        out[3] = place.alpha;
      },
    };
  },
});
