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
    if (times[i + 1] - times[i] > delta || train[i] === train[i + 1]) continue;
    if (i !== previous + 1) count++;
    previous = i;
  }
  return count;
}

/** Every neighbouring pair, ordered by the spike of train 1. */
export function matchingEvents(times1: Times, times2: Times, delta: number): MatchingEvents {
  const { times, train, row } = mergeTrains(times1, times2);
  const rows: { readonly index1: number; readonly index2: number; readonly delta: number }[] = [];
  // pairs that train 1 leads come before pairs that train 2 leads, as in the reference
  for (const first of [1, 2]) {
    for (let i = 0; i + 1 < times.length; i++) {
      if (train[i] !== first || train[i + 1] === first) continue;
      const gap = times[i + 1] - times[i];
      if (!(gap <= delta)) continue;
      rows.push(
        first === 1
          ? { index1: row[i], index2: row[i + 1], delta: gap }
          : { index1: row[i + 1], index2: row[i], delta: -gap },
      );
    }
  }
  rows.sort((a, b) => a.index1 - b.index1);
  return {
    index1: Float64Array.from(rows, (r) => r.index1),
    index2: Float64Array.from(rows, (r) => r.index2),
    deltaFrame: Float64Array.from(rows, (r) => (r.delta === 0 ? 0 : r.delta)),
  };
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

function mergeTrains(times1: Times, times2: Times): MergedTrains {
  const n1 = times1.length;
  const total = n1 + times2.length;
  const timeOf = (k: number): number => (k < n1 ? times1[k] : times2[k - n1]);
  // callers may pass unsorted trains; stable for equal times
  const order = Uint32Array.from({ length: total }, (_, k) => k).sort(
    (a, b) => timeOf(a) - timeOf(b) || a - b,
  );
  const times = new Float64Array(total);
  const train = new Uint8Array(total);
  const row = new Float64Array(total);
  for (let i = 0; i < total; i++) {
    const k = order[i];
    times[i] = timeOf(k);
    train[i] = k < n1 ? 1 : 2;
    row[i] = k < n1 ? k : k - n1;
  }
  return { times, train, row };
}
