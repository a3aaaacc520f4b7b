import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import {
  absoluteThresholds,
  defineDetection,
  sweepSamples,
  thresholdParams,
} from "#core/sorting-components/detection/define.ts";
import { channelsWithin } from "#core/sorting-components/neighbours.ts";

/** Peaks that are the extremum in time and among all channels around: one peak per event. */
export const locallyExclusive = defineDetection({
  name: "locally_exclusive",
  label: "Locally exclusive",
  summary: "One peak per event: the extremum in time and among the channels around.",
  params: z.strictObject({
    ...thresholdParams,
    radius_um: z
      .number()
      .nonnegative()
      .default(50)
      .describe("Channels within this distance compete for a peak.")
      .meta({ label: "Radius", unit: "um" }),
  }),
  plan(params, { samplingFrequency, numChannels, noiseLevels, locations }) {
    if (locations === undefined) {
      throw new EphysError(
        "MissingProbe",
        "locally_exclusive needs channel locations; attach a probe or use by_channel",
      );
    }
    return {
      numChannels,
      thresholds: absoluteThresholds(noiseLevels, params.detect_threshold),
      sign: params.peak_sign,
      sweep: sweepSamples(params.exclude_sweep_ms, samplingFrequency),
      neighbours: channelsWithin(locations, params.radius_um),
    };
  },
});
