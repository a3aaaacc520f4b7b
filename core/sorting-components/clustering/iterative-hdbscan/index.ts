import { z } from "zod";
import { hdbscan } from "#core/stats/index.ts";
import { defineClustering } from "../define.ts";
import type { Clusterer } from "../local-split.ts";
import { mergeFeaturesParam } from "../merge-features.ts";
import { mergeTemplatesParams, splitParams } from "../params.ts";
import {
  compressPeaks,
  joinAlike,
  joinHeaps,
  peaksSvdParam,
  seedParam,
  splitChannels,
} from "../stages.ts";

const clustererParams = z
  .strictObject({
    method: z.literal("hdbscan").default("hdbscan"),
    min_cluster_size: z
      .int()
      .min(2)
      .default(20)
      .describe("Fewest peaks of a cluster.")
      .meta({ label: "Smallest cluster" }),
    min_samples: z
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe("Neighbours that a density is measured by; null: the smallest cluster.")
      .meta({ label: "Neighbours" }),
    allow_single_cluster: z
      .boolean()
      .default(true)
      .describe("A group may be one cluster and noise.")
      .meta({ label: "May be one" }),
  })
  .prefault({});

/** Peaks of each channel are split by hdbscan in their own strongest features; equal templates are joined. */
export const iterativeHdbscan = defineClustering({
  name: "iterative-hdbscan",
  label: "Iterative HDBSCAN",
  summary:
    "Peaks of each channel are split by HDBSCAN, again and again; equal templates are joined.",
  params: z.strictObject({
    peaks_svd: peaksSvdParam(100),
    seed: seedParam,
    split: splitParams(clustererParams, {
      radiusUm: 75,
      numFeatures: 3,
      minSizeSplit: 40,
      projection: "tsvd",
    }),
    merge_from_templates: mergeTemplatesParams({ useLags: true }),
    merge_from_features: mergeFeaturesParam,
  }),
  async cluster(params, input, ctx) {
    const svd = await compressPeaks(input, params.peaks_svd, params.seed, ctx);
    const { clusterer } = params.split.method_kwargs;
    const how = {
      clusterer: hdbscanClusterer(clusterer),
      minSizeSplit: 2 * clusterer.min_cluster_size, // the reference's rule
    };
    const labels = splitChannels(input, svd, params.split, how, ctx);
    const heaps = joinHeaps(input, labels, svd, params.merge_from_features);
    return joinAlike(input, heaps, svd, params.merge_from_templates, "median");
  },
});

function hdbscanClusterer(params: z.output<typeof clustererParams>): Clusterer {
  const { min_cluster_size: smallest, min_samples, allow_single_cluster } = params;
  return (points, dimension) =>
    hdbscan(points, dimension, {
      minClusterSize: smallest,
      // the reference's library does not count the point itself
      minSamples: Math.min((min_samples ?? smallest) + 1, points.length / dimension),
      allowSingleCluster: allow_single_cluster,
    });
}
