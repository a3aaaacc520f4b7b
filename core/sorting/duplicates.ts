import { defaultRng } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Sorting } from "./sorting.ts";
import { sortingFromSpikes } from "./memory.ts";
import { spikesByUnit, takeSpikes } from "./spikes.ts";

/*
 * Spikes that should not be there twice, or lie where nothing was recorded: find_duplicated_spikes,
 * remove_duplicated_spikes and remove_excess_spikes of SpikeInterface 0.103.
 */

export const DUPLICATE_METHODS = [
  "keep_first",
  "keep_last",
  "keep_first_iterative",
  "keep_last_iterative",
  "random",
] as const;

/**
 * Which of two spikes within the censored period goes: the later one, the earlier one, or one at random. Iterative: a
 * spike that goes takes no other one with it.
 */
export type DuplicateMethod = (typeof DUPLICATE_METHODS)[number];

/**
 * Positions in a spike train of what counts as duplicated, ascending.
 * @param train frames, ascending
 * @param censoredFrames spikes at most this far apart are the same
 * @param seed only for "random"
 */
export function findDuplicatedSpikes(
  train: ArrayLike<number>,
  censoredFrames: number,
  method: DuplicateMethod = "random",
  seed = 0,
): Float64Array {
  const gone = new Uint8Array(train.length);
  switch (method) {
    case "keep_first":
    case "keep_last":
      for (let i = 1; i < train.length; i++) {
        if (train[i] - train[i - 1] <= censoredFrames)
          gone[method === "keep_first" ? i : i - 1] = 1;
      }
      break;
    case "keep_first_iterative":
      for (let i = 0; i < train.length; i++) {
        if (gone[i] !== 0) continue;
        for (let j = i + 1; j < train.length && train[j] - train[i] <= censoredFrames; j++) {
          gone[j] = 1;
        }
      }
      break;
    case "keep_last_iterative":
      for (let i = train.length - 1; i > 0; i--) {
        if (gone[i] !== 0) continue;
        for (let j = i - 1; j >= 0 && train[i] - train[j] <= censoredFrames; j--) gone[j] = 1;
      }
      break;
    case "random":
      dropAtRandom(train, censoredFrames, seed, gone);
      break;
    default:
      return method satisfies never;
  }
  return Float64Array.from(Array.from(gone.keys()).filter((i) => gone[i] !== 0));
}

/**
 * Draws among all spikes of close pairs until no pair is left. The draws are the reference's for the same seed: it draws
 * from the train's own pairs each time, also those that are gone already.
 */
function dropAtRandom(
  train: ArrayLike<number>,
  censoredFrames: number,
  seed: number,
  gone: Uint8Array,
): void {
  const candidates: number[] = [];
  for (let i = 0; i < train.length; i++) {
    const close = (j: number): boolean =>
      j > 0 && j < train.length && train[j] - train[j - 1] <= censoredFrames;
    if (close(i) || close(i + 1)) candidates.push(i);
  }
  if (candidates.length === 0) return;
  const rng = defaultRng(seed);
  const next = new Int32Array(train.length + 1);
  const previous = new Int32Array(train.length + 1);
  for (let i = 0; i < train.length; i++) {
    next[i] = i + 1;
    previous[i] = i - 1;
  }
  const isClose = (i: number, j: number): boolean =>
    i >= 0 && j < train.length && train[j] - train[i] <= censoredFrames;
  let pairs = 0;
  for (let i = 1; i < train.length; i++) if (isClose(i - 1, i)) pairs++;
  while (pairs > 0) {
    const drawn = candidates[rng.integers(0, candidates.length)];
    if (gone[drawn] !== 0) continue;
    gone[drawn] = 1;
    const before = previous[drawn];
    const after = next[drawn];
    if (isClose(before, drawn)) pairs--;
    if (isClose(drawn, after)) pairs--;
    if (isClose(before, after)) pairs++;
    if (before >= 0) next[before] = after;
    if (after < train.length) previous[after] = before;
  }
}

export interface RemoveDuplicatedOptions {
  /** ms; 0.3 */
  readonly censoredPeriodMs?: number;
  /** "keep_first" */
  readonly method?: DuplicateMethod;
  /** for "random"; 0 (the reference draws another one each time) */
  readonly seed?: number;
}

/** A sorting without spikes that follow another one of their unit within the censored period. */
export function removeDuplicatedSpikes(
  sorting: Sorting,
  options: RemoveDuplicatedOptions = {},
): Sorting {
  const { censoredPeriodMs = 0.3, method = "keep_first", seed = 0 } = options;
  if (!(censoredPeriodMs >= 0)) {
    throw new EphysError(
      "InvalidParameter",
      `censored_period_ms ${String(censoredPeriodMs)} must not be negative`,
      { parameter: "censored_period_ms" },
    );
  }
  const frames = roundHalfEven(censoredPeriodMs * 1e-3 * sorting.samplingFrequency);
  const { starts, rows, samples } = spikesByUnit(sorting);
  const keep = new Uint8Array(rows.length).fill(1);
  for (let group = 0; group + 1 < starts.length; group++) {
    const train = samples.subarray(starts[group], starts[group + 1]);
    for (const i of findDuplicatedSpikes(train, frames, method, seed)) {
      keep[rows[starts[group] + i]] = 0;
    }
  }
  return keepSpikes(sorting, keep);
}

/**
 * A sorting without spikes before the start or past the end of their segment.
 * @param numSamples of the recording, per segment
 */
export function removeExcessSpikes(sorting: Sorting, numSamples: readonly number[]): Sorting {
  if (numSamples.length !== sorting.numSegments) {
    throw new EphysError(
      "InvalidParameter",
      `the sorting has ${String(sorting.numSegments)} segments, the recording ${String(numSamples.length)}`,
    );
  }
  const { sampleIndex, segmentIndex } = sorting.spikes;
  const keep = Uint8Array.from(sampleIndex, (sample, i) =>
    sample >= 0 && sample < numSamples[segmentIndex[i]] ? 1 : 0,
  );
  return keepSpikes(sorting, keep);
}

/**
 * Every unit's spikes earlier by its shift (align_sorting), e.g. by its template's peak shift.
 * @param shifts [unit], frames
 */
export function alignSorting(sorting: Sorting, shifts: ArrayLike<number>): Sorting {
  const { spikes } = sorting;
  const sampleIndex = spikes.sampleIndex.map((s, i) => s - shifts[spikes.unitIndex[i]]);
  return rebuilt(sorting, { ...spikes, sampleIndex }, false);
}

function keepSpikes(sorting: Sorting, keep: Uint8Array): Sorting {
  const rows: number[] = [];
  for (let i = 0; i < keep.length; i++) if (keep[i] !== 0) rows.push(i);
  if (rows.length === keep.length) return sorting;
  return rebuilt(sorting, takeSpikes(sorting.spikes, rows), true);
}

function rebuilt(sorting: Sorting, spikes: Sorting["spikes"], keepOrder: boolean): Sorting {
  return sortingFromSpikes({
    unitIds: sorting.unitIds,
    samplingFrequency: sorting.samplingFrequency,
    numSegments: sorting.numSegments,
    spikes,
    keepOrder,
    properties: sorting.properties,
    annotations: sorting.annotations,
  });
}

/** Python's round: halves go to the even neighbour. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
