import { z } from "zod";
import { peakSorterParams } from "../shared/peaks/params.ts";
import { group } from "../shared/params.ts";

/** Parameters of the sorter: SpikeInterface's names and defaults, and a seed. */
export const simpleParams = z.strictObject({
  ...peakSorterParams,
  clustering: group(
    {
      method: z
        .enum(["hdbscan", "gaussian_mixture", "kmeans"])
        .default("hdbscan")
        .describe("hdbscan finds how many units there are; gaussian_mixture and kmeans are told.")
        .meta({ label: "Method", citation: "Campello, Moulavi & Sander 2013" }),
      n_components: z
        .int()
        .min(1)
        .default(1)
        .describe("Units that gaussian_mixture makes.")
        .meta({ label: "Mixture components" }),
      n_clusters: z
        .int()
        .min(1)
        .default(8)
        .describe("Units that kmeans makes.")
        .meta({ label: "k-means clusters" }),
      random_state: z
        .int()
        .min(0)
        .max(2 ** 32 - 1)
        .nullable()
        .default(null)
        .describe("Seed of gaussian_mixture and kmeans; null: the sorter's seed.")
        .meta({ label: "Clustering seed" }),
      min_cluster_size: z
        .int()
        .min(2)
        .default(25)
        .describe("Fewest peaks that can make a cluster of hdbscan.")
        .meta({ label: "Smallest cluster" }),
      allow_single_cluster: z
        .boolean()
        .default(true)
        .describe("All peaks may be one cluster of hdbscan.")
        .meta({ label: "May be one" }),
      cluster_selection_method: z
        .enum(["eom", "leaf"])
        .default("leaf")
        .describe("Clusters of hdbscan that last longest, or the smallest ones.")
        .meta({ label: "Selection" }),
      core_dist_n_jobs: z.int().default(-1).describe("The reference's threads; not used here."),
    },
    "How peaks become clusters.",
    "Clustering",
  ),
});

export type SimpleParams = z.output<typeof simpleParams>;
