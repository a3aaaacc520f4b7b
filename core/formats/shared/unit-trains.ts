import { sortingFromSpikes, type Sorting, type SortingOptions } from "#core/sorting/index.ts";

/** Frames of one unit in one segment, in any order. */
export type UnitTrain = ArrayLike<number>;

/**
 * A sorting from the trains of its units, `segments[s][u]`. Spikes at the same frame follow the order of the units, as
 * SpikeInterface's spike vector has them.
 */
export function sortingFromTrains(
  segments: readonly (readonly UnitTrain[])[],
  options: Omit<SortingOptions, "spikes" | "numSegments">,
): Sorting {
  const total = segments.reduce(
    (sum, trains) => sum + trains.reduce((count, train) => count + train.length, 0),
    0,
  );
  const sampleIndex = new Float64Array(total);
  const unitIndex = new Int32Array(total);
  const segmentIndex = new Int32Array(total);
  let at = 0;
  for (const [s, trains] of segments.entries()) {
    for (const [u, train] of trains.entries()) {
      for (let i = 0; i < train.length; i++, at++) {
        sampleIndex[at] = train[i];
        unitIndex[at] = u;
        segmentIndex[at] = s;
      }
    }
  }
  const spikes = { sampleIndex, unitIndex, segmentIndex };
  return sortingFromSpikes({ ...options, spikes, numSegments: Math.max(1, segments.length) });
}

/** The frames of each label, in the order of `labels`; spikes of other labels are left out. */
export function trainsOfLabels(
  frames: ArrayLike<number>,
  spikeLabels: ArrayLike<number>,
  labels: readonly number[],
): number[][] {
  const trains = labels.map((): number[] => []);
  const position = new Map(labels.map((label, i) => [label, i]));
  for (let i = 0; i < frames.length; i++) {
    const unit = position.get(spikeLabels[i]);
    if (unit !== undefined) trains[unit].push(frames[i]);
  }
  return trains;
}

/** The values that occur, ascending. */
export function distinct(values: ArrayLike<number>): number[] {
  const found = new Set<number>();
  for (let i = 0; i < values.length; i++) found.add(values[i]);
  return [...found].sort((a, b) => a - b);
}
