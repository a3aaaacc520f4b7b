import { numpyArgsort } from "#core/array/index.ts";
import { sortingFromSpikes, type Sorting, type SortingOptions } from "#core/sorting/index.ts";

/** Frames of one unit in one segment, in any order. */
export type UnitTrain = ArrayLike<number>;

/**
 * A sorting from the trains of its units, `segments[s][u]`. Spikes at the same frame have the order that NumPy's sort
 * leaves them in, as in SpikeInterface's spike vector.
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
    const { frames, units } = concatenated(trains);
    const order = numpyArgsort(frames);
    for (let i = 0; i < order.length; i++, at++) {
      sampleIndex[at] = frames[order[i]];
      unitIndex[at] = units[order[i]];
      segmentIndex[at] = s;
    }
  }
  const spikes = { sampleIndex, unitIndex, segmentIndex };
  return sortingFromSpikes({ ...options, spikes, numSegments: Math.max(1, segments.length) });
}

/** Trains one after the other, with the unit of each spike. */
function concatenated(trains: readonly UnitTrain[]): { frames: Float64Array; units: Int32Array } {
  const total = trains.reduce((count, train) => count + train.length, 0);
  const frames = new Float64Array(total);
  const units = new Int32Array(total);
  let at = 0;
  for (const [u, train] of trains.entries()) {
    frames.set(train, at);
    units.fill(u, at, at + train.length);
    at += train.length;
  }
  return { frames, units };
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
