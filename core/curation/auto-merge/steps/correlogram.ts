import { z } from "zod";
import { extensionArray } from "#core/analyzer/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { countSpikes } from "#core/sorting/index.ts";
import {
  adaptiveWindow,
  normalizedCorrelogram,
  smoothedCorrelograms,
} from "../../correlogram-shape.ts";
import { roundHalfEven } from "../refractory.ts";
import { defineMergeStep, pairValues } from "../search.ts";

/**
 * Units that fire towards each other as each does towards itself (Lussac; compute_correlogram_diff of SpikeInterface 0.103).
 * Correlograms are smoothed for the pairs that are looked at only, and the stored ones stay as they are.
 */
export const correlogram = defineMergeStep({
  name: "correlogram",
  label: "Correlogram difference",
  summary: "The cross-correlogram looks like the auto-correlograms.",
  measure: { label: "correlogram difference", unit: "" },
  passes: "below",
  requires: ["correlograms"],
  params: z.strictObject({
    corr_diff_thresh: z.number().nonnegative().default(0.16).describe("Largest difference."),
    censor_correlograms_ms: z
      .number()
      .nonnegative()
      .default(0.15)
      .describe("Bins that begin this near to zero do not count.")
      .meta({ unit: "ms" }),
    sigma_smooth_ms: z
      .number()
      .positive()
      .default(0.6)
      .describe("Width of the smoothing.")
      .meta({ unit: "ms" }),
    adaptative_window_thresh: z
      .number()
      .nonnegative()
      .default(0.5)
      .describe("Height of the peak that sets the window, as a part of the largest bin."),
  }),
  judge(search, params) {
    const { analyzer, numUnits } = search;
    const array = extensionArray(analyzer, "correlograms", "ccgs");
    const bins = toFloat64(extensionArray(analyzer, "correlograms", "bins"));
    const numBins = array.shape[2] ?? 0;
    const counts = toFloat64(array);
    const censor = params.censor_correlograms_ms;
    const isCensored = Uint8Array.from({ length: numBins }, (_, b) =>
      bins[b] >= -censor && bins[b] < censor ? 1 : 0,
    );
    const smoothed = (i: number, j: number): Float64Array => {
      const at = (i * numUnits + j) * numBins;
      const row = Float64Array.from({ length: numBins }, (_, b) =>
        isCensored[b] !== 0 ? 0 : counts[at + b],
      );
      return smoothedCorrelograms(row, numBins, bins, params.sigma_smooth_ms);
    };
    const own = Array.from({ length: numUnits }, (_, unit) => smoothed(unit, unit));
    const windows = own.map((auto) => {
      const highest = auto.reduce((most, x) => Math.max(most, x), -Infinity);
      return adaptiveWindow(auto, highest * params.adaptative_window_thresh);
    });
    const autos = own.map(normalizedCorrelogram);
    const spikes = countSpikes(analyzer.sorting);
    const windowOf = (i: number, j: number): number =>
      roundHalfEven((spikes[i] * windows[i] + spikes[j] * windows[j]) / (spikes[i] + spikes[j]));
    const middle = Math.floor(numBins / 2);
    const differences = pairValues(search, (i, j) => {
      const cross = normalizedCorrelogram(smoothed(i, j));
      // a window wider than the correlogram is cut to it (the reference reads from its other end)
      const half = windowOf(i, j);
      const [first, last] = [Math.max(0, middle - half), Math.min(numBins, middle + half)];
      let [one, other] = [0, 0];
      for (let b = first; b < last; b++) {
        one += Math.abs(cross[b] - autos[i][b]);
        other += Math.abs(cross[b] - autos[j][b]);
      }
      return (spikes[i] * one + spikes[j] * other) / (spikes[i] + spikes[j]) / (last - first);
    });
    const limit = params.corr_diff_thresh;
    const binMs = bins[1] - bins[0];
    return {
      limit,
      at(i, j) {
        const value = differences[i * numUnits + j];
        return { passed: value < limit, value, details: { window_ms: windowOf(i, j) * binMs } };
      },
    };
  },
});
