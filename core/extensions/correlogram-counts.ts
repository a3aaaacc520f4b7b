import type { Kernels, PairCount, PairShape } from "#core/kernels/index.ts";

/*
 * Counts of time differences between spikes of all pairs of units (correlograms of SpikeInterface 0.103): bin b of the
 * pair (i, j) holds differences t_i − t_j in [edge b, edge b + 1), so −window counts and +window does not. A spike is
 * not compared with itself. O(spikes × spikes in the window).
 *
 * Few spikes are counted by one kernel (`addCorrelograms`), many on workers, a row each. There each pair of spikes is met
 * once, from the earlier one, and units are gone through one after the other, so that the counters in use (one row: later
 * units × bins) stay in the processor's cache however many units there are. A row gives both orders: a difference that
 * is no multiple of the bin lies one bin below the mirrored one.
 */

/** The counters of one unit's spikes as the earlier ones of a pair. */
export interface PairRow {
  /** [later unit × half], by whole bins below the difference */
  readonly below: Int32Array;
  /** [later unit × (half + 1)], differences that are exact multiples */
  readonly exact: Int32Array;
}

/** The spikes of one segment as the counts want them; plain data that any worker can read. */
export interface PairSource extends PairCount {
  /** rows of unit u: rows[starts[u]..starts[u + 1]) */
  readonly starts: Uint32Array;
}

/**
 * Adds the counts of one segment, in this thread.
 * @param samples [spike], ascending
 * @param units [spike], below `numUnits`
 * @param counts [unit × unit × bin], added to
 */
export function addCorrelograms(
  samples: ArrayLike<number>,
  units: ArrayLike<number>,
  shape: PairShape,
  counts: Float64Array,
  kernels: Kernels,
): void {
  kernels.addCorrelograms(
    samples instanceof Float64Array ? samples : Float64Array.from(samples),
    units instanceof Int32Array ? units : Int32Array.from(units),
    shape,
    counts,
  );
}

/** Spikes in memory that workers share, grouped by unit. */
export function pairSource(
  samples: ArrayLike<number>,
  units: ArrayLike<number>,
  shape: PairShape,
): PairSource {
  const n = samples.length;
  // int32 frames where they fit (19 hours at 30 kHz) halve what is read
  const last = n > 0 ? samples[n - 1] : 0;
  const frames =
    last < 2 ** 31
      ? new Int32Array(new SharedArrayBuffer(4 * n))
      : new Float64Array(new SharedArrayBuffer(8 * n));
  const unitOf = new Uint32Array(new SharedArrayBuffer(4 * n));
  const starts = new Uint32Array(shape.numUnits + 1);
  for (let i = 0; i < n; i++) {
    frames[i] = samples[i];
    unitOf[i] = units[i];
    starts[units[i] + 1]++;
  }
  for (let unit = 0; unit < shape.numUnits; unit++) starts[unit + 1] += starts[unit];
  // rows of the spikes grouped by unit, in their order
  const next = starts.slice();
  const rows = new Uint32Array(new SharedArrayBuffer(4 * n));
  for (let i = 0; i < n; i++) rows[next[unitOf[i]]++] = i;
  return { frames, units: unitOf, starts, rows, ...shape };
}

export function emptyRow({ numUnits, numHalfBins: half }: PairSource): PairRow {
  return {
    below: new Int32Array(numUnits * half),
    exact: new Int32Array(numUnits * (half + 1)),
  };
}

/** Differences from each of a unit's spikes to the later spikes of all units. */
export function countRow(
  source: PairSource,
  unit: number,
  { below, exact }: PairRow,
  kernels: Kernels,
): void {
  const { starts, rows } = source;
  const own = rows.subarray(starts[unit], starts[unit + 1]);
  kernels.countPairs({ ...source, rows: own }, below, exact);
}

/** A row's differences in both orders. */
export function addRow(
  { below, exact }: PairRow,
  unit: number,
  { numUnits, numHalfBins: half }: PairSource,
  counts: Float64Array,
): void {
  const numBins = 2 * half;
  for (let later = 0; later < numUnits; later++) {
    const positive = (later * numUnits + unit) * numBins + half;
    const negative = (unit * numUnits + later) * numBins + half;
    const from = later * half;
    const whole = later * (half + 1);
    for (let k = 0; k < half; k++) {
      counts[positive + k] += below[from + k];
      counts[negative - k] += exact[whole + k];
      counts[negative - k - 1] += below[from + k] - exact[whole + k];
    }
    counts[negative - half] += exact[whole + half];
  }
}
