import { defaultRng } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import { countSpikes, spikeRows, type Sorting } from "#core/sorting/index.ts";

export interface SpikeSelection {
  readonly method: "uniform" | "all";
  /** ignored by "all" */
  readonly maxSpikesPerUnit: number;
  /** frames at both ends of a segment without spikes; ignored by "all" */
  readonly marginSize: number | null;
  /** null = 0: the reference draws another seed each time, here results repeat */
  readonly seed: number | null;
}

/**
 * Rows of the spike vector, ascending: up to so many of each unit over all segments, drawn as
 * random_spikes_selection of SpikeInterface 0.103 draws them.
 * @param numSamples samples per segment
 */
export function selectRandomSpikes(
  sorting: Sorting,
  numSamples: readonly number[],
  selection: SpikeSelection,
): Float64Array {
  const { method, maxSpikesPerUnit, marginSize, seed } = selection;
  if (method === "all") {
    return Float64Array.from({ length: sorting.spikes.sampleIndex.length }, (_, i) => i);
  }
  if (!(maxSpikesPerUnit >= 0)) {
    throw new EphysError(
      "InvalidParameter",
      `max_spikes_per_unit ${String(maxSpikesPerUnit)} is negative`,
    );
  }
  const rng = defaultRng(seed ?? 0);
  const counts = countSpikes(sorting);
  const chosen = new Uint8Array(sorting.spikes.sampleIndex.length);
  let total = 0;
  for (let unit = 0; unit < sorting.unitIds.length; unit++) {
    const rows = candidateRows(sorting, unit, counts[unit], numSamples, marginSize);
    const size = Math.min(maxSpikesPerUnit, rows.length);
    const positions = rng.choice(rows.length, size, { replace: false, shuffle: false });
    for (const position of positions) chosen[rows[position]] = 1;
    total += size;
  }
  const out = new Float64Array(total);
  let at = 0;
  for (let row = 0; row < chosen.length; row++) if (chosen[row] === 1) out[at++] = row;
  return out;
}

function candidateRows(
  sorting: Sorting,
  unit: number,
  count: number,
  numSamples: readonly number[],
  marginSize: number | null,
): Float64Array {
  const rows = new Float64Array(count);
  let n = 0;
  const { sampleIndex } = sorting.spikes;
  for (let segment = 0; segment < sorting.numSegments; segment++) {
    const last = numSamples[segment] - (marginSize ?? 0);
    for (const row of spikeRows(sorting, unit, segment)) {
      const sample = sampleIndex[row];
      if (marginSize === null || (sample >= marginSize && sample < last)) rows[n++] = row;
    }
  }
  return rows.subarray(0, n);
}
