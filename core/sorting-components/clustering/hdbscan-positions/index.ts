import { z } from "zod";
import type { JsonObject } from "#core/model/index.ts";
import { localizePeaks } from "#core/sorting-components/run.ts";
import { hdbscan } from "#core/stats/index.ts";
import { defineClustering, labelsPresent } from "../define.ts";

/** Clusters of peaks by where they are. */
export const hdbscanPositions = defineClustering({
  name: "hdbscan-positions",
  label: "HDBSCAN of positions",
  summary: "Places where peaks lie densely are clusters.",
  params: z.strictObject({
    peak_localization_kwargs: z
      .looseObject({ method: z.string().default("center_of_mass") })
      .prefault({})
      .describe("How peaks are located: a method and its parameters.")
      .meta({ label: "Localisation" }),
    hdbscan_kwargs: z
      .strictObject({
        min_cluster_size: z.int().min(2).default(20).describe("Fewest peaks of a cluster."),
        min_samples: z
          .int()
          .positive()
          .nullable()
          .default(null)
          .describe("Neighbours that a density is measured by; null: the smallest cluster."),
        allow_single_cluster: z.boolean().default(true).describe("All peaks may be one cluster."),
        cluster_selection_method: z
          .enum(["eom", "leaf"])
          .default("eom")
          .describe("Clusters that last longest, or the smallest ones."),
        core_dist_n_jobs: z.int().default(-1).describe("The reference's threads; not used here."),
      })
      .prefault({})
      .describe("How places become clusters.")
      .meta({ label: "Clustering" }),
  }),
  async cluster(params, { recording, peaks }, ctx) {
    const { method, ...own } = params.peak_localization_kwargs;
    const { x, y } = await localizePeaks(
      recording,
      peaks,
      { method, params: own as JsonObject },
      ctx,
    );
    const points = new Float64Array(2 * x.length);
    for (let i = 0; i < x.length; i++) {
      points[2 * i] = x[i];
      points[2 * i + 1] = y[i];
    }
    const kwargs = params.hdbscan_kwargs;
    const labels = hdbscan(points, 2, {
      minClusterSize: kwargs.min_cluster_size,
      // the reference's library does not count the point itself
      minSamples: Math.min((kwargs.min_samples ?? kwargs.min_cluster_size) + 1, x.length),
      allowSingleCluster: kwargs.allow_single_cluster,
      clusterSelectionMethod: kwargs.cluster_selection_method,
    });
    return { labels, unitIds: labelsPresent(labels) };
  },
});
