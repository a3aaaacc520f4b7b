import { z } from "zod";
import type { ComputeContext } from "#core/compute/index.ts";
import { channelLocations, type Recording } from "#core/recording/index.ts";
import {
  extractPeaksSvd,
  peaksSvdParams,
  type PeaksSvd,
} from "#core/sorting-components/features/peaks-svd.ts";
import type { Peaks } from "../peaks.ts";
import { mergeByTemplates, templatesFromSvd } from "./cluster-templates.ts";
import { labelsPresent, type Clusters } from "./define.ts";
import { splitGroups, type Clusterer } from "./local-split.ts";
import { mergeByFeatures, type MergeFeatures } from "./merge-features.ts";
import type { mergeTemplatesParams, splitParams } from "./params.ts";

/* What the methods that look at compressed waveforms have in common: compress, split, join. */

interface Input {
  readonly recording: Recording;
  readonly peaks: Peaks;
}

/** Compression of waveforms; SpikeInterface's names and defaults, but for the radius. */
export function peaksSvdParam(radiusUm: number) {
  return z
    .strictObject({
      ...peaksSvdParams,
      radius_um: peaksSvdParams.radius_um.unwrap().default(radiusUm),
    })
    .prefault({})
    .describe("Compression of waveforms.")
    .meta({ label: "Compression" });
}

/** Seed of whatever is drawn. */
export const seedParam = z
  .int()
  .nonnegative()
  .nullable()
  .default(null)
  .describe("Seed; null: 0.")
  .meta({ label: "Seed" });

/** Compressed waveforms of all peaks. @throws InvalidParameter, MissingProbe */
export function compressPeaks(
  { recording, peaks }: Input,
  params: z.output<ReturnType<typeof peaksSvdParam>>,
  seed: number | null,
  ctx: ComputeContext,
): Promise<PeaksSvd> {
  return extractPeaksSvd(
    recording,
    peaks,
    {
      numComponents: params.n_components,
      msBefore: params.ms_before,
      msAfter: params.ms_after,
      radiusUm: params.radius_um,
      seed: seed ?? 0,
    },
    ctx,
  );
}

/**
 * Splits the peaks of each channel, or of other groups, in their own strongest features.
 * @param groups [peak], group to begin with; the peaks' channels unless given
 * @param minSizeSplit groups with fewer peaks are left as they are
 * @returns [peak], labels; negative for peaks that belong nowhere
 */
export function splitChannels(
  { recording, peaks, groups = peaks.channelIndex }: Input & { readonly groups?: Int32Array },
  svd: PeaksSvd,
  params: z.output<ReturnType<typeof splitParams>>,
  { clusterer, minSizeSplit }: { readonly clusterer: Clusterer; readonly minSizeSplit: number },
  ctx: ComputeContext,
): Int32Array {
  return splitGroups(
    groups,
    { peaks, svd, contacts: channelLocations(recording) },
    {
      radiusUm: params.split_radius_um,
      recursive: params.recursive,
      depth: params.recursive_depth ?? undefined,
      minSizeSplit,
      numFeatures: params.method_kwargs.n_pca_features ?? undefined,
      projection: params.method_kwargs.projection_mode,
      clusterer,
    },
    ctx,
  );
}

/** Joins clusters whose peaks form one heap; all stay where `params` is null. */
export function joinHeaps(
  { recording, peaks }: Input,
  labels: Int32Array,
  svd: PeaksSvd,
  params: MergeFeatures | null,
): Int32Array {
  if (params === null) return labels;
  const unitIds = labelsPresent(labels);
  const numChannels = recording.channelIds.length;
  const templates = templatesFromSvd(peaks, labels, unitIds, svd, numChannels, "average");
  const contacts = channelLocations(recording);
  return mergeByFeatures({ peaks, labels, unitIds }, { svd, templates, contacts }, params);
}

/** Joins clusters whose templates, made of compressed waveforms, are alike; all stay where `params` is null. */
export function joinAlike(
  { recording, peaks }: Input,
  labels: Int32Array,
  svd: PeaksSvd,
  params: z.output<ReturnType<typeof mergeTemplatesParams>>,
  operator: "average" | "median",
): Clusters {
  const found = labelsPresent(labels);
  if (params === null) return { labels, unitIds: found, svd };
  const numChannels = recording.channelIds.length;
  const templates = templatesFromSvd(peaks, labels, found, svd, numChannels, operator);
  const merged = mergeByTemplates(labels, found, templates, {
    metric: params.similarity_metric,
    numShifts: params.num_shifts,
    threshold: params.similarity_thresh,
  });
  return { labels: merged, unitIds: labelsPresent(merged), svd };
}
