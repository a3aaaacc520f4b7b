import { z } from "zod";
import { createNearestMatcher, nearestParams } from "../shared/nearest.ts";
import { defineMatching } from "../define.ts";

/** Every peak gets the template with the smallest Euclidean distance over all channels. */
export const nearest = defineMatching({
  name: "nearest",
  label: "Nearest template",
  summary: "Peaks, each with the template that is nearest to its waveform.",
  params: z.strictObject(nearestParams),
  needsNoiseLevels: true,
  prepare: () => undefined,
  createMatcher(params, input, _tables, kernels) {
    const { data, numUnits, numSamples, numChannels, nbefore } = input.templates;
    const size = numSamples * numChannels;
    const nearestTemplate = (traces: Float32Array, frame: number): number => {
      const from = (frame - nbefore) * numChannels;
      let best = 0;
      let smallest = Infinity;
      for (let unit = 0; unit < numUnits; unit++) {
        let sum = 0;
        for (let i = 0, at = unit * size; i < size; i++, at++) {
          const difference = data[at] - traces[from + i];
          sum += difference * difference;
        }
        if (sum < smallest) {
          smallest = sum;
          best = unit;
        }
      }
      return best;
    };
    return createNearestMatcher("nearest", params, input, nearestTemplate, kernels);
  },
});
