import { isStructured, toFloat64, type NdArray } from "#core/array/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";

/** Components of the waveforms that a clustering looks at. */
const NUM_COMPONENTS = 5;

export interface SpikeFeatures {
  readonly names: readonly string[];
  readonly numColumns: number;
  /** [spike × column], each column with mean 0 and deviation 1 */
  readonly values: Float64Array;
}

/**
 * What tells spikes of a unit apart, for every one of them: components of their waveforms where all spikes have some, and
 * amplitudes and places where they were computed.
 * @param rows of the spike vector
 * @throws MissingExtension when there is nothing to tell them apart by
 */
export function spikeFeatures(
  analyzer: SortingAnalyzer,
  unitId: UnitId,
  rows: Uint32Array,
): SpikeFeatures {
  const columns = [
    ...componentColumns(analyzer, rows),
    ...spikeColumns(analyzer, "spike_amplitudes", "amplitudes", rows),
    ...spikeColumns(analyzer, "amplitude_scalings", "amplitude_scalings", rows),
    ...placeColumns(analyzer, rows),
  ].filter(({ values }) => values.every(Number.isFinite) && spread(values) > 0);
  if (columns.length === 0) {
    throw new EphysError(
      "MissingExtension",
      `nothing tells the spikes of unit ${JSON.stringify(unitId)} apart: compute spike_amplitudes or spike_locations first`,
      { name: "spike_amplitudes" },
    );
  }
  const values = new Float64Array(rows.length * columns.length);
  for (const [k, column] of columns.entries()) {
    const centre = mean(column.values);
    const scale = spread(column.values);
    for (let i = 0; i < rows.length; i++) {
      values[i * columns.length + k] = (column.values[i] - centre) / scale;
    }
  }
  return { names: columns.map(({ name }) => name), numColumns: columns.length, values };
}

interface Column {
  readonly name: string;
  readonly values: Float64Array;
}

function arrayOf(analyzer: SortingAnalyzer, extension: string, name: string): NdArray | undefined {
  const value = analyzer.extensions.get(extension)?.data.get(name);
  return value?.kind === "array" && !isStructured(value.array) ? value.array : undefined;
}

function spikeColumns(
  analyzer: SortingAnalyzer,
  extension: string,
  name: string,
  rows: Uint32Array,
): Column[] {
  const array = arrayOf(analyzer, extension, name);
  if (array === undefined) return [];
  const data = array.data as ArrayLike<number>; // a number per spike
  return [{ name, values: Float64Array.from(rows, (row) => data[row]) }];
}

function placeColumns({ extensions }: SortingAnalyzer, rows: Uint32Array): Column[] {
  const value = extensions.get("spike_locations")?.data.get("spike_locations");
  if (value?.kind !== "array" || !isStructured(value.array)) return [];
  const { columns } = value.array;
  return ["x", "y"].flatMap((name) => {
    const column = columns[name] as NdArray | undefined;
    if (column === undefined) return [];
    const data = column.data as ArrayLike<number>; // coordinates
    return [{ name, values: Float64Array.from(rows, (row) => data[row]) }];
  });
}

/** Principal components of the waveforms; only where every spike of the unit is among those that have some. */
function componentColumns(analyzer: SortingAnalyzer, rows: Uint32Array): Column[] {
  const projection = arrayOf(analyzer, "principal_components", "pca_projection");
  const chosen = arrayOf(analyzer, "random_spikes", "random_spikes_indices");
  if (projection === undefined || chosen === undefined || projection.shape.length < 2) return [];
  const place = new Map(Array.from(toFloat64(chosen), (row, i) => [row, i]));
  const places = Array.from(rows, (row) => place.get(row));
  if (places.includes(undefined)) return [];
  const width = projection.shape.slice(1).reduce((product, n) => product * n, 1);
  const data = toFloat64(projection);
  const all = Array.from({ length: width }, (_, k) => ({
    name: `component ${String(k)}`,
    values: Float64Array.from(places, (at) => data[(at ?? 0) * width + k]),
  }));
  return all
    .filter(({ values }) => values.every(Number.isFinite))
    .sort((a, b) => spread(b.values) - spread(a.values))
    .slice(0, NUM_COMPONENTS);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function spread(values: Float64Array): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return Math.sqrt(sum / values.length);
}
