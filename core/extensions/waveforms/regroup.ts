import { extensionArray } from "#core/analyzer/index.ts";
import { ndArray } from "#core/array/index.ts";
import { pickRows } from "#core/recording/index.ts";
import { arrayData, type ExtensionData } from "../define.ts";
import { randomSpikeRows } from "../pick-rows.ts";
import type { UnitChange } from "../unit-change.ts";

/**
 * Waveforms after a merge or a split: those of the random spikes that stayed, on the channels that their new unit has (of the
 * old unit's; a unit has no others after a soft merge). Columns beyond a unit's channels are 0.
 */
export function regroupedWaveforms({ before, after, kept }: UnitChange): ExtensionData {
  const waveforms = extensionArray(before, "waveforms", "waveforms");
  const oldRows = randomSpikeRows(before);
  const stayed: number[] = [];
  for (const [i, row] of oldRows.entries())
    if (kept === undefined || kept[row] !== 0) stayed.push(i);
  const picked = stayed.length === oldRows.length ? waveforms : pickRows(waveforms, stayed);
  const { sparsity } = after;
  if (before.sparsity === undefined || sparsity === undefined)
    return arrayData({ waveforms: picked });
  const [, numSamples = 0, oldWidth = 0] = waveforms.shape;
  const width = sparsity.maxChannels;
  // the same element type: only rows and columns change
  const out = (picked.data as Float32Array).slice(0, 0).constructor as Float32ArrayConstructor;
  const data = new out(stayed.length * numSamples * width);
  const source = picked.data as Float32Array;
  const columns = columnsOf(before.sparsity.channels, sparsity.channels);
  const newRows = randomSpikeRows(after);
  for (let i = 0; i < stayed.length; i++) {
    const from = before.sorting.spikes.unitIndex[oldRows[stayed[i]]];
    const own = columns(from, after.sorting.spikes.unitIndex[newRows[i]]);
    for (let s = 0; s < numSamples; s++) {
      const at = (i * numSamples + s) * oldWidth;
      const to = (i * numSamples + s) * width;
      for (let k = 0; k < own.length; k++) data[to + k] = source[at + own[k]];
    }
  }
  return arrayData({ waveforms: ndArray(waveforms.dtype, [stayed.length, numSamples, width], data) }); // prettier-ignore
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
