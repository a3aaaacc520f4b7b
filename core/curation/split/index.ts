import { isStructured } from "#core/array/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { gaussianMixture, RandomState, tableOf } from "#core/learning/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { spikesByUnit, unitIndicesOf } from "#core/sorting/index.ts";
import { spikeFeatures } from "./features.ts";

/** How a unit falls into parts when no spikes are named. */
export type SplitMethod =
  /** at times: s from the start, segments one after the other */
  | { readonly kind: "time"; readonly boundariesS: readonly number[] }
  /** spikes whose amplitude is below the threshold, and the rest */
  | { readonly kind: "amplitude"; readonly threshold: number }
  | { readonly kind: "cluster"; readonly numParts: number }
  | { readonly kind: "templates" };

/** A choice of random numbers that is always the same: the same unit falls into the same parts. */
const SEED = 0;

/**
 * The part of every spike of a unit, all segments one after the other; each part has a spike at least.
 * @param origin per row of the spike vector, what the sorter had called the spike
 * @throws UnitNotFound, MissingExtension, InvalidValue when the unit does not fall into parts
 */
export function splitUnit(
  analyzer: SortingAnalyzer,
  unitId: UnitId,
  method: SplitMethod,
  origin: ArrayLike<number>,
): Uint16Array {
  const rows = rowsOfUnit(analyzer, unitId);
  return compacted(unitId, labelsBy(method, analyzer, unitId, rows, origin));
}

/**
 * The part of every spike of a unit from lists of positions; spikes that no list names are one more part.
 * @throws UnitNotFound, InvalidParameter for a position that the unit lacks or that is given twice
 */
export function splitAtPositions(
  analyzer: SortingAnalyzer,
  unitId: UnitId,
  parts: readonly (readonly number[])[],
): Uint16Array {
  const { length } = rowsOfUnit(analyzer, unitId);
  const labels = new Int32Array(length).fill(parts.length);
  for (const [p, part] of parts.entries()) {
    for (const position of part) {
      if (position >= length || labels[position] !== parts.length) {
        throw new EphysError(
          "InvalidParameter",
          `split of unit ${JSON.stringify(unitId)}: spike ${String(position)} is not one of 0 to ${String(length - 1)}, or is given twice`,
          { unitId, parameter: "parts" },
        );
      }
      labels[position] = p;
    }
  }
  return compacted(unitId, labels);
}

function labelsBy(
  method: SplitMethod,
  analyzer: SortingAnalyzer,
  unitId: UnitId,
  rows: Uint32Array,
  origin: ArrayLike<number>,
): Int32Array {
  switch (method.kind) {
    case "time":
      return byTime(analyzer, rows, method.boundariesS);
    case "amplitude": {
      const amplitudes = amplitudesOf(analyzer);
      return Int32Array.from(rows, (row) => (amplitudes[row] < method.threshold ? 0 : 1));
    }
    case "cluster": {
      const { values, numColumns } = spikeFeatures(analyzer, unitId, rows);
      const table = tableOf(rows.length, numColumns, values);
      return gaussianMixture(table, method.numParts, new RandomState(SEED));
    }
    case "templates":
      return Int32Array.from(rows, (row) => origin[row]);
    default:
      return method satisfies never;
  }
}

function byTime(
  { sorting, attributes }: SortingAnalyzer,
  rows: Uint32Array,
  boundariesS: readonly number[],
): Int32Array {
  const starts = attributes.numSamples.map((_, s) =>
    attributes.numSamples.slice(0, s).reduce((sum, n) => sum + n, 0),
  );
  const at = [...boundariesS].sort((a, b) => a - b).map((s) => s * sorting.samplingFrequency);
  return Int32Array.from(rows, (row) => {
    const frame = starts[sorting.spikes.segmentIndex[row]] + sorting.spikes.sampleIndex[row];
    return at.filter((boundary) => boundary <= frame).length;
  });
}

/** [spike], µV. @throws MissingExtension */
function amplitudesOf({ extensions }: SortingAnalyzer): ArrayLike<number> {
  const value = extensions.get("spike_amplitudes")?.data.get("amplitudes");
  if (value?.kind === "array" && !isStructured(value.array))
    return value.array.data as ArrayLike<number>; // numbers
  throw new EphysError(
    "MissingExtension",
    "a split by amplitude needs the extension spike_amplitudes; compute it first",
    { name: "spike_amplitudes" },
  );
}

function rowsOfUnit({ sorting }: SortingAnalyzer, unitId: UnitId): Uint32Array {
  const [unit] = unitIndicesOf(sorting, [unitId]);
  const { starts, rows } = spikesByUnit(sorting);
  const { numSegments } = sorting;
  return rows.subarray(starts[unit * numSegments], starts[(unit + 1) * numSegments]);
}

/** Parts counted from 0 in the order of their labels, none of them empty. */
function compacted(unitId: UnitId, labels: Int32Array): Uint16Array {
  const kinds = [...new Set(labels)].sort((a, b) => a - b);
  if (kinds.length < 2) {
    throw new EphysError(
      "InvalidValue",
      `unit ${JSON.stringify(unitId)} does not fall into parts so: all ${String(labels.length)} spikes are in one`,
      { unitId },
    );
  }
  if (kinds.length > 1000) {
    throw new EphysError(
      "InvalidValue",
      `unit ${JSON.stringify(unitId)} would fall into ${String(kinds.length)} parts; at most 1000 are possible`,
      { unitId },
    );
  }
  const place = new Map(kinds.map((kind, i) => [kind, i]));
  return Uint16Array.from(labels, (label) => place.get(label) ?? 0);
}
