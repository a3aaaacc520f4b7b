import { ndArray, type NdArray } from "#core/array/index.ts";
import { memoryBeside } from "#core/model/index.ts";
import { pickRows } from "#core/recording/index.ts";
import { randomSpikeRows } from "./pick-rows.ts";
import type { UnitChange } from "./unit-change.ts";

/**
 * Results per random spike and channel after a merge or a split: the spikes that stayed, on the channels that their new unit
 * has (of the old unit's; a unit has no others after a soft merge). Columns beyond a unit's channels are 0.
 * @param array [random spike × sample (or component) × column], columns as in sparse waveforms
 */
export function followWaveforms({ before, after, kept }: UnitChange, array: NdArray): NdArray {
  const oldRows = randomSpikeRows(before);
  const stayed: number[] = [];
  for (const [i, row] of oldRows.entries()) {
    if (kept === undefined || kept[row] !== 0) stayed.push(i);
  }
  const { sparsity } = after;
  if (before.sparsity === undefined || sparsity === undefined) {
    return stayed.length === oldRows.length ? array : pickRows(array, stayed);
  }
  const [, depth = 0, oldWidth = 0] = array.shape;
  const width = sparsity.maxChannels;
  const source = array.data as Float32Array; // some typed array of numbers: rows and columns change, not the type
  const data = memoryBeside(source, stayed.length * depth * width);
  const columns = columnsOf(before.sparsity.channels, sparsity.channels);
  const newRows = randomSpikeRows(after);
  for (let i = 0; i < stayed.length; i++) {
    const from = before.sorting.spikes.unitIndex[oldRows[stayed[i]]];
    const own = columns(from, after.sorting.spikes.unitIndex[newRows[i]]);
    if (width === oldWidth && isSame(own, before.sparsity.channels[from].length)) {
      const row = stayed[i] * depth * width;
      data.set(source.subarray(row, row + depth * width), i * depth * width);
      continue;
    }
    for (let s = 0; s < depth; s++) {
      const at = (stayed[i] * depth + s) * oldWidth;
      const to = (i * depth + s) * width;
      for (let k = 0; k < own.length; k++) data[to + k] = source[at + own[k]];
    }
  }
  return ndArray(array.dtype, [stayed.length, depth, width], data);
}

/** Whether a unit has the same channels as before, in the same columns. */
function isSame(columns: Int32Array, numBefore: number): boolean {
  return columns.length === numBefore && columns.every((column, k) => column === k);
}

/** Where the channels of a new unit stand among those of an old one. */
function columnsOf(
  before: readonly Int32Array[],
  after: readonly Int32Array[],
): (oldUnit: number, newUnit: number) => Int32Array {
  const known = new Map<number, Int32Array>();
  return (oldUnit, newUnit) => {
    const key = oldUnit * after.length + newUnit;
    let columns = known.get(key);
    if (columns === undefined) {
      columns = after[newUnit].map((channel) => before[oldUnit].indexOf(channel));
      known.set(key, columns);
    }
    return columns;
  };
}
