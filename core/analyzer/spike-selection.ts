import { Pcg64, SeedSequence } from "#core/array/index.ts";
import type { Kernels } from "#core/kernels/index.ts";
import { EphysError } from "#core/model/index.ts";
import { spikesByUnit, type Sorting } from "#core/sorting/index.ts";

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
  kernels: Kernels,
): Float64Array {
  const { method, maxSpikesPerUnit, marginSize, seed } = selection;
  const numSpikes = sorting.spikes.sampleIndex.length;
  if (method === "all") return Float64Array.from({ length: numSpikes }, (_, i) => i);
  if (!(maxSpikesPerUnit >= 0)) {
    throw new EphysError(
      "InvalidParameter",
      `max_spikes_per_unit ${String(maxSpikesPerUnit)} is negative`,
    );
  }
  const marks = new Uint8Array(numSpikes);
  const { rows, starts } = candidateRows(sorting, numSamples, marginSize);
  const { state } = new Pcg64(new SeedSequence(seed ?? 0));
  kernels.markChoices(state, rows, starts, maxSpikesPerUnit, marks);
  return markedRows(marks);
}

/** Rows of each unit that may be taken: those of unit u are rows[starts[u]..starts[u + 1]). */
function candidateRows(
  sorting: Sorting,
  numSamples: readonly number[],
  marginSize: number | null,
): { readonly rows: Uint32Array; readonly starts: Float64Array } {
  const { numSegments, unitIds } = sorting;
  const all = spikesByUnit(sorting);
  const starts = Float64Array.from(
    { length: unitIds.length + 1 },
    (_, unit) => all.starts[unit * numSegments],
  );
  if (marginSize === null) return { rows: all.rows, starts };
  const rows = new Uint32Array(all.rows.length);
  let count = 0;
  for (let unit = 0; unit < unitIds.length; unit++) {
    starts[unit] = count;
    for (let segment = 0; segment < numSegments; segment++) {
      const group = unit * numSegments + segment;
      const last = numSamples[segment] - marginSize;
      for (let i = all.starts[group]; i < all.starts[group + 1]; i++) {
        if (all.samples[i] >= marginSize && all.samples[i] < last) rows[count++] = all.rows[i];
      }
    }
  }
  starts[unitIds.length] = count;
  return { rows: rows.subarray(0, count), starts };
}

function markedRows(marks: Uint8Array): Float64Array {
  let total = 0;
  for (let row = 0; row < marks.length; row++) total += marks[row];
  const rows = new Float64Array(total);
  for (let row = 0, at = 0; row < marks.length; row++) if (marks[row] === 1) rows[at++] = row;
  return rows;
}
