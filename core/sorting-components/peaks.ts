import { ndArray, type StructuredArray } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/** Detected peaks: columns of equal length, ordered by (segment, sample, channel). SpikeInterface's base_peak_dtype. */
export interface Peaks {
  /** [peak], frames from the segment's start */
  readonly sampleIndex: Float64Array;
  /** [peak], position of the channel in the recording */
  readonly channelIndex: Int32Array;
  /** [peak], value of the trace at the peak, in the recording's own units */
  readonly amplitude: Float64Array;
  /** [peak] */
  readonly segmentIndex: Int32Array;
  /** [peak], round in which it was found; of iterative detection */
  readonly iteration?: Int8Array;
}

/** Where peaks lie, um; `z` and `alpha` where the method gives them. One value per peak in every column. */
export interface PeakLocations {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z?: Float64Array;
  readonly alpha?: Float64Array;
}

export function numPeaks(peaks: Peaks): number {
  return peaks.sampleIndex.length;
}

/** Peaks picked by position, in the given order. */
export function selectPeakRows(peaks: Peaks, rows: Int32Array): Peaks {
  const out = allocatePeaks(rows.length);
  rows.forEach((row, i) => {
    out.sampleIndex[i] = peaks.sampleIndex[row] ?? NaN;
    out.channelIndex[i] = peaks.channelIndex[row] ?? -1;
    out.amplitude[i] = peaks.amplitude[row] ?? NaN;
    out.segmentIndex[i] = peaks.segmentIndex[row] ?? -1;
  });
  const { iteration } = peaks;
  return iteration ? { ...out, iteration: Int8Array.from(rows, (row) => iteration[row]) } : out;
}

export function allocatePeaks(length: number): Peaks {
  return {
    sampleIndex: new Float64Array(length),
    channelIndex: new Int32Array(length),
    amplitude: new Float64Array(length),
    segmentIndex: new Int32Array(length),
  };
}

/** Peaks one after the other. */
export function concatenatePeaks(parts: readonly Peaks[]): Peaks {
  const out = allocatePeaks(parts.reduce((total, part) => total + numPeaks(part), 0));
  let at = 0;
  for (const part of parts) {
    out.sampleIndex.set(part.sampleIndex, at);
    out.channelIndex.set(part.channelIndex, at);
    out.amplitude.set(part.amplitude, at);
    out.segmentIndex.set(part.segmentIndex, at);
    at += numPeaks(part);
  }
  if (parts.length === 0 || parts.some(({ iteration }) => iteration === undefined)) return out;
  const iteration = new Int8Array(at);
  at = 0;
  for (const part of parts) {
    iteration.set(part.iteration ?? new Int8Array(0), at);
    at += numPeaks(part);
  }
  return { ...out, iteration };
}

/** True when the peaks are ordered by (segment, sample), as detection gives them. */
export function arePeaksOrdered(peaks: Peaks): boolean {
  const { sampleIndex, segmentIndex } = peaks;
  for (let i = 1; i < sampleIndex.length; i++) {
    const step = (segmentIndex[i] ?? 0) - (segmentIndex[i - 1] ?? 0);
    if (step < 0 || (step === 0 && (sampleIndex[i] ?? 0) < (sampleIndex[i - 1] ?? 0))) return false;
  }
  return true;
}

/** The record array that SpikeInterface keeps in `peaks.npy` (base_peak_dtype: i8, i8, f8, i8; `iteration` i1 where known). */
export function peaksToStructured(peaks: Peaks): StructuredArray {
  const n = numPeaks(peaks);
  const base = baseColumns(peaks, n);
  if (peaks.iteration === undefined) return base;
  return {
    length: n,
    fields: [...base.fields, { name: "iteration", dtype: "int8" }],
    columns: { ...base.columns, iteration: ndArray("int8", [n], peaks.iteration) },
  };
}

function baseColumns(peaks: Peaks, n: number): StructuredArray {
  return {
    length: n,
    fields: [
      { name: "sample_index", dtype: "int64" },
      { name: "channel_index", dtype: "int64" },
      { name: "amplitude", dtype: "float64" },
      { name: "segment_index", dtype: "int64" },
    ],
    columns: {
      sample_index: ndArray("int64", [n], peaks.sampleIndex),
      channel_index: ndArray("int64", [n], Float64Array.from(peaks.channelIndex)),
      amplitude: ndArray("float64", [n], peaks.amplitude),
      segment_index: ndArray("int64", [n], Float64Array.from(peaks.segmentIndex)),
    },
  };
}

/** Peaks from a record array that has at least the columns of base_peak_dtype. */
export function peaksFromStructured(array: StructuredArray): Peaks {
  const column = (name: string): ArrayLike<number> => {
    const data = array.columns[name]?.data;
    if (data === undefined || Array.isArray(data) || typeof data[0] === "bigint") {
      throw new EphysError("InvalidValue", `peaks have no numeric column "${name}"`, {
        columns: array.fields.map((field) => field.name),
      });
    }
    return data as ArrayLike<number>; // bigint columns were refused above
  };
  return {
    sampleIndex: Float64Array.from(column("sample_index")),
    channelIndex: Int32Array.from(column("channel_index")),
    amplitude: Float64Array.from(column("amplitude")),
    segmentIndex: Int32Array.from(column("segment_index")),
  };
}

/** Locations as the record array of `peak_locations.npy` (float64 columns x, y[, z[, alpha]]). */
export function locationsToStructured(locations: PeakLocations): StructuredArray {
  const entries = Object.entries(locations) as [string, Float64Array][]; // every column is one
  const n = locations.x.length;
  return {
    length: n,
    fields: entries.map(([name]) => ({ name, dtype: "float64" })),
    columns: Object.fromEntries(
      entries.map(([name, data]) => [name, ndArray("float64", [n], data)]),
    ),
  };
}
