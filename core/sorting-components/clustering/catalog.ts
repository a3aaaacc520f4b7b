import { hdbscanPositions } from "./hdbscan-positions/index.ts";
import { iterativeHdbscan } from "./iterative-hdbscan/index.ts";
import { iterativeIsosplit } from "./iterative-isosplit/index.ts";

/** Every way to cluster peaks. */
export const CLUSTERING_METHODS = [hdbscanPositions, iterativeHdbscan, iterativeIsosplit] as const;

export type ClusteringMethod = (typeof CLUSTERING_METHODS)[number]["name"];
