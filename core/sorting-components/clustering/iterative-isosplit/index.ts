import { z } from "zod";
import { defaultRng } from "#core/array/index.ts";
import { isosplit } from "#core/stats/index.ts";
import { defineClustering, labelsPresent } from "../define.ts";
import { depthBands } from "../first-groups.ts";
import type { Clusterer } from "../local-split.ts";
import { mergeFeaturesParam } from "../merge-features.ts";
import { isocutThresholdParam, mergeTemplatesParams, splitParams } from "../params.ts";
import {
  compressPeaks,
  joinAlike,
  joinHeaps,
  peaksSvdParam,
  seedParam,
  splitChannels,
} from "../stages.ts";

/** k-means clusters that a split begins with; more than the units expected around one channel. */
const INITIAL_CLUSTERS = 15;

const clustererParams = z
  .strictObject({
    method: z.literal("isosplit").default("isosplit"),
    min_cluster_size: z
      .int()
      .min(2)
      .default(10)
      .describe("Fewest peaks of a cluster.")
      .meta({ label: "Smallest cluster" }),
    max_iterations_per_pass: z
      .int()
      .positive()
      .default(500)
      .describe("Most rounds of a pass.")
      .meta({ label: "Rounds" }),
    isocut_threshold: isocutThresholdParam,
  })
  .prefault({});

/** Peaks of each channel are split by isosplit in their own strongest features; equal templates are joined. */
export const iterativeIsosplit = defineClustering({
  name: "iterative-isosplit",
  label: "Iterative isosplit",
  summary:
    "Peaks of each channel are split by isosplit, again and again; equal templates are joined.",
  params: z.strictObject({
    seed: seedParam,
    peaks_svd: peaksSvdParam(120),
    pre_label: z
      .strictObject({
        mode: z
          .enum(["channel", "vertical_bin"])
          .default("channel")
          .describe("Peaks of one channel, or of a band of 40 um along the probe.")
          .meta({ label: "First groups" }),
      })
      .prefault({})
      .describe("Groups that splitting begins with.")
      .meta({ label: "First groups" }),
    split: splitParams(clustererParams, {
      radiusUm: 60,
      numFeatures: 10,
      minSizeSplit: 25,
      projection: "tsvd",
    }),
    merge_from_templates: mergeTemplatesParams({ useLags: false }),
    merge_from_features: mergeFeaturesParam,
    clean: z
      .strictObject({
        minimum_cluster_size: z
          .int()
          .nonnegative()
          .default(10)
          .describe("Fewest peaks of a cluster."),
      })
      .prefault({})
      .describe("What is left out at the end.")
      .meta({ label: "Cleaning" }),
  }),
  async cluster(params, input, ctx) {
    const svd = await compressPeaks(input, params.peaks_svd, params.seed, ctx);
    const { clusterer, min_size_split: minSizeSplit } = params.split.method_kwargs;
    const how = { clusterer: isosplitClusterer(clusterer, params.seed ?? 0), minSizeSplit };
    const { channelIndex } = input.peaks;
    const groups =
      params.pre_label.mode === "channel"
        ? channelIndex
        : depthBands(input.recording, channelIndex);
    const parts = splitChannels({ ...input, groups }, svd, params.split, how, ctx);
    const heaps = joinHeaps(input, parts, svd, params.merge_from_features);
    const joined = joinAlike(input, heaps, svd, params.merge_from_templates, "average");
    const labels = withoutSmall(joined.labels, params.clean.minimum_cluster_size);
    return { labels, unitIds: labelsPresent(labels), svd };
  },
});

function isosplitClusterer(
  params: {
    readonly min_cluster_size: number;
    readonly max_iterations_per_pass: number;
    readonly isocut_threshold: number;
  },
  seed: number,
): Clusterer {
  const rng = defaultRng(seed);
  const { min_cluster_size: smallest } = params;
  return (points, dimension) => {
    const n = points.length / dimension;
    const numInitial =
      INITIAL_CLUSTERS > Math.floor(n / smallest)
        ? Math.max(2, Math.floor(n / (2 * smallest)))
        : INITIAL_CLUSTERS;
    const labels = isosplit(
      points,
      dimension,
      {
        numInitial,
        minClusterSize: smallest,
        maxIterationsPerPass: params.max_iterations_per_pass,
        isocutThreshold: params.isocut_threshold,
      },
      (bound) => rng.integers(0, bound),
    );
    return withoutSmall(labels, smallest);
  };
}

/** Labels of fewer peaks become −1. */
function withoutSmall(labels: Int32Array, smallest: number): Int32Array {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label) => ((counts.get(label) ?? 0) < smallest ? -1 : label));
}
