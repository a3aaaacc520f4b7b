import type { ComputeContext } from "#core/compute/index.ts";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
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
  const meant = { ...choice, params: withoutSilent(choice.params ?? {}) };
  const { definition, params } = resolveMethod(methods, meant, "clustering");
  if (numPeaks(peaks) === 0) return { labels: new Int32Array(0), unitIds: [] };
  return definition.cluster(params, { recording, peaks }, ctx);
}

/**
 * Members of SpikeInterface's dictionaries of defaults that change no cluster, by the value that says nothing: such a
 * dictionary is taken as it is. `sparsity` of random-projections is read by nothing there either.
 */
const SILENT: Readonly<Record<string, (value: JsonValue | undefined) => boolean>> = {
  verbose: (value) => typeof value === "boolean",
  debug_folder: (value) => value === null,
  motion: (value) => value === null,
  peak_locations: (value) => value === null,
  sparsity: (value) => typeof value === "object",
};

function withoutSilent(params: JsonObject): JsonObject {
  const said = Object.entries(params).filter(([name, value]) => !SILENT[name]?.(value));
  return Object.fromEntries(
    said.map(([name, value]) => [name, name === "peaks_svd" && isObject(value) ? withoutSilent(value) : value]), // prettier-ignore
  );
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
