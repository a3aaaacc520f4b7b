import type { NdArray, StructuredArray } from "#core/array/index.ts";
import { EphysError, memoryBeside } from "#core/model/index.ts";
import type { Sorting, SpikeVector } from "./sorting.ts";

/** Spikes of every unit and segment as slices of one index. */
export interface SpikesByUnit {
  /** slice of unit u, segment s: `starts[u * numSegments + s]` to the next start */
  readonly starts: Float64Array;
  /** rows of the spike vector (fewer than 2^32), grouped by unit, then segment, then in their order */
  readonly rows: Uint32Array;
  /** sample index of those rows */
  readonly samples: Float64Array;
}

/** A memo per sorting: building the index is one pass over all spikes, its readers are many. */
const INDEX = new WeakMap<SpikeVector, SpikesByUnit>();

/** The spikes grouped by unit and segment; built once per sorting. */
export function spikesByUnit(sorting: Sorting): SpikesByUnit {
  const known = INDEX.get(sorting.spikes);
  if (known) return known;
  const numSpikes = sorting.spikes.unitIndex.length;
  const index = indexSpikes(sorting, new Uint32Array(numSpikes), new Float64Array(numSpikes));
  INDEX.set(sorting.spikes, index);
  return index;
}

/**
 * The spikes grouped by unit and segment, in memory of the caller's (such as threads share); nothing is kept.
 * @param rows [spike], filled @param samples [spike], filled
 */
export function indexSpikes(
  sorting: Pick<Sorting, "spikes" | "unitIds" | "numSegments">,
  rows: Uint32Array,
  samples: Float64Array,
): SpikesByUnit {
  const { sampleIndex, unitIndex, segmentIndex } = sorting.spikes;
  const { numSegments } = sorting;
  const groups = sorting.unitIds.length * numSegments;
  const starts = new Float64Array(groups + 1);
  for (let i = 0; i < unitIndex.length; i++) {
    starts[unitIndex[i] * numSegments + segmentIndex[i] + 1]++;
  }
  for (let g = 0; g < groups; g++) starts[g + 1] += starts[g];
  const next = starts.slice();
  for (let i = 0; i < unitIndex.length; i++) {
    const at = next[unitIndex[i] * numSegments + segmentIndex[i]]++;
    rows[at] = i;
    samples[at] = sampleIndex[i];
  }
  return { starts, rows, samples };
}

/** Takes an index that was made elsewhere, such as in another thread. */
export function adoptSpikesByUnit(spikes: SpikeVector, index: SpikesByUnit): void {
  INDEX.set(spikes, index);
}

/**
 * The index of a sorting whose units were merged or split, from that of the sorting before where there is one: units that
 * stayed are copied, only the made ones are sorted anew. Rows must be the same as before.
 */
export function followSpikesByUnit(
  before: Sorting,
  after: Sorting,
  sources: readonly (readonly number[])[],
  madeUnits: ArrayLike<number>,
): void {
  const known = INDEX.get(before.spikes);
  if (known === undefined) return;
  const { numSegments } = after;
  const isMade = new Uint8Array(sources.length);
  for (let i = 0; i < madeUnits.length; i++) isMade[madeUnits[i]] = 1;
  const n = known.rows.length;
  const index = {
    starts: new Float64Array(sources.length * numSegments + 1),
    rows: memoryBeside(known.rows, n),
    samples: memoryBeside(known.samples, n),
  };
  const { unitIndex, sampleIndex } = after.spikes;
  let at = 0;
  for (const [unit, from] of sources.entries()) {
    for (let s = 0; s < numSegments; s++) {
      const slices = from.map((source) => {
        const group = source * numSegments + s;
        return known.rows.subarray(known.starts[group], known.starts[group + 1]);
      });
      if (isMade[unit] === 0) {
        const group = from[0] * numSegments + s;
        index.rows.set(slices[0], at);
        index.samples.set(known.samples.subarray(known.starts[group], known.starts[group + 1]), at);
        at += slices[0].length;
      } else {
        const start = at;
        for (const slice of slices)
          for (let i = 0; i < slice.length; i++)
            if (unitIndex[slice[i]] === unit) index.rows[at++] = slice[i];
        if (slices.length > 1) index.rows.subarray(start, at).sort();
        for (let i = start; i < at; i++) index.samples[i] = sampleIndex[index.rows[i]];
      }
      index.starts[unit * numSegments + s + 1] = at;
    }
  }
  INDEX.set(after.spikes, index);
}

/** Rows of the spikes of some units, ascending; from the index where there is one already. */
export function rowsOfUnits(
  { spikes, unitIds, numSegments }: Sorting,
  unitIndices: ArrayLike<number>,
): Uint32Array {
  const known = INDEX.get(spikes);
  const units = Array.from(new Set(Array.from(unitIndices)));
  if (known !== undefined && units.length < unitIds.length / 8) {
    const slices = units.map((unit) =>
      known.rows.subarray(known.starts[unit * numSegments], known.starts[(unit + 1) * numSegments]),
    );
    const rows = new Uint32Array(slices.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const slice of slices) {
      rows.set(slice, at);
      at += slice.length;
    }
    return slices.length > 1 ? rows.sort() : rows;
  }
  const isWanted = new Uint8Array(unitIds.length);
  for (const unit of units) isWanted[unit] = 1;
  const { unitIndex } = spikes;
  let count = 0;
  for (let i = 0; i < unitIndex.length; i++) count += isWanted[unitIndex[i]];
  const rows = new Uint32Array(count);
  for (let i = 0, at = 0; i < unitIndex.length; i++)
    if (isWanted[unitIndex[i]] !== 0) rows[at++] = i;
  return rows;
}

