import { ndArray, toFloat64 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { segmentSlices } from "#core/sorting/index.ts";
import { arrayData, defineExtension, done } from "../define.ts";
import { correlogramBins } from "../correlogram-bins.ts";
import { correlogramParams } from "../correlogram-params.ts";
import { summedCorrelograms } from "./summed.ts";
import { addSegment } from "./task.ts";

/** Auto- and cross-correlograms of all pairs of units. */
export const correlograms = defineExtension({
  name: "correlograms",
  label: "Correlograms",
  summary: "Auto- and cross-correlograms of all pairs of units, in spikes per bin.",
  siClass: "spikeinterface.postprocessing.correlograms.ComputeCorrelograms",
  siModule: "spikeinterface",
  dependsOn: [],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: false },
  params: correlogramParams,
  async start({ analyzer: { sorting }, params, ctx }) {
    const bins = correlogramBins(sorting.samplingFrequency, params.window_ms, params.bin_ms);
    const numUnits = sorting.unitIds.length;
    const numBins = bins.edgesMs.length - 1;
    const counts = new Float64Array(numUnits * numUnits * numBins);
    const { sampleIndex, unitIndex } = sorting.spikes;
    const shape = { numUnits, binFrames: bins.binFrames, numHalfBins: numBins / 2 };
    for (const { start, end } of segmentSlices(sorting)) {
      const samples = sampleIndex.subarray(start, end);
      await addSegment(samples, unitIndex.subarray(start, end), shape, counts, ctx);
    }
    return done({
      ccgs: ndArray("int64", [numUnits, numUnits, numBins], counts),
      bins: ndArray("float64", [numBins + 1], bins.edgesMs),
    });
  },
  selectUnits(extension, _analyzer, unitIndices) {
    const ccgs = extension.data.get("ccgs");
    const bins = extension.data.get("bins");
    if (ccgs?.kind !== "array" || bins?.kind !== "array" || "columns" in ccgs.array) {
      throw new EphysError("CorruptFile", "correlograms lack their arrays");
    }
    const [numUnits = 0, , numBins = 0] = ccgs.array.shape;
    const all = toFloat64(ccgs.array);
    const n = unitIndices.length;
    const counts = new Float64Array(n * n * numBins);
    for (const [i, unit] of unitIndices.entries()) {
      for (const [j, other] of unitIndices.entries()) {
        const from = (unit * numUnits + other) * numBins;
        counts.set(all.subarray(from, from + numBins), (i * n + j) * numBins);
      }
    }
    return arrayData({
      ccgs: ndArray(ccgs.array.dtype, [n, n, numBins], counts),
      bins: bins.array,
    });
  },
  regroupUnits({ extension, kept, kind, sources }) {
    // spikes that are gone, and parts of a unit, have to be counted again
    if (kind === "split" || kept?.includes(0)) return undefined;
    const ccgs = extension.data.get("ccgs");
    const bins = extension.data.get("bins");
    if (ccgs?.kind !== "array" || bins?.kind !== "array" || "columns" in ccgs.array) {
      return undefined;
    }
    const [numUnits = 0, , numBins = 0] = ccgs.array.shape;
    return arrayData({
      ccgs: ndArray(
        "int64",
        [sources.length, sources.length, numBins],
        summedCorrelograms(toFloat64(ccgs.array), numUnits, numBins, sources),
      ),
      bins: bins.array,
    });
  },
});
