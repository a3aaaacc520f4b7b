import { z } from "zod";
import { defaultRng } from "#core/array/index.ts";
import { channelLocations } from "#core/recording/index.ts";
import { isosplit } from "#core/stats/index.ts";
import { extractPeaksSvd, peaksSvdParams } from "#core/sorting-components/features/peaks-svd.ts";
import { mergeByTemplates, templatesFromSvd } from "../cluster-templates.ts";
import { defineClustering, labelsPresent } from "../define.ts";
import { splitGroups, type Clusterer } from "../local-split.ts";
import { mergeTemplatesParams, splitParams } from "../params.ts";

/** k-means clusters that a split begins with; more than the units expected around one channel. */
const INITIAL_CLUSTERS = 15;

const clusterer = z
  .strictObject({
    method: z.literal("isosplit").default("isosplit"),
    min_cluster_size: z
      .int()
      .min(2)
      .default(10)
      .describe("Fewest peaks of a cluster.")
      .meta({ label: "Smallest cluster" }),
    max_iterations_per_pass: z
      .int()
      .positive()
      .default(500)
      .describe("Most rounds of a pass.")
      .meta({ label: "Rounds" }),
    isocut_threshold: z
      .number()
      .positive()
      .default(2)
      .describe("Dip score from which two clusters are kept apart.")
      .meta({ label: "Dip threshold" }),
  })
  .prefault({});

/** Peaks of each channel are split by isosplit in their own strongest features; equal templates are joined. */
export const iterativeIsosplit = defineClustering({
  name: "iterative-isosplit",
  label: "Iterative isosplit",
  summary:
    "Peaks of each channel are split by isosplit, again and again; equal templates are joined.",
  params: z.strictObject({
    seed: z
      .int()
      .nonnegative()
      .nullable()
      .default(null)
      .describe("Seed; null: 0.")
      .meta({ label: "Seed" }),
    peaks_svd: z
      .strictObject(peaksSvdParams)
      .prefault({})
      .describe("Compression of waveforms.")
      .meta({ label: "Compression" }),
    split: splitParams(clusterer, {
      radiusUm: 60,
      numFeatures: 10,
      minSizeSplit: 25,
      projection: "tsvd",
    }),
    merge_from_templates: mergeTemplatesParams(),
    clean: z
      .strictObject({
        minimum_cluster_size: z
          .int()
          .nonnegative()
          .default(10)
          .describe("Fewest peaks of a cluster."),
      })
      .prefault({})
      .describe("What is left out at the end.")
      .meta({ label: "Cleaning" }),
  }),
  async cluster(params, { recording, peaks }, ctx) {
    const seed = params.seed ?? 0;
    const { n_components, ms_before, ms_after, radius_um } = params.peaks_svd;
    const svd = await extractPeaksSvd(
      recording,
      peaks,
      {
        numComponents: n_components,
        msBefore: ms_before,
        msAfter: ms_after,
        radiusUm: radius_um,
        seed,
      },
      ctx,
    );
    const { split } = params;
    const split1 = splitGroups(
      peaks.channelIndex,
      { peaks, svd, contacts: channelLocations(recording) },
      {
        radiusUm: split.split_radius_um,
        recursive: split.recursive,
        depth: split.recursive_depth ?? undefined,
        minSizeSplit: split.method_kwargs.min_size_split,
        numFeatures: split.method_kwargs.n_pca_features ?? undefined,
        projection: split.method_kwargs.projection_mode,
        clusterer: isosplitClusterer(split.method_kwargs.clusterer, seed),
      },
      ctx,
    );
    const found = labelsPresent(split1);
    const numChannels = recording.channelIds.length;
    const templates = templatesFromSvd(peaks, split1, found, svd, numChannels, "average");
    const merging = params.merge_from_templates;
    const merged = merging
      ? mergeByTemplates(split1, found, templates, {
          metric: merging.similarity_metric,
          numShifts: merging.num_shifts,
          threshold: merging.similarity_thresh,
        })
      : split1;
    const labels = withoutSmall(merged, params.clean.minimum_cluster_size);
    return { labels, unitIds: labelsPresent(labels), svd };
  },
});

function isosplitClusterer(
  params: {
    readonly min_cluster_size: number;
    readonly max_iterations_per_pass: number;
    readonly isocut_threshold: number;
  },
  seed: number,
): Clusterer {
  const rng = defaultRng(seed);
  const { min_cluster_size: smallest } = params;
  return (points, dimension) => {
    const n = points.length / dimension;
    const numInitial =
      INITIAL_CLUSTERS > Math.floor(n / smallest)
        ? Math.max(2, Math.floor(n / (2 * smallest)))
        : INITIAL_CLUSTERS;
    const labels = isosplit(
      points,
      dimension,
      {
        numInitial,
        minClusterSize: smallest,
        maxIterationsPerPass: params.max_iterations_per_pass,
        isocutThreshold: params.isocut_threshold,
      },
      (bound) => rng.integers(0, bound),
    );
    return withoutSmall(labels, smallest);
  };
}

/** Labels of fewer peaks become −1. */
function withoutSmall(labels: Int32Array, smallest: number): Int32Array {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label) => ((counts.get(label) ?? 0) < smallest ? -1 : label));
}
