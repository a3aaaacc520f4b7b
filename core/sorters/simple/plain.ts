import type { ComputeContext } from "#core/compute/index.ts";
import { gaussianMixture, kMeans, RandomState, tableOf, type Table } from "#core/learning/index.ts";
import { EphysError } from "#core/model/index.ts";
import { selectPeakRows } from "#core/sorting-components/index.ts";
import { hdbscan } from "#core/stats/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import { clustersCodec, type LabelledPeaks } from "../shared/chain/codecs.ts";
import type { Stages } from "../shared/stages.ts";
import { describePeaks } from "./sort.ts";
import type { SortSetup } from "./setup.ts";

/*
 * The sorter as SpikeInterface's namesake does it, for few channels: peaks are clustered by their waveforms on all channels,
 * and a cluster is a unit. No templates, no overlaps.
 */

/** Fewest peaks of a cluster of hdbscan, the reference's. */
const SMALLEST_DENSE_CLUSTER = 25;

/** Numbers per peak beyond which full covariances cannot be learnt. */
const MOST_FEATURES = 600;

/** Clusters peaks by density, a mixture of normal distributions or k-means; every peak of a cluster is a spike. */
export async function sortByClusters(
  setup: SortSetup,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { recording } = setup;
  const { peaks, labels } = await stages.run("cluster peaks", clustersCodec, () =>
    clusterAllPeaks(setup, ctx),
  );
  const units = [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b);
  const kept = Int32Array.from(labels.keys()).filter((i) => labels[i] >= 0);
  const found = selectPeakRows(peaks, kept);
  return sortingFromSpikes({
    unitIds: units,
    samplingFrequency: recording.samplingFrequency,
    numSegments: recording.numSamples.length,
    spikes: {
      sampleIndex: found.sampleIndex,
      unitIndex: kept.map((row) => units.indexOf(labels[row])),
      segmentIndex: found.segmentIndex,
    },
  });
}

async function clusterAllPeaks(setup: SortSetup, ctx: ComputeContext): Promise<LabelledPeaks> {
  const { params } = setup;
  const { peaks, features, width, numComponents } = await describePeaks(setup, Infinity, ctx);
  const stride = width * numComponents;
  if (stride > MOST_FEATURES) {
    throw new EphysError(
      "InvalidParameter",
      `${params.clustering.method} is for few channels: ${String(width)} channels × ${String(numComponents)} components are ` +
        `over ${String(MOST_FEATURES)} numbers; use isosplit`,
    );
  }
  ctx.report({ step: "cluster peaks", fraction: 0 });
  const table = tableOf(peaks.sampleIndex.length, stride, Float64Array.from(features));
  const labels = cluster(table, setup);
  ctx.report({ step: "cluster peaks", fraction: 1 });
  return { peaks, labels };
}

function cluster(table: Table, { params }: SortSetup): Int32Array {
  const { method, n_components, n_clusters, random_state } = params.clustering;
  if (method === "hdbscan") {
    const smallest = params.clustering.min_cluster_size ?? SMALLEST_DENSE_CLUSTER;
    return hdbscan(table.values, table.numColumns, {
      minClusterSize: smallest,
      // the reference's library does not count the point itself
      minSamples: Math.min(smallest + 1, table.numRows),
      allowSingleCluster: params.clustering.allow_single_cluster,
      clusterSelectionMethod: params.clustering.cluster_selection_method,
    });
  }
  const random = new RandomState(random_state ?? params.seed);
  if (method === "gaussian_mixture") return gaussianMixture(table, n_components, random);
  if (table.numRows < n_clusters) {
    throw new EphysError(
      "InvalidParameter",
      `${String(table.numRows)} peaks cannot be ${String(n_clusters)} clusters`,
      { n_clusters },
    );
  }
  return kMeans(table, n_clusters, random, 3);
}
