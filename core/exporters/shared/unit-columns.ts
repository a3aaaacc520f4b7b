import { isStructured } from "#core/array/index.ts";
import {
  locationsOf,
  templatesOf,
  type DataColumn,
  type SortingAnalyzer,
} from "#core/analyzer/index.ts";
import { countSpikes } from "#core/sorting/index.ts";

/** Tables of metrics with a row per unit, their columns in the extensions' order; a name comes once. */
export function metricColumns(analyzer: SortingAnalyzer): DataColumn[] {
  const seen = new Set<string>();
  return [...analyzer.extensions.values()].flatMap(({ data }) => {
    const value = data.get("metrics");
    if (value?.kind !== "table") return [];
    if (value.table.index.length !== analyzer.sorting.unitIds.length) return [];
    return value.table.columns.filter(({ name }) => !seen.has(name) && seen.add(name));
  });
}

/** Properties of units that are one text, number or truth value each, as columns. */
export function propertyColumns({ sorting }: SortingAnalyzer): DataColumn[] {
  return [...sorting.properties].flatMap(([name, value]): DataColumn[] => {
    if (isStructured(value) || value.shape.length !== 1) return [];
    if (Array.isArray(value.data)) return [{ name, dtype: "str", values: value.data.map(String) }];
    const numbers = Float64Array.from(value.data as ArrayLike<number>, Number);
    if (value.dtype === "bool") {
      return [{ name, dtype: "str", values: Array.from(numbers, (flag) => (flag ? "True" : "False")) }]; // prettier-ignore
    }
    const isInt = numbers.every(Number.isInteger);
    return [{ name, dtype: isInt ? "int" : "float", values: numbers }];
  });
}

/** Spikes per unit, as a column. */
export function spikeCounts({ sorting }: SortingAnalyzer): DataColumn {
  return { name: "num_spikes", dtype: "int", values: countSpikes(sorting) };
}

/** Per unit the channel with the largest absolute value of its template, as a position; undefined without templates. */
export function mainChannels(analyzer: SortingAnalyzer): Int32Array | undefined {
  if (!analyzer.extensions.has("templates")) return undefined;
  const { data, numUnits, numSamples, numChannels } = templatesOf(analyzer);
  const out = new Int32Array(numUnits);
  for (let unit = 0; unit < numUnits; unit++) {
    let largest = -1;
    const start = unit * numSamples * numChannels;
    for (let i = 0; i < numSamples * numChannels; i++) {
      const size = Math.abs(data[start + i]);
      if (size > largest) {
        largest = size;
        out[unit] = i % numChannels;
      }
    }
  }
  return out;
}

/** Where the units are: their locations, or else their main channels; undefined where neither is known. */
export function unitPlaces(
  analyzer: SortingAnalyzer,
): readonly (readonly [number, number])[] | undefined {
  const value = analyzer.extensions.get("unit_locations")?.data.get("unit_locations");
  if (value?.kind === "array" && !isStructured(value.array)) {
    const { data, shape } = value.array;
    const width = shape[1] ?? 2;
    return analyzer.sorting.unitIds.map((_, u) => [
      Number(data[u * width]),
      Number(data[u * width + 1]),
    ]);
  }
  const channels = mainChannels(analyzer);
  if (channels === undefined || !knowsPlaces(analyzer)) return undefined;
  const positions = locationsOf(analyzer);
  return Array.from(channels, (c) => [positions[2 * c], positions[2 * c + 1]]);
}

function knowsPlaces({ recording, attributes }: SortingAnalyzer): boolean {
  return recording === undefined
    ? attributes.properties.has("location")
    : recording.probeGroup !== undefined || recording.properties.has("location");
}
