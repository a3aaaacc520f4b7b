import type { ComputeContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { resolveMethod, type MethodChoice } from "../method-choice.ts";
import { numPeaks, type Peaks } from "../peaks.ts";
import { CLUSTERING_METHODS } from "./catalog.ts";
import type { ClusteringDefinition, Clusters } from "./define.ts";

/** SpikeInterface's find_clusters_from_peaks. @throws UnknownName, InvalidParameter, MissingProbe */
export async function findClustersFromPeaks(
  recording: Recording,
  peaks: Peaks,
  choice: MethodChoice,
  ctx: ComputeContext,
): Promise<Clusters> {
  const methods: readonly ClusteringDefinition[] = CLUSTERING_METHODS;
  const { definition, params } = resolveMethod(methods, choice, "clustering");
  if (numPeaks(peaks) === 0) return { labels: new Int32Array(0), unitIds: [] };
  return definition.cluster(params, { recording, peaks }, ctx);
}
