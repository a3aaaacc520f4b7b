import type { ComputeContext } from "#core/compute/index.ts";
import { gaussianMixture, kMeans, RandomState, tableOf, type Table } from "#core/learning/index.ts";
import { EphysError } from "#core/model/index.ts";
import { selectPeakRows } from "#core/sorting-components/index.ts";
import { hdbscan } from "#core/stats/index.ts";
import { sortingFromSpikes, type Sorting } from "#core/sorting/index.ts";
import { clustersCodec, type LabelledPeaks } from "../shared/chain/codecs.ts";
import { showClusters } from "../shared/chain/show-clusters.ts";
import { describePeaks, learnWaveforms } from "../shared/peaks/describe.ts";
import type { PeakSetup } from "../shared/peaks/setup.ts";
import type { Stages } from "../shared/stages.ts";
import type { SimpleParams } from "./params.ts";

type Setup = PeakSetup<SimpleParams>;

/** Numbers per peak beyond which full covariances cannot be learnt. */
const MOST_FEATURES = 600;

/** Peaks beyond which comparing all of them takes too long. */
const MOST_PEAKS = 100_000;

/** Clusters peaks by density, a mixture of normal distributions or k-means; every peak of a cluster is a spike. */
export async function sortByClusters(
  setup: Setup,
  stages: Stages,
  ctx: ComputeContext,
): Promise<Sorting> {
  const { recording, locations: contacts, noise } = setup;
  const { peaks, labels } = await stages.run("cluster peaks", clustersCodec, () =>
    clusterAllPeaks(setup, ctx),
  );
  await showClusters({ recording, contacts, noise }, { peaks, labels }, ctx);
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

async function clusterAllPeaks(setup: Setup, ctx: ComputeContext): Promise<LabelledPeaks> {
  const { params } = setup;
  const { basis, expectedPeaks } = await learnWaveforms(setup, ctx);
  if (expectedPeaks > MOST_PEAKS) {
    throw new EphysError(
      "Unsupported",
      `simple compares all peaks: about ${String(Math.round(expectedPeaks))} are more than ${String(MOST_PEAKS)}; ` +
        "sort a part of the recording, raise detection.detect_threshold, or take a sorter that matches templates",
      { peaks: Math.round(expectedPeaks) },
    );
  }
  const numFeatures = setup.noise.length * params.features.n_components;
  if (numFeatures > MOST_FEATURES) {
    throw new EphysError(
      "InvalidParameter",
      `simple is for few channels: ${String(setup.noise.length)} channels × ${String(params.features.n_components)} components are ` +
        `over ${String(MOST_FEATURES)} numbers a peak; take a sorter that matches templates`,
    );
  }
  const described = await describePeaks(setup, basis, { radiusUm: Infinity, keep: 1 }, ctx);
  const { peaks, features, width, numComponents } = described;
  ctx.report({ step: "cluster peaks", fraction: 0 });
  const table = tableOf(
    peaks.sampleIndex.length,
    width * numComponents,
    Float64Array.from(features),
  );
  const labels = cluster(table, setup);
  ctx.report({ step: "cluster peaks", fraction: 1 });
  return { peaks, labels };
}

function cluster(table: Table, { params }: Setup): Int32Array {
  const { method, n_components, n_clusters, random_state } = params.clustering;
  if (method === "hdbscan") {
    const { min_cluster_size: smallest } = params.clustering;
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
