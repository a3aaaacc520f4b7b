/** Channels copied together: a cache line of interleaved samples is then read once, not once per channel. */
const COLUMN_BLOCK = 16;

/** Copies channels [first, first + count) of [frame × channel] into `out` as [channel × frame]. */
function copyColumns(
  traces: ArrayLike<number>,
  numChannels: number,
  first: number,
  count: number,
  out: Float64Array,
): void {
  const frames = traces.length / numChannels;
  for (let i = 0, row = first; i < frames; i++, row += numChannels) {
    for (let c = 0, at = i; c < count; c++, at += frames) out[at] = traces[row + c];
  }
}

/** The other way: [channel × frame] into channels [first, first + count) of [frame × channel]. */
function storeColumns(
  columns: Float64Array,
  numChannels: number,
  first: number,
  count: number,
  traces: Float64Array,
): void {
  const frames = traces.length / numChannels;
  for (let i = 0, row = first; i < frames; i++, row += numChannels) {
    for (let c = 0, at = i; c < count; c++, at += frames) traces[row + c] = columns[at];
  }
}

/**
 * Hands the channels of [frame × channel] to `transform` two at a time, as two columns [frame] changed in place, and
 * writes them to `out`. A last channel without a partner comes with a column of zeros. A channel that holds NaN or
 * infinity becomes NaN; its partner does not.
 */
export function transformPairs(
  traces: ArrayLike<number>,
  numChannels: number,
  out: Float64Array,
  transform: (first: Float64Array, second: Float64Array, channel: number) => void,
): void {
  const frames = traces.length / numChannels;
  const block = new Float64Array(COLUMN_BLOCK * frames);
  for (let first = 0; first < numChannels; first += COLUMN_BLOCK) {
    const count = Math.min(COLUMN_BLOCK, numChannels - first);
    copyColumns(traces, numChannels, first, count, block);
    if (count % 2 === 1) block.fill(0, count * frames, (count + 1) * frames);
    for (let c = 0; c < count; c += 2) {
      const a = block.subarray(c * frames, (c + 1) * frames);
      const b = block.subarray((c + 1) * frames, (c + 2) * frames);
      const sound = [isSound(a), isSound(b)];
      if (!sound[0]) a.fill(0);
      if (!sound[1]) b.fill(0);
      transform(a, b, first + c);
      if (!sound[0]) a.fill(NaN);
      if (!sound[1]) b.fill(NaN);
    }
    storeColumns(block, numChannels, first, count, out);
  }
}

function isSound(column: Float64Array): boolean {
  let zero = 0;
  for (let i = 0; i < column.length; i++) zero += column[i] * 0;
  return zero === 0;
}
