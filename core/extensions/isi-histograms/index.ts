import { z } from "zod";
import { ndArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { spikesByUnit } from "#core/sorting/index.ts";
import { defineExtension, done } from "../define.ts";
import { pickArrayRows } from "../pick-rows.ts";

/** Histograms of the time between a unit's successive spikes. */
export const isiHistograms = defineExtension({
  name: "isi_histograms",
  label: "ISI histograms",
  summary: "Histograms of the time between a unit's successive spikes.",
  siClass: "spikeinterface.postprocessing.isi.ComputeISIHistograms",
  siModule: "spikeinterface",
  dependsOn: [],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: false },
  params: z.strictObject({
    window_ms: z.number().positive().default(50).describe("Longest interval.").meta({ unit: "ms" }),
    bin_ms: z.number().positive().default(1).describe("Width of a bin.").meta({ unit: "ms" }),
    method: z
      .enum(["auto", "numpy", "numba"])
      .default("auto")
      .describe("Kept for SpikeInterface; the counts are the same."),
  }),
  start({ analyzer: { sorting }, params, ctx }) {
    const fs = sorting.samplingFrequency;
    const { window_ms: windowMs, bin_ms: binMs } = params;
    if (binMs * 1e-3 < 1 / fs || binMs > windowMs) {
      throw new EphysError(
        "InvalidParameter",
        `bin_ms ${String(binMs)} must be at least a sample (${String(1e3 / fs)} ms) and at most window_ms ${String(windowMs)}`,
        { window_ms: windowMs, bin_ms: binMs },
      );
    }
    const binFrames = roundHalfEven(fs * binMs * 1e-3);
    const whole = roundHalfEven(fs * windowMs * 1e-3);
    const numBins = Math.floor(whole / binFrames);
    const { starts, samples } = spikesByUnit(sorting);
    const counts = new Float64Array(sorting.unitIds.length * numBins);
    ctx.kernels.countIntervals(samples, starts, sorting.numSegments, binFrames, numBins, counts);
    const edges = Float64Array.from({ length: numBins + 1 }, (_, i) => (i * binFrames * 1e3) / fs);
    return done({
      isi_histograms: ndArray("int64", [sorting.unitIds.length, numBins], counts),
      bins: ndArray("float64", [numBins + 1], edges),
    });
  },
  selectUnits(extension, _analyzer, unitIndices) {
    const { data } = extension;
    const histograms = new Map([...data].filter(([name]) => name === "isi_histograms"));
    const rows = pickArrayRows({ ...extension, data: histograms }, unitIndices);
    return new Map([...data, ...rows]);
  },
});

/** Python's round: halves go to the even neighbour. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
