/*
 * HDBSCAN of the sizes of peaks on the channels around, seen from random directions. Reference: SpikeInterface 0.103.2
 * clustering/random_projections.py. There ms_after is read from ms_before; here each is what it says. Clusters are joined
 * by templates of compressed waveforms instead of averages of all channels.
 */
import { z } from "zod";
import { defaultRng } from "#core/array/index.ts";
import { computePeakFeatures } from "#core/sorting-components/features/compute-features.ts";
import { extractPeaksSvd } from "#core/sorting-components/features/peaks-svd.ts";
import { hdbscan } from "#core/stats/index.ts";
import { defineClustering, labelsPresent } from "../define.ts";
import { mergeTemplatesParams } from "../params.ts";
import { joinAlike } from "../stages.ts";

/** Temporal components of the waveforms that templates are made of. */
const TEMPLATE_COMPONENTS = 10;

/** Peaks are clustered by how large they are on the channels around. */
export const randomProjectionsClustering = defineClustering({
  name: "random-projections",
  label: "Random projections",
  summary: "HDBSCAN of sizes on the channels around, seen from random directions.",
  params: z.strictObject({
    clusterer: z
      .strictObject({
        min_cluster_size: z.int().min(2).default(10).describe("Fewest peaks of a cluster."),
        min_samples: z
          .int()
          .positive()
          .nullable()
          .default(null)
          .describe("Neighbours that a density is measured by; null: the smallest cluster."),
        allow_single_cluster: z.boolean().default(true).describe("All peaks may be one cluster."),
        core_dist_n_jobs: z.int().default(-1).describe("The reference's threads; not used here."),
        cluster_selection_method: z
          .enum(["eom", "leaf"])
          .default("eom")
          .describe("Clusters that last longest, or the smallest ones."),
      })
      .prefault({})
      .describe("How projections become clusters.")
      .meta({ label: "Clustering" }),
    waveforms: z
      .strictObject({
        ms_before: z.number().positive().default(0.5).describe("Waveform time before the peak."),
        ms_after: z.number().positive().default(1.5).describe("Waveform time after the peak."),
      })
      .prefault({})
      .describe("The piece of signal that describes a peak.")
      .meta({ label: "Waveforms" }),
    radius_um: z
      .number()
      .positive()
      .default(50)
      .describe("Channels within this distance describe a peak.")
      .meta({ label: "Radius", unit: "um" }),
    nb_projections: z
      .int()
      .positive()
      .default(10)
      .describe("Directions; at most as many as channels.")
      .meta({ label: "Directions" }),
    feature: z
      .enum(["ptp", "energy"])
      .default("ptp")
      .describe("The size of a channel: peak to peak, or norm.")
      .meta({ label: "Size" }),
    seed: z
      .int()
      .nonnegative()
      .default(42)
      .describe("Seed of the directions.")
      .meta({ label: "Seed" }),
    smoothing: z
      .strictObject({
        window_length_ms: z
          .number()
          .positive()
          .default(0.25)
          .describe("Time over which waveforms are smoothed."),
      })
      .prefault({})
      .describe("Smoothing of waveforms.")
      .meta({ label: "Smoothing" }),
    merge_from_templates: mergeTemplatesParams({ useLags: false }),
  }),
  async cluster(params, { recording, peaks }, ctx) {
    const numChannels = recording.channelIds.length;
    const numDirections = Math.min(numChannels, params.nb_projections);
    const { ms_before: msBefore, ms_after: msAfter } = params.waveforms;
    const draws = defaultRng(params.seed).normal(
      0,
      1 / Math.sqrt(numChannels),
      numChannels * numDirections,
    );
    const projections = Array.from({ length: numChannels }, (_, c) =>
      Array.from(draws.subarray(c * numDirections, (c + 1) * numDirections)),
    );
    const { feature, radius_um, smoothing } = params;
    const [{ data }] = await computePeakFeatures(
      recording,
      peaks,
      {
        features: [{ method: "random_projections", params: { feature, projections, radius_um } }],
        steps: [{ method: "savgol_denoiser", params: smoothing }],
        msBefore,
        msAfter,
        radiusUm: radius_um,
      },
      ctx,
    );
    const { min_cluster_size: smallest, min_samples, ...how } = params.clusterer;
    const labels = hdbscan(data, numDirections, {
      minClusterSize: smallest,
      // the reference's library does not count the point itself
      minSamples: Math.min((min_samples ?? smallest) + 1, peaks.channelIndex.length),
      allowSingleCluster: how.allow_single_cluster,
      clusterSelectionMethod: how.cluster_selection_method,
    });
    const found = labelsPresent(labels);
    const merging = params.merge_from_templates;
    if (merging === null || found.length === 0) return { labels, unitIds: found };
    const svd = await extractPeaksSvd(
      recording,
      peaks,
      {
        numComponents: TEMPLATE_COMPONENTS,
        msBefore,
        msAfter,
        radiusUm: 2 * radius_um,
        seed: params.seed,
      },
      ctx,
    );
    return joinAlike({ recording, peaks }, labels, svd, merging, "average");
  },
});
