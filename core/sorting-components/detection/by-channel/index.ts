import { z } from "zod";
import {
  absoluteThresholds,
  defineDetection,
  sweepSamples,
  thresholdParams,
} from "#core/sorting-components/detection/define.ts";

/** Peaks of each channel by itself: beyond the threshold and the extremum within the exclusion time. */
export const byChannel = defineDetection({
  name: "by_channel",
  label: "By channel",
  summary: "Threshold crossings of each channel on its own.",
  params: z.strictObject(thresholdParams),
  plan(params, { samplingFrequency, numChannels, noiseLevels }) {
    return {
      numChannels,
      thresholds: absoluteThresholds(noiseLevels, params.detect_threshold),
      sign: params.peak_sign,
      sweep: sweepSamples(params.exclude_sweep_ms, samplingFrequency),
      neighbours: undefined,
    };
  },
});
