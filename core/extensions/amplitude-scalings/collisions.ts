/** Spikes ordered by sample. */
export interface SpikeColumns {
  readonly sampleIndex: ArrayLike<number>;
  readonly unitIndex: ArrayLike<number>;
}

/**
 * Rows of spikes that collide with one of them: near in time ([−delta, +delta) samples) and on a common channel.
 * The window is half open, as the reference searches both of its ends from the left.
 * @param own row of the spike itself
 * @param overlaps whether two units share a channel
 */
export function collidingRows(
  spikes: SpikeColumns,
  own: number,
  delta: number,
  overlaps: (unit: number, other: number) => boolean,
): number[] {
  const { sampleIndex, unitIndex } = spikes;
  const sample = sampleIndex[own];
  const first = lowerBound(sampleIndex, sample - delta);
  const end = lowerBound(sampleIndex, sample + delta);
  const rows: number[] = [];
  for (let row = first; row < own; row++) {
    if (overlaps(unitIndex[own], unitIndex[row])) rows.push(row);
  }
  for (let row = own + 1; row < end; row++) {
    if (overlaps(unitIndex[own], unitIndex[row])) rows.push(row);
  }
  return rows;
}

/** First position whose value is not below `value`. */
export function lowerBound(values: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
