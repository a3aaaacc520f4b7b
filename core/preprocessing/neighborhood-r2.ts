import type { SampleArray } from "#core/model/index.ts";
import { distancesOf, type ChannelPositions } from "./geometry.ts";
import { median } from "./quantile.ts";

/**
 * Correlation of each channel with the median of its neighbours in one chunk: [channel]; NaN without neighbours.
 * @param chunk [frame × channel]
 */
export function neighborhoodCorrelations(
  chunk: SampleArray,
  positions: ChannelPositions,
  radiusUm: number,
): Float64Array {
  const distances = distancesOf(positions);
  const n = Math.sqrt(distances.length);
  const traces = centredByMedian(chunk, n);
  return Float64Array.from({ length: n }, (_, c) => {
    const near = Array.from({ length: n }, (_unused, i) => i).filter(
      (i) => i !== c && distances[c * n + i] < radiusUm,
    );
    return near.length === 0 ? NaN : correlation(traces, n, c, near);
  });
}

function centredByMedian(chunk: SampleArray, n: number): Float64Array {
  const traces = Float64Array.from(chunk);
  const column = new Float64Array(traces.length / n);
  for (let c = 0; c < n; c++) {
    for (let i = 0; i < column.length; i++) column[i] = traces[i * n + c];
    const centre = median(column);
    for (let at = c; at < traces.length; at += n) traces[at] -= centre;
  }
  return traces;
}

function correlation(
  traces: Float64Array,
  n: number,
  channel: number,
  near: readonly number[],
): number {
  const around = new Float64Array(near.length);
  const frames = traces.length / n;
  let own = 0;
  let other = 0;
  let both = 0;
  for (let row = 0; row < traces.length; row += n) {
    for (let i = 0; i < near.length; i++) around[i] = traces[row + near[i]];
    const y = median(around);
    const x = traces[row + channel];
    own += x * x;
    other += y * y;
    both += x * y;
  }
  const denominator = Math.sqrt((own / frames) * (other / frames));
  return both / frames / (denominator === 0 ? 1 : denominator);
}
