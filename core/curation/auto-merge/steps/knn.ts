import { z } from "zod";
import { extensionArray, requireExtension, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { isStructured, toFloat64 } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { neighbourSearch } from "../nearest-neighbours.ts";
import { defineMergeStep, forEachPair } from "../search.ts";

/**
 * Units whose spikes are neighbours by amplitude and place (get_pairs_via_nntree of SpikeInterface 0.103). A pair passes when
 * one of the nearest neighbours of the first unit's spikes is a spike of the second; how many there are is told too.
 */
export const knn = defineMergeStep({
  name: "knn",
  label: "Neighbours",
  summary: "Spikes of the units are neighbours by amplitude and place.",
  measure: { label: "neighbours in the other unit", unit: "" },
  passes: "above",
  requires: ["templates", "spike_locations", "spike_amplitudes"],
  params: z.strictObject({
    k_nn: z.int().positive().default(10).describe("Neighbours of each spike."),
  }),
  judge(search, { k_nn: k }) {
    const { analyzer, numUnits } = search;
    const { unitIndex } = analyzer.sorting.spikes;
    if (unitIndex.length < k) {
      throw new EphysError(
        "InvalidParameter",
        `k_nn ${String(k)} is more than the ${String(unitIndex.length)} spikes of the sorting`,
        { parameter: "k_nn" },
      );
    }
    const isAsked = new Uint8Array(numUnits);
    forEachPair(search, (i) => (isAsked[i] = 1));
    const neighbours = neighbourSearch(standardized(features(analyzer)), k);
    const counts = new Float64Array(numUnits * numUnits);
    for (let spike = 0; spike < unitIndex.length; spike++) {
      const unit = unitIndex[spike];
      if (isAsked[unit] === 0) continue;
      const found = neighbours.nearest(spike);
      for (let n = 0; n < found.length; n++) counts[unit * numUnits + unitIndex[found[n]]]++;
    }
    return {
      limit: 1,
      at(i, j) {
        const value = counts[i * numUnits + j];
        return { passed: value >= 1, value, details: {} };
      },
    };
  },
});

/** Amplitude and place of every spike: [spike × 3]. */
function features(analyzer: SortingAnalyzer): Float64Array {
  const amplitudes = toFloat64(extensionArray(analyzer, "spike_amplitudes", "amplitudes"));
  const places = requireExtension(analyzer, "spike_locations").data.get("spike_locations");
  if (places?.kind !== "array" || !isStructured(places.array)) {
    throw new EphysError("MissingExtension", "spike_locations has no table of places", {
      name: "spike_locations",
    });
  }
  const { columns } = places.array;
  const [x, y] = [columns["x"], columns["y"]].map(toFloat64);
  const out = new Float64Array(amplitudes.length * 3);
  for (let i = 0; i < amplitudes.length; i++) {
    out[3 * i] = amplitudes[i];
    out[3 * i + 1] = x[i];
    out[3 * i + 2] = y[i];
  }
  return out;
}

/** Every column less its mean, over its standard deviation. @throws InvalidValue for a column that does not vary */
function standardized(points: Float64Array): Float64Array {
  const count = points.length / 3;
  for (let d = 0; d < 3; d++) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += points[3 * i + d];
    const mean = sum / count;
    let squares = 0;
    for (let i = 0; i < count; i++) squares += (points[3 * i + d] - mean) ** 2;
    const spread = Math.sqrt(squares / count);
    if (!(spread > 0)) {
      throw new EphysError(
        "InvalidValue",
        `${["amplitudes", "places along x", "places along y"][d]} of the spikes are all the same: neighbours mean nothing`,
      );
    }
    for (let i = 0; i < count; i++) points[3 * i + d] = (points[3 * i + d] - mean) / spread;
  }
  return points;
}
