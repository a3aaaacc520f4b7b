import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { spikeTrain } from "#core/sorting/index.ts";
import { defineExtension, done } from "../define.ts";
import { pickArrayRows } from "../pick-rows.ts";
import { correlogramByRate, numBinsOf } from "./by-rate.ts";

/** Autocorrelograms by firing rate. */
export const acgs3d = defineExtension({
  name: "acgs_3d",
  label: "Autocorrelograms by rate",
  summary: "Autocorrelogram of each unit for low to high momentary firing rates.",
  siClass: "spikeinterface.postprocessing.correlograms.ComputeACG3D",
  siModule: "spikeinterface",
  dependsOn: [],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: true },
  params: z.strictObject({
    window_ms: z
      .number()
      .positive()
      .default(50)
      .describe("Whole width of the window, half of it on each side.")
      .meta({ unit: "ms" }),
    bin_ms: z.number().positive().default(1).describe("Width of a bin.").meta({ unit: "ms" }),
    num_firing_rate_quantiles: z
      .int()
      .positive()
      .max(1000)
      .default(10)
      .describe("In how many groups of equal size the spikes are put by their rate."),
    smoothing_factor: z
      .number()
      .nullable()
      .default(250)
      .describe("Width of the boxcar that smooths the rate; null = none.")
      .meta({ unit: "ms" }),
  }),
  start({ analyzer, params, ctx }) {
    const { sorting } = analyzer;
    const { window_ms: windowMs, bin_ms: binMs, num_firing_rate_quantiles: numQuantiles } = params;
    if (binMs < 1000 / sorting.samplingFrequency) {
      throw new EphysError(
        "InvalidParameter",
        `bin_ms ${String(binMs)} is shorter than a sample (${String(1000 / sorting.samplingFrequency)} ms)`,
        { parameter: "bin_ms" },
      );
    }
    const numUnits = sorting.unitIds.length;
    const numBins = numBinsOf(windowMs, binMs);
    const acgs = new Float64Array(numUnits * numQuantiles * numBins);
    const rates = new Float64Array(numUnits * numQuantiles);
    for (let unit = 0; unit < numUnits; unit++) {
      const trains = Array.from({ length: sorting.numSegments }, (_, segment) =>
        spikeTrain(sorting, unit, segment),
      );
      const smoothingMs = params.smoothing_factor ?? 0;
      const own = correlogramByRate(
        trains,
        sorting.samplingFrequency,
        { windowMs, binMs, numQuantiles, smoothingMs },
        ctx.kernels,
      );
      acgs.set(own.probabilities, unit * numQuantiles * numBins);
      rates.set(own.rates, unit * numQuantiles);
    }
    return done({
      acgs_3d: ndArray("float64", [numUnits, numQuantiles, numBins], acgs),
      firing_quantiles: ndArray("float64", [numUnits, numQuantiles], rates),
      bins: ndArray("float64", [numBins * numUnits], repeatedTimes(windowMs, numBins, numUnits)),
    });
  },
  selectUnits(extension, _analyzer, unitIndices) {
    const picked = pickArrayRows(extension, unitIndices);
    const bins = extension.data.get("bins");
    return bins === undefined ? picked : new Map([...picked, ["bins", bins]]);
  },
});

/** Times of the bins, each as often as there are units: the reference's way. */
function repeatedTimes(windowMs: number, numBins: number, numUnits: number): Float64Array {
  const step = windowMs / (numBins - 1);
  return Float64Array.from({ length: numBins * numUnits }, (_, i) => {
    const bin = Math.floor(i / numUnits);
    if (bin === numBins - 1 && numBins > 1) return windowMs / 2;
    return (numBins > 1 ? bin * step : 0) - windowMs / 2;
  });
}
