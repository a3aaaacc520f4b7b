/*
 * Comparison of single spike trains, as comparisontools of SpikeInterface 0.103. Two trains are merged in time
 * (equal times: train 1 first, a stable order where the reference's sort leaves it open) and neighbours of different
 * trains at most `delta` apart are pairs.
 */

/** A pair of spikes of two trains. */
export interface MatchingEvents {
  /** rows of train 1, ascending */
  readonly index1: Float64Array;
  readonly index2: Float64Array;
  /** time 2 − time 1, frames */
  readonly deltaFrame: Float64Array;
}

interface MergedTrains {
  readonly times: Float64Array;
  /** 1 or 2 */
  readonly train: Uint8Array;
  /** row in its own train */
  readonly row: Float64Array;
}

type Times = ArrayLike<number>;

/** Runs of neighbouring pairs: a burst of alternating spikes counts once. */
export function countMatchingEvents(times1: Times, times2: Times, delta: number): number {
  const { times, train } = mergeTrains(times1, times2);
  let count = 0;
  let previous = -2;
  for (let i = 0; i + 1 < times.length; i++) {
    if (train[i] === train[i + 1] || !(times[i + 1] - times[i] <= delta)) continue; // NaN is near nothing
    if (i !== previous + 1) count++;
    previous = i;
  }
  return count;
}

/** Every neighbouring pair, ordered by the spike of train 1; of its two the one that it leads comes first. */
export function matchingEvents(times1: Times, times2: Times, delta: number): MatchingEvents {
  const { times, train, row } = mergeTrains(times1, times2);
  const after = new Int32Array(times1.length).fill(-1);
  const before = new Int32Array(times1.length).fill(-1);
  let count = 0;
  for (let k = 0; k + 1 < times.length; k++) {
    if (train[k] === train[k + 1] || !(times[k + 1] - times[k] <= delta)) continue;
    if (train[k] === 1) after[row[k]] = row[k + 1];
    else before[row[k + 1]] = row[k];
    count++;
  }
  const events = {
    index1: new Float64Array(count),
    index2: new Float64Array(count),
    deltaFrame: new Float64Array(count),
  };
  let at = 0;
  for (let index1 = 0; index1 < times1.length; index1++) {
    for (const index2 of [after[index1], before[index1]]) {
      if (index2 < 0) continue;
      events.index1[at] = index1;
      events.index2[at] = index2;
      events.deltaFrame[at++] = times2[index2] - times1[index1];
    }
  }
  return events;
}

/**
 * Labels every spike of a true train (TP, FN) and of a tested one (TP, FP). Half width is `deltaFrames / 2` rounded
 * down; only the first tested spike within reach is looked at, and each is used once.
 */
export function compareSpikeTrains(
  truth: Times,
  tested: Times,
  deltaFrames = 10,
): { readonly labels1: ("TP" | "FN")[]; readonly labels2: ("TP" | "FP")[] } {
  const reach = Math.floor(deltaFrames / 2);
  const testedFrames = Float64Array.from(tested, Math.trunc);
  const labels1 = new Array<"TP" | "FN">(truth.length).fill("FN");
  const labels2 = new Array<"TP" | "FP">(tested.length).fill("FP");
  const sorted = testedFrames.every((frame, i) => i === 0 || testedFrames[i - 1] <= frame);
  for (let i = 0; i < truth.length; i++) {
    const first = sorted
      ? firstWithin(testedFrames, truth[i], reach)
      : testedFrames.findIndex((frame) => Math.abs(frame - truth[i]) <= reach);
    if (first < 0 || labels2[first] === "TP") continue;
    labels1[i] = "TP";
    labels2[first] = "TP";
  }
  return { labels1, labels2 };
}

/** As a search from the start, by bisection of ascending frames; −1 where none is within reach. */
function firstWithin(frames: Float64Array, time: number, reach: number): number {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (frames[middle] - time < -reach) low = middle + 1;
    else high = middle;
  }
  return low < frames.length && frames[low] - time <= reach ? low : -1;
}

/** Both trains by time; of equal times train 1 first, then the earlier row. */
function mergeTrains(times1: Times, times2: Times): MergedTrains {
  const total = times1.length + times2.length;
  const merged = {
    times: new Float64Array(total),
    train: new Uint8Array(total),
    row: new Float64Array(total),
  };
  const order1 = ascendingOrder(times1);
  const order2 = ascendingOrder(times2);
  for (let k = 0, i = 0, j = 0; k < total; k++) {
    const row1 = order1 ? order1[i] : i;
    const row2 = order2 ? order2[j] : j;
    const isFirst =
      j >= times2.length ||
      (i < times1.length && (times1[row1] <= times2[row2] || Number.isNaN(times2[row2])));
    merged.times[k] = isFirst ? times1[row1] : times2[row2];
    merged.train[k] = isFirst ? 1 : 2;
    merged.row[k] = isFirst ? row1 : row2;
    if (isFirst) i++;
    else j++;
  }
  return merged;
}

/** Rows by time, ties as they stand, NaN last; undefined for times that ascend already. */
function ascendingOrder(times: Times): Uint32Array | undefined {
  let ordered = true;
  for (let i = 1; i < times.length && ordered; i++) ordered = times[i - 1] <= times[i];
  if (ordered) return undefined;
  return Uint32Array.from({ length: times.length }, (_, k) => k).sort(
    (a, b) =>
      Number(Number.isNaN(times[a])) - Number(Number.isNaN(times[b])) ||
      times[a] - times[b] ||
      a - b,
  );
}
