import { z } from "zod";
import { TEMPLATE_METRICS } from "./merge-templates.ts";

/** Where isocut sees two clusters. */
export const isocutThresholdParam = z
  .number()
  .positive()
  .default(2)
  .describe("Dip score from which two clusters are kept apart.")
  .meta({ label: "Dip threshold" });

interface SplitDefaults {
  readonly radiusUm: number;
  readonly numFeatures: number;
  readonly minSizeSplit: number;
  readonly projection: "tsvd" | "pca";
}

/** Parameters of splitting groups of peaks; SpikeInterface's names. */
export function splitParams<C extends z.ZodType>(clusterer: C, defaults: SplitDefaults) {
  return z
    .strictObject({
      split_radius_um: z
        .number()
        .positive()
        .default(defaults.radiusUm)
        .describe("Channels within this distance of a group describe it.")
        .meta({ label: "Radius", unit: "um" }),
      recursive: z.boolean().default(true).describe("Split parts again.").meta({ label: "Again" }),
      recursive_depth: z
        .int()
        .positive()
        .nullable()
        .default(3)
        .describe("How often parts are split again; null: until nothing splits.")
        .meta({ label: "Depth" }),
      method_kwargs: z
        .strictObject({
          clusterer,
          min_size_split: z
            .int()
            .positive()
            .default(defaults.minSizeSplit)
            .describe("Groups with fewer peaks are left as they are.")
            .meta({ label: "Smallest group" }),
          n_pca_features: z
            .number()
            .positive()
            .nullable()
            .default(defaults.numFeatures)
            .describe("Dimensions of a split; below 1 a share of the variance; null: all.")
            .meta({ label: "Dimensions" }),
          projection_mode: z
            .enum(["tsvd", "pca"])
            .default(defaults.projection)
            .describe("Strongest directions as they are, or whitened around the mean.")
            .meta({ label: "Projection" }),
        })
        .prefault({} as never) // every member has a default
        .describe("How a group is split.")
        .meta({ label: "Method" }),
    })
    .prefault({} as never)
    .describe("Splitting of groups.")
    .meta({ label: "Splitting" });
}

/** Parameters of joining clusters by their templates; null: none are joined. */
export function mergeTemplatesParams({ useLags }: { readonly useLags: boolean }) {
  return z
    .strictObject({
      similarity_metric: z
        .enum(TEMPLATE_METRICS)
        .default("l1")
        .describe("How templates are compared.")
        .meta({ label: "Metric" }),
      num_shifts: z
        .int()
        .nonnegative()
        .default(3)
        .describe("Samples by which templates may be apart.")
        .meta({ label: "Shifts", unit: "samples" }),
      similarity_thresh: z
        .number()
        .default(0.8)
        .describe("Likeness from which clusters are one.")
        .meta({ label: "Likeness" }),
      use_lags: z
        .boolean()
        .default(useLags)
        .describe("Align templates that are joined.")
        .meta({ label: "Align" }),
    })
    .nullable()
    .prefault({})
    .describe("Joining of clusters by their templates.")
    .meta({ label: "Merging" });
}
