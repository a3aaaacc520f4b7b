import { encodeNpz, type NdArray } from "#core/array/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { spikeTrain, type Sorting } from "#core/sorting/index.ts";

/** The bytes of SpikeInterface's npz sorting (inventory 2.4): spikes of each segment by sample, ties by unit. */
export function encodeNpzSorting(sorting: Sorting): Uint8Array {
  const { unitIds, numSegments, samplingFrequency } = sorting;
  const arrays = new Map<string, NdArray>([
    ["unit_ids", idArray(unitIds, unitIds)],
    ["num_segment", { dtype: "int64", shape: [1], data: Float64Array.of(numSegments) }],
    [
      "sampling_frequency",
      { dtype: "float64", shape: [1], data: Float64Array.of(samplingFrequency) },
    ],
  ]);
  for (let s = 0; s < numSegments; s++) {
    const { samples, units } = segmentSpikes(sorting, s);
    const labels = [...units].map((unit) => unitIds[unit]);
    arrays.set(`spike_indexes_seg${String(s)}`, {
      dtype: "int64",
      shape: [samples.length],
      data: samples,
    });
    arrays.set(`spike_labels_seg${String(s)}`, idArray(labels, unitIds));
  }
  return encodeNpz(arrays);
}

function segmentSpikes(
  sorting: Sorting,
  segment: number,
): { samples: Float64Array; units: Int32Array } {
  const trains = sorting.unitIds.map((_, unit) => spikeTrain(sorting, unit, segment));
  const total = trains.reduce((sum, train) => sum + train.length, 0);
  const samples = new Float64Array(total);
  const units = new Int32Array(total);
  let at = 0;
  for (const [unit, train] of trains.entries()) {
    samples.set(train, at);
    units.fill(unit, at, at + train.length);
    at += train.length;
  }
  const order = Uint32Array.from({ length: total }, (_, i) => i).sort(
    (a, b) => samples[a] - samples[b] || a - b,
  );
  return {
    samples: Float64Array.from(order, (i) => samples[i]),
    units: Int32Array.from(order, (i) => units[i]),
  };
}

/** Ids as int64, or as text when any unit's id is text. */
function idArray(ids: readonly UnitId[], unitIds: readonly UnitId[]): NdArray {
  if (unitIds.every((id) => typeof id === "number")) {
    return { dtype: "int64", shape: [ids.length], data: Float64Array.from(ids, Number) };
  }
  return { dtype: "str", shape: [ids.length], data: ids.map(String) };
}
