import { EphysError } from "#core/model/index.ts";
import { templateDistance, type TemplateDistanceMethod } from "./template-distance.ts";
import type { TemplateSet } from "./template-comparison.ts";

/*
 * Similarity between the templates of two sessions, 1 − distance, the smallest distance over lags
 * (compute_similarity_with_templates_array of SpikeInterface 0.103, sums in float64, distances rounded to float32).
 * All lags of both directions count, also where both sessions are the same.
 */

export interface PairSimilarityOptions {
  readonly method: TemplateDistanceMethod;
  /** channels of a pair of sparse units: of either (0 where they share none), of both, or all */
  readonly support: "union" | "intersection" | "dense";
  /** samples by which one template may be moved to either side */
  readonly numShifts: number;
}

/**
 * @returns [unit1 × unit2]; NaN for templates that are 0 everywhere
 * @throws InvalidParameter when the shifts leave nothing of the templates
 */
export function pairSimilarity(
  one: TemplateSet,
  two: TemplateSet,
  options: PairSimilarityOptions,
): Float64Array {
  const { numShifts } = options;
  if (!Number.isInteger(numShifts) || numShifts < 0 || 2 * numShifts >= one.numSamples) {
    throw new EphysError(
      "InvalidParameter",
      `num_shifts ${String(numShifts)} does not fit templates of ${String(one.numSamples)} samples; ` +
        "it must be a whole number below half of them",
      { num_shifts: numShifts },
    );
  }
  const num2 = two.unitIds.length;
  const out = new Float64Array(one.unitIds.length * num2);
  for (let i = 0; i < one.unitIds.length; i++) {
    for (let j = 0; j < num2; j++) {
      const channels = channelsOfPair(one, two, i, j, options.support);
      let least = channels.length === 0 ? 1 : Infinity;
      const pair = {
        first: one.data,
        firstAt: i * one.numSamples * one.channelIds.length,
        second: two.data,
        secondAt: j * one.numSamples * one.channelIds.length,
        numSamples: one.numSamples,
        numChannels: one.channelIds.length,
      };
      for (let shift = -numShifts; channels.length > 0 && shift <= numShifts; shift++) {
        // Math.min keeps NaN, as NumPy's does
        least = Math.min(least, Math.fround(templateDistance(pair, channels, shift, options)));
      }
      out[i * num2 + j] = Math.fround(1 - least);
    }
  }
  return out;
}

function channelsOfPair(
  one: TemplateSet,
  two: TemplateSet,
  i: number,
  j: number,
  support: PairSimilarityOptions["support"],
): Int32Array {
  const width = one.channelIds.length;
  const either: number[] = [];
  const both: number[] = [];
  for (let c = 0; c < width; c++) {
    const has1 = one.mask === undefined || one.mask[i * width + c] !== 0;
    const has2 = two.mask === undefined || two.mask[j * width + c] !== 0;
    if (has1 || has2 || support === "dense") either.push(c);
    if (has1 && has2) both.push(c);
  }
  if (support === "dense") return Int32Array.from(either);
  if (support === "intersection" || both.length === 0) return Int32Array.from(both);
  return Int32Array.from(either);
}
