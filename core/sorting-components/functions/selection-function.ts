import { z } from "zod";
import { defaultRng, type NumpyGenerator, type StructuredArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { column, numbers, structured } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import { int64Array } from "./arrays.ts";

/*
 * A part of the peaks, drawn evenly or so that amplitudes, places or times become even: SpikeInterface's
 * select_peak_indices with the draws of NumPy's generator. Without a seed (or with 0, which the reference takes as none)
 * results repeat here.
 */

const METHODS = [
  "uniform",
  "smart_sampling_amplitudes",
  "smart_sampling_locations",
  "smart_sampling_locations_and_time",
] as const;

export const selectPeakIndices = defineFunction({
  name: "spikeinterface.sortingcomponents.peak_selection.select_peak_indices",
  params: z.object({
    peaks: structured(),
    method: z.enum(METHODS),
    seed: z.int().nonnegative().nullish(),
    n_peaks: z.int().nonnegative(),
    select_per_channel: z.boolean().default(false),
    noise_levels: numbers().nullish(),
    peaks_locations: z.unknown().optional(),
  }),
  run(args) {
    const rng = defaultRng(args.seed ?? 0);
    const channels = column(args.peaks, "channel_index");
    const chosen = chooseRows(args, channels, rng);
    const samples = column(args.peaks, "sample_index");
    const segments = column(args.peaks, "segment_index");
    return int64Array(chosen.sort((a, b) => segments[a] - segments[b] || samples[a] - samples[b]));
  },
});

interface SelectArgs {
  readonly peaks: StructuredArray;
  readonly method: (typeof METHODS)[number];
  readonly n_peaks: number;
  readonly select_per_channel: boolean;
  readonly noise_levels?: Float64Array | null | undefined;
  readonly peaks_locations?: unknown;
}

function chooseRows(args: SelectArgs, channels: Float64Array, rng: NumpyGenerator): number[] {
  const all = Array.from(channels.keys());
  switch (args.method) {
    case "uniform":
      return perChannel(args, channels).flatMap((rows) => {
        const size = Math.min(rows.length, args.n_peaks);
        return Array.from(rng.choice(rows.length, size, { replace: false }), (i) => rows[i]);
      });
    case "smart_sampling_amplitudes": {
      const { noise_levels: noise } = args;
      if (!noise) throw new EphysError("InvalidParameter", "noise_levels should be provided");
      const amplitudes = column(args.peaks, "amplitude");
      return perChannel(args, channels).flatMap((rows) => {
        const snrs = Float64Array.from(rows, (row) => amplitudes[row] / noise[channels[row]]);
        return flattened(rows, [snrs], args.n_peaks, rng, true);
      });
    }
    case "smart_sampling_locations":
    case "smart_sampling_locations_and_time": {
      const axes = [locationColumn(args, "x"), locationColumn(args, "y")];
      if (args.method.endsWith("time")) axes.push(column(args.peaks, "sample_index"));
      return flattened(all, axes, args.n_peaks, rng, false);
    }
  }
}

/** Rows of every channel that has any, or all rows at once. */
function perChannel({ select_per_channel }: SelectArgs, channels: Float64Array): number[][] {
  const all = Array.from(channels.keys());
  if (!select_per_channel) return [all];
  const present = [...new Set(channels)].sort((a, b) => a - b);
  return present.map((channel) => all.filter((row) => channels[row] === channel));
}

function locationColumn({ peaks_locations: given }: SelectArgs, name: string): Float64Array {
  const asArray = structured().safeParse(given);
  if (asArray.success) return column(asArray.data, name);
  const asRecord = z.record(z.string(), numbers()).safeParse(given);
  const found = asRecord.success ? asRecord.data[name] : undefined;
  if (found === undefined) {
    throw new EphysError("InvalidParameter", `peaks_locations should have a column "${name}"`);
  }
  return found;
}

/**
 * Rows drawn again and again, the likelier the smaller their rank on every axis, until there are `wanted`; then that
 * many of them in random order.
 */
function flattened(
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
