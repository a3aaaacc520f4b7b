import { dummy } from "./dummy/index.ts";
import { graphClustering } from "./graph-clustering/index.ts";
import { hdbscanPositions } from "./hdbscan-positions/index.ts";
import { iterativeHdbscan } from "./iterative-hdbscan/index.ts";
import { iterativeIsosplit } from "./iterative-isosplit/index.ts";
import { randomProjectionsClustering } from "./random-projections/index.ts";

/** Every way to cluster peaks. */
export const CLUSTERING_METHODS = [
  dummy,
  hdbscanPositions,
  randomProjectionsClustering,
  iterativeHdbscan,
  iterativeIsosplit,
  graphClustering,
] as const;

export type ClusteringMethod = (typeof CLUSTERING_METHODS)[number]["name"];
