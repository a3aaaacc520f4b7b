/** Lists of channels in compressed rows: channel c has `indices[starts[c]..starts[c+1])`, ascending. */
export interface ChannelLists {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
}

/**
 * Channels within `radiusUm` of each channel, itself included.
 * @param locations [channel × 2], um
 */
export function channelsWithin(locations: Float64Array, radiusUm: number): ChannelLists {
  const n = locations.length / 2;
  const starts = new Int32Array(n + 1);
  const indices: number[] = [];
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) if (channelDistance(locations, a, b) <= radiusUm) indices.push(b);
    starts[a + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices) };
}

/** Channels of one row. */
export function channelsOf(lists: ChannelLists, channel: number): Int32Array {
  return lists.indices.subarray(lists.starts[channel], lists.starts[channel + 1]);
}

/** Euclidean distance of two channels, um. */
export function channelDistance(locations: Float64Array, a: number, b: number): number {
  const dx = (locations[2 * a] ?? NaN) - (locations[2 * b] ?? NaN);
  const dy = (locations[2 * a + 1] ?? NaN) - (locations[2 * b + 1] ?? NaN);
  return Math.sqrt(dx * dx + dy * dy);
}
