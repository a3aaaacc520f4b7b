import type { NumpyGenerator } from "#core/array/index.ts";
import { EphysError } from "#core/model/index.ts";

/* Draws that even out how peaks are spread; ranks as scikit-learn's QuantileTransformer gives them. */

/** Rows of every channel that has any, channels ascending, or all rows at once. */
export function rowsPerChannel(channels: ArrayLike<number>, selectPerChannel: boolean): number[][] {
  if (!selectPerChannel) return [Array.from({ length: channels.length }, (_, row) => row)];
  const lists = new Map<number, number[]>();
  for (let row = 0; row < channels.length; row++) {
    const list = lists.get(channels[row]) ?? [];
    list.push(row);
    lists.set(channels[row], list);
  }
  return [...lists].sort(([a], [b]) => a - b).map(([, rows]) => rows);
}

/**
 * Rows drawn again and again, the likelier the smaller their rank on every axis, until there are `wanted`; then that
 * many of them in random order.
 */
export function flattenedRows(
  rows: readonly number[],
  axes: readonly Float64Array[],
  wanted: number,
  rng: NumpyGenerator,
  repeat: boolean,
): number[] {
  if (wanted > rows.length) return [...rows];
  const ranks = axes.map(uniformRanks);
  const taken = new Set<number>();
  while (taken.size < wanted) {
    const candidates = Array.from(rows.keys()).filter((i) => !taken.has(i));
    const draws = ranks.map(() => rng.random(candidates.length));
    const valid = candidates.filter((i, k) =>
      ranks.every((rank, axis) => rank[i] < draws[axis][k]),
    );
    for (const i of valid) taken.add(i);
    const possible = candidates.some((i) => ranks.every((rank) => rank[i] < 1));
    if (taken.size < wanted && (!repeat || !possible)) {
      throw new EphysError(
        "InvalidParameter",
        `only ${String(taken.size)} of ${String(wanted)} peaks can be drawn by this method; ask for fewer`,
        { n_peaks: wanted },
      );
    }
  }
  const order = [...taken];
  return Array.from(rng.permutation(order.length).subarray(0, wanted), (i) => rows[order[i]]);
}

/** Ranks in [0, 1] by at most 100 quantiles: scikit-learn's QuantileTransformer with uniform output. */
function uniformRanks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const count = Math.min(100, values.length);
  const references = Float64Array.from({ length: count }, (_, i) =>
    count > 1 ? i / (count - 1) : 0,
  );
  const quantiles = references.map((share) => percentile(sorted, share));
  for (let i = 1; i < count; i++) quantiles[i] = Math.max(quantiles[i], quantiles[i - 1]);
  const last = count - 1;
  return values.map((value) => {
    if (value === quantiles[0]) return 0;
    if (value === quantiles[last]) return 1;
    return (
      0.5 *
      (interpolateUp(value, quantiles, references) + interpolateDown(value, quantiles, references))
    );
  });
}

/** NumPy's linear percentile of sorted values. */
function percentile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  const t = at - below;
  const step = sorted[above] - sorted[below];
  return t < 0.5 ? sorted[below] + step * t : sorted[above] - step * (1 - t);
}

/** np.interp: of equal nodes the last counts. */
function interpolateUp(x: number, nodes: Float64Array, values: Float64Array): number {
  let j = 0;
  while (j + 1 < nodes.length && nodes[j + 1] <= x) j++;
  return between(x, j, nodes, values);
}

/** The same seen from above: of equal nodes the first counts. */
function interpolateDown(x: number, nodes: Float64Array, values: Float64Array): number {
  let j = nodes.length - 1;
  while (j > 0 && nodes[j - 1] >= x) j--;
  return between(x, Math.max(0, j - 1), nodes, values);
}

function between(x: number, j: number, nodes: Float64Array, values: Float64Array): number {
  if (x <= nodes[0]) return values[0];
  if (j + 1 >= nodes.length) return values[values.length - 1];
  const slope = (values[j + 1] - values[j]) / (nodes[j + 1] - nodes[j]);
  return nodes[j + 1] === nodes[j] ? values[j] : slope * (x - nodes[j]) + values[j];
}
