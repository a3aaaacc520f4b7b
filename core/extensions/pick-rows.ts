import { isStructured, type NdArray, type StructuredArray } from "#core/array/index.ts";
import {
  requireExtension,
  type AnalyzerExtension,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { EphysError } from "#core/model/index.ts";
import { pickRows } from "#core/recording/index.ts";
import { rowsOfUnits } from "#core/sorting/index.ts";
import type { ExtensionData } from "./define.ts";

/** Rows (first dimension) of every array of an extension. */
export function pickArrayRows(
  extension: AnalyzerExtension,
  rows: ArrayLike<number>,
): ExtensionData {
  return new Map(
    Array.from(extension.data, ([name, value]) => [
      name,
      value.kind === "array"
        ? ({ kind: "array", array: pickAnyRows(value.array, rows) } as const)
        : value,
    ]),
  );
}

function pickAnyRows(
  array: NdArray | StructuredArray,
  rows: ArrayLike<number>,
): NdArray | StructuredArray {
  if (!isStructured(array)) return pickRows(array, rows);
  return {
    length: rows.length,
    fields: array.fields,
    columns: Object.fromEntries(
      Object.entries(array.columns).map(([name, column]) => [name, pickRows(column, rows)]),
    ),
  };
}

/** Rows of the spike vector whose unit is kept. */
export function spikeRowsOfUnits(analyzer: SortingAnalyzer, unitIndices: Int32Array): Uint32Array {
  return rowsOfUnits(analyzer.sorting, unitIndices);
}

/** Rows of the spike vector that random_spikes chose. */
export function randomSpikeRows(analyzer: SortingAnalyzer): Float64Array {
  const value = requireExtension(analyzer, "random_spikes").data.get("random_spikes_indices");
  if (value?.kind === "array" && !isStructured(value.array)) {
    const { data } = value.array;
    if (data instanceof Float64Array) return data;
  }
  throw new EphysError("CorruptFile", "random_spikes has no usable array random_spikes_indices");
}