/** Sample indices of a unit in a segment, ascending: a view, not to be written to. */
export function spikeTrain(sorting: Sorting, unitIndex: number, segmentIndex = 0): Float64Array {
  const { starts, samples } = spikesByUnit(sorting);
  const group = unitIndex * sorting.numSegments + checkedSegment(sorting, segmentIndex);
  return samples.subarray(starts[group], starts[group + 1]);
}

/** Rows of the spike vector that are a unit's spikes in a segment: a view. */
export function spikeRows(sorting: Sorting, unitIndex: number, segmentIndex = 0): Uint32Array {
  const { starts, rows } = spikesByUnit(sorting);
  const group = unitIndex * sorting.numSegments + checkedSegment(sorting, segmentIndex);
  return rows.subarray(starts[group], starts[group + 1]);
}

/** Spikes of each unit over all segments: [unit]. */
export function countSpikes(sorting: Sorting): Float64Array {
  const counts = new Float64Array(sorting.unitIds.length);
  const { unitIndex } = sorting.spikes;
  for (let i = 0; i < unitIndex.length; i++) counts[unitIndex[i]]++;
  return counts;
}

/** Where each segment's spikes lie in the spike vector: [start, end) per segment. */
export function segmentSlices(sorting: Sorting): { start: number; end: number }[] {
  const { segmentIndex } = sorting.spikes;
  const slices = [];
  let at = 0;
  for (let s = 0; s < sorting.numSegments; s++) {
    const start = at;
    while (at < segmentIndex.length && segmentIndex[at] === s) at++;
    slices.push({ start, end: at });
  }
  return slices;
}

function checkedSegment(sorting: Sorting, segmentIndex: number): number {
  if (Number.isInteger(segmentIndex) && segmentIndex >= 0 && segmentIndex < sorting.numSegments) {
    return segmentIndex;
  }
  throw new EphysError(
    "SegmentNotFound",
    `segment ${String(segmentIndex)} does not exist: the sorting has ${String(sorting.numSegments)}`,
    { segmentIndex, numSegments: sorting.numSegments },
  );
}

/** The spike vector ordered by (segment, sample); ties keep their order. Returned as it is when already ordered. */
export function orderSpikes(spikes: SpikeVector): SpikeVector {
  const { sampleIndex, segmentIndex } = spikes;
  const n = sampleIndex.length;
  let ordered = true;
  for (let i = 1; i < n && ordered; i++) {
    ordered =
      segmentIndex[i - 1] < segmentIndex[i] ||
      (segmentIndex[i - 1] === segmentIndex[i] && sampleIndex[i - 1] <= sampleIndex[i]);
  }
  if (ordered) return spikes;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => segmentIndex[a] - segmentIndex[b] || sampleIndex[a] - sampleIndex[b] || a - b,
  );
  return takeSpikes(spikes, order);
}

/** Rows of a spike vector. */
export function takeSpikes(spikes: SpikeVector, rows: ArrayLike<number>): SpikeVector {
  const n = rows.length;
  const sampleIndex = new Float64Array(n);
  const unitIndex = new Int32Array(n);
  const segmentIndex = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    sampleIndex[i] = spikes.sampleIndex[rows[i]];
    unitIndex[i] = spikes.unitIndex[rows[i]];
    segmentIndex[i] = spikes.segmentIndex[rows[i]];
  }
  return { sampleIndex, unitIndex, segmentIndex };
}

const FIELDS = ["sample_index", "unit_index", "segment_index"] as const;

/** The spike vector as SpikeInterface stores it: three int64 fields. */
export function spikesToStructured(spikes: SpikeVector): StructuredArray {
  const n = spikes.sampleIndex.length;
  const column = (data: ArrayLike<number>): NdArray => ({
    dtype: "int64",
    shape: [n],
    data: data instanceof Float64Array ? data : Float64Array.from(data),
  });
  return {
    length: n,
    fields: FIELDS.map((name) => ({ name, dtype: "int64" })),
    columns: {
      sample_index: column(spikes.sampleIndex),
      unit_index: column(spikes.unitIndex),
      segment_index: column(spikes.segmentIndex),
    },
  };
}

/** The spike vector of a structured array (further fields are ignored). @throws CorruptFile naming the lacking field */
export function spikesFromStructured(array: StructuredArray, source = "spikes"): SpikeVector {
  const [samples, units, segments] = FIELDS.map((name) => {
    const column = array.columns[name] as NdArray | undefined;
    if (!column || Array.isArray(column.data) || column.data instanceof BigInt64Array) {
      throw new EphysError("CorruptFile", `${source} has no usable field "${name}"`, {
        field: name,
      });
    }
    return column.data as Float64Array | Int32Array; // numbers: texts and big integers are refused above
  });
  // new: the copying constructors are several times faster than from
  return {
    sampleIndex: samples instanceof Float64Array ? samples : new Float64Array(samples),
    unitIndex: units instanceof Int32Array ? units : new Int32Array(units),
    segmentIndex: segments instanceof Int32Array ? segments : new Int32Array(segments),
  };
}
