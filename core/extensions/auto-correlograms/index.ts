import { ndArray } from "#core/array/index.ts";
import { throwIfCancelled } from "#core/compute/index.ts";
import { spikeTrain } from "#core/sorting/index.ts";
import { defineExtension, done } from "../define.ts";
import { pickArrayRows } from "../pick-rows.ts";
import { correlogramBins } from "../correlogram-bins.ts";
import { addCorrelograms } from "../correlogram-counts.ts";
import { correlogramParams } from "../correlogram-params.ts";

/**
 * Autocorrelograms alone: the diagonal of `correlograms` without the pairs, so that memory and time grow with the
 * spikes and not with the square of the units.
 */
export const autoCorrelograms = defineExtension({
  name: "auto_correlograms",
  label: "Autocorrelograms",
  summary:
    "Autocorrelogram of each unit, without the pairs; SpikeInterface reads it from version 0.104 on.",
  siClass: "spikeinterface.postprocessing.correlograms.ComputeAutoCorrelograms",
  siModule: "spikeinterface",
  dependsOn: [],
  needsRecording: false,
  si: { useNodePipeline: false, needJobKwargs: false },
  params: correlogramParams,
  start({ analyzer: { sorting }, params, ctx }) {
    const bins = correlogramBins(sorting.samplingFrequency, params.window_ms, params.bin_ms);
    const numBins = bins.edgesMs.length - 1;
    const numUnits = sorting.unitIds.length;
    const shape = { numUnits: 1, binFrames: bins.binFrames, numHalfBins: numBins / 2 };
    const counts = new Float64Array(numUnits * numBins);
    for (let unit = 0; unit < numUnits; unit++) {
      throwIfCancelled(ctx.cancel);
      const own = counts.subarray(unit * numBins, (unit + 1) * numBins);
      for (let segment = 0; segment < sorting.numSegments; segment++) {
        const train = spikeTrain(sorting, unit, segment);
        addCorrelograms(train, new Int32Array(train.length), shape, own, ctx.kernels);
      }
    }
    return done({
      acgs: ndArray("int64", [numUnits, numBins], counts),
      bins: ndArray("float64", [numBins + 1], bins.edgesMs),
    });
  },
  selectUnits(extension, _analyzer, unitIndices) {
    const counts = new Map([...extension.data].filter(([name]) => name === "acgs"));
    const rows = pickArrayRows({ ...extension, data: counts }, unitIndices);
    return new Map([...extension.data, ...rows]);
  },
});
