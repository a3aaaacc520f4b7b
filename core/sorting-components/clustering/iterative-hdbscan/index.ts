import { z } from "zod";
import { channelLocations } from "#core/recording/index.ts";
import { extractPeaksSvd, peaksSvdParams } from "#core/sorting-components/features/peaks-svd.ts";
import { hdbscan } from "#core/stats/index.ts";
import { mergeByTemplates, templatesFromSvd } from "../cluster-templates.ts";
import { defineClustering, labelsPresent } from "../define.ts";
import { splitGroups, type Clusterer } from "../local-split.ts";
import { mergeTemplatesParams, splitParams } from "../params.ts";

const clusterer = z
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
    peaks_svd: z
      .strictObject({
        ...peaksSvdParams,
        radius_um: peaksSvdParams.radius_um.unwrap().default(100),
      })
      .prefault({})
      .describe("Compression of waveforms.")
      .meta({ label: "Compression" }),
    seed: z
      .int()
      .nonnegative()
      .nullable()
      .default(null)
      .describe("Seed; null: 0.")
      .meta({ label: "Seed" }),
    split: splitParams(clusterer, {
      radiusUm: 75,
      numFeatures: 3,
      minSizeSplit: 40,
      projection: "tsvd",
    }),
    merge_from_templates: mergeTemplatesParams(),
  }),
  async cluster(params, { recording, peaks }, ctx) {
    const { n_components, ms_before, ms_after, radius_um } = params.peaks_svd;
    const svd = await extractPeaksSvd(
      recording,
      peaks,
      {
        numComponents: n_components,
        msBefore: ms_before,
        msAfter: ms_after,
        radiusUm: radius_um,
        seed: params.seed ?? 0,
      },
      ctx,
    );
    const { split } = params;
    const labels = splitGroups(
      peaks.channelIndex,
      { peaks, svd, contacts: channelLocations(recording) },
      {
        radiusUm: split.split_radius_um,
        recursive: split.recursive,
        depth: split.recursive_depth ?? undefined,
        // the reference's rule
        minSizeSplit: 2 * split.method_kwargs.clusterer.min_cluster_size,
        numFeatures: split.method_kwargs.n_pca_features ?? undefined,
        projection: split.method_kwargs.projection_mode,
        clusterer: hdbscanClusterer(split.method_kwargs.clusterer),
      },
      ctx,
    );
    const found = labelsPresent(labels);
    const merging = params.merge_from_templates;
    if (merging === null) return { labels, unitIds: found, svd };
    const numChannels = recording.channelIds.length;
    const templates = templatesFromSvd(peaks, labels, found, svd, numChannels, "median");
    const merged = mergeByTemplates(labels, found, templates, {
      metric: merging.similarity_metric,
      numShifts: merging.num_shifts,
      threshold: merging.similarity_thresh,
    });
    return { labels: merged, unitIds: labelsPresent(merged), svd };
  },
});

function hdbscanClusterer(params: z.output<typeof clusterer>): Clusterer {
  const { min_cluster_size: smallest, min_samples, allow_single_cluster } = params;
  return (points, dimension) =>
    hdbscan(points, dimension, {
      minClusterSize: smallest,
      // the reference's library does not count the point itself
      minSamples: Math.min((min_samples ?? smallest) + 1, points.length / dimension),
      allowSingleCluster: allow_single_cluster,
    });
}
