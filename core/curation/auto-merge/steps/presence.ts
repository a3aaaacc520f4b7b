import { z } from "zod";
import { histogramDistance } from "../wasserstein.ts";
import { trainsOf } from "../refractory.ts";
import { defineMergeStep, pairValues } from "../search.ts";

/**
 * Units that are there at different times, as the halves of a drifting one (presence_distance of SpikeInterface 0.103). Over
 * several segments: the mean of the segments where both fire, each with its own bins (the reference takes the last one).
 */
export const presenceDistance = defineMergeStep({
  name: "presence_distance",
  label: "Presence distance",
  summary: "The units fire at different times of the recording.",
  measure: { label: "presence distance", unit: "s" },
  passes: "above",
  requires: [],
  params: z.strictObject({
    presence_distance_thresh: z
      .number()
      .nonnegative()
      .default(100)
      .describe("Least distance of the times at which the units fire.")
      .meta({ unit: "s" }),
    bin_duration_s: z
      .number()
      .positive()
      .default(2)
      .describe("Width of the bins of time.")
      .meta({ unit: "s" }),
  }),
  judge(search, { presence_distance_thresh: limit, bin_duration_s: binS }) {
    const { analyzer, numUnits } = search;
    const { numSamples, samplingFrequency } = analyzer.attributes;
    const binFrames = binS * samplingFrequency;
    const numBins = numSamples.map((n) => Math.max(0, Math.ceil(n / binFrames) - 1));
    const known = new Map<number, readonly Float64Array[]>();
    const presence = (unit: number): readonly Float64Array[] => {
      const counts = known.get(unit) ?? trainsOf(analyzer, unit).map((train, s) => histogram(train, numBins[s], binFrames)); // prettier-ignore
      known.set(unit, counts);
      return counts;
    };
    const distances = pairValues(search, (i, j) => {
      const [first, second] = [presence(i), presence(j)];
      const perSegment = first
        .map((counts, s) => histogramDistance(counts, second[s], binS))
        .filter((distance) => !Number.isNaN(distance));
      return perSegment.reduce((sum, distance) => sum + distance, 0) / perSegment.length;
    });
    return {
      limit,
      at(i, j) {
        const value = distances[i * numUnits + j];
        return { passed: value > limit, value, details: {} };
      },
    };
  },
});

/** Spikes per whole bin from the start on; the last bin includes its upper edge. */
function histogram(train: Float64Array, numBins: number, binFrames: number): Float64Array {
  const counts = new Float64Array(numBins);
  for (const sample of train) {
    const bin = sample === numBins * binFrames ? numBins - 1 : Math.floor(sample / binFrames);
    if (bin >= 0 && bin < numBins) counts[bin]++;
  }
  return counts;
}
