import { z } from "zod";
import { EphysError } from "#core/model/index.ts";
import { channelsOf, channelsWithin } from "#core/sorting-components/neighbours.ts";
import { defineMatching } from "../define.ts";
import { neededLocations } from "../shared/detect.ts";
import { createNearestMatcher, nearestParams } from "../shared/nearest.ts";

const model = z
  .strictObject({
    components: z.array(z.array(z.number())).min(1),
    mean: z.array(z.number()).optional(),
  })
  .describe(
    "Temporal components, each as long as a template, and the mean that is taken off before.",
  )
  .meta({ label: "Components" });

/** As `nearest`, with distances between temporal components on channels near the peak. */
export const nearestSvd = defineMatching({
  name: "nearest-svd",
  label: "Nearest template (SVD)",
  summary: "Peaks, each with the template whose temporal components around the peak are nearest.",
  params: z.strictObject({
    ...nearestParams,
    svd_model: model,
    svd_radius_um: z
      .number()
      .nonnegative()
      .default(100)
      .describe("Channels within this distance of the peak are compared.")
      .meta({ label: "Compared radius", unit: "um" }),
  }),
  needsNoiseLevels: true,
  prepare: () => undefined,
  createMatcher(params, input, _tables, kernels) {
    const { data, numUnits, numSamples, numChannels, nbefore } = input.templates;
    const { components, mean } = params.svd_model;
    for (const row of [...components, ...(mean ? [mean] : [])]) {
      if (row.length === numSamples) continue;
      throw new EphysError(
        "InvalidParameter",
        `svd_model has components of ${String(row.length)} samples, templates have ${String(numSamples)}`,
      );
    }
    const locations = neededLocations(input.locations, "nearest-svd");
    const near = channelsWithin(locations, params.svd_radius_um);
    const numComponents = components.length;
    const project = (samples: Float32Array, first: number, channel: number, k: number): number => {
      let sum = 0;
      for (let s = 0; s < numSamples; s++) {
        const value = samples[(first + s) * numChannels + channel] - (mean?.[s] ?? 0);
        sum += value * components[k][s];
      }
      return sum;
    };
    const projected = new Float64Array(numUnits * numComponents * numChannels);
    for (let i = 0; i < projected.length; i++) {
      const unit = Math.floor(i / (numComponents * numChannels));
      const k = Math.floor(i / numChannels) % numComponents;
      projected[i] = project(data, unit * numSamples, i % numChannels, k);
    }
    const nearestTemplate = (traces: Float32Array, frame: number, channel: number): number => {
      const distances = new Float64Array(numUnits);
      for (const c of channelsOf(near, channel)) {
        for (let k = 0; k < numComponents; k++) {
          const value = project(traces, frame - nbefore, c, k);
          for (let u = 0; u < numUnits; u++) {
            const difference = projected[(u * numComponents + k) * numChannels + c] - value;
            distances[u] += difference * difference;
          }
        }
      }
      return distances.indexOf(Math.min(...distances));
    };
    return createNearestMatcher("nearest-svd", params, input, nearestTemplate, kernels);
  },
});
