import { z } from "zod";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import { defineFunction } from "#core/functions/define.ts";
import { array, numbers, structured } from "#core/functions/params.ts";
import { EphysError } from "#core/model/index.ts";
import {
  connectedGroups,
  TEMPLATE_METRICS,
  templateSimilarities,
  type TemplateSet,
} from "../clustering/merge-templates.ts";
import { int64Array, newArray, numbersOf, shapeOf } from "./arrays.ts";

/* Clusters whose templates are alike become one: SpikeInterface's merge_peak_labels_from_templates. */

export const mergePeakLabels = defineFunction({
  name: "spikeinterface.sortingcomponents.clustering.merging_tools.merge_peak_labels_from_templates",
  params: z.object({
    peaks: structured(),
    peak_labels: array(),
    unit_ids: numbers(),
    templates_array: array(),
    template_sparse_mask: array(),
    similarity_metric: z.enum(TEMPLATE_METRICS).default("l1"),
    similarity_thresh: z.number().default(0.8),
    num_shifts: z.int().nonnegative().default(3),
    use_lags: z.boolean().default(false),
  }),
  run(args) {
    const [count, numSamples, numChannels] = shapeOf(args.templates_array, 3, "templates_array");
    if (args.unit_ids.length !== count) {
      throw new EphysError(
        "InvalidParameter",
        `${String(args.unit_ids.length)} unit_ids for ${String(count)} templates`,
      );
    }
    if (args.num_shifts >= numSamples) {
      throw new EphysError("InvalidParameter", "num_shifts is not below the template's samples");
    }
    const set: TemplateSet = {
      count,
      numSamples,
      numChannels,
      data: numbersOf(args.templates_array, "templates_array"),
      mask: numbersOf(args.template_sparse_mask, "template_sparse_mask"),
    };
    const { similarity, lags } = templateSimilarities(set, args.similarity_metric, args.num_shifts);
    const groups = connectedGroups(
      count,
      (a, b) => similarity[a * count + b] > args.similarity_thresh,
    );
    return applyGroups(groups, set, args, args.use_lags ? lags : undefined);
  },
});

/** Labels, templates (means weighted by peaks), masks (channels of all) and ids of the groups. */
function applyGroups(
  groups: readonly (readonly number[])[],
  set: TemplateSet,
  args: {
    readonly peak_labels: NdArray;
    readonly unit_ids: Float64Array;
    readonly templates_array: NdArray;
    readonly template_sparse_mask: NdArray;
  },
  lags: Int32Array | undefined,
): unknown[] {
  const { numSamples, numChannels, mask } = set;
  const before = toFloat64(args.peak_labels);
  const labels = newArray(args.peak_labels.dtype, args.peak_labels.shape);
  labels.data.set(before);
  const templates = newArray(args.templates_array.dtype, [groups.length, numSamples, numChannels]);
  const masks = newArray(args.template_sparse_mask.dtype, [groups.length, numChannels]);
  for (const [g, group] of groups.entries()) {
    const sizes = group.map((member) => countEqual(before, args.unit_ids[member]));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    for (const [i, member] of group.entries()) {
      const weight = group.length === 1 ? 1 : Math.fround(sizes[i] / total);
      const shift = lags === undefined ? 0 : -lags[group[0] * set.count + member];
      addShifted(
        set,
        member,
        { weight, shift },
        templates.data.subarray(g * numSamples * numChannels),
      );
      for (let k = 0; k < before.length; k++) {
        if (before[k] === args.unit_ids[member]) labels.data[k] = args.unit_ids[group[0]];
      }
    }
    for (let c = 0; c < numChannels; c++) {
      masks.data[g * numChannels + c] = group.every((m) => mask[m * numChannels + c]) ? 1 : 0;
    }
  }
  const ids = int64Array(groups.map(([first]) => args.unit_ids[first]));
  return [labels.array, templates.array, masks.array, ids];
}

function countEqual(values: Float64Array, wanted: number): number {
  let count = 0;
  for (const value of values) if (value === wanted) count++;
  return count;
}

/** Adds a template moved `shift` samples later (zeros come in) to `out`. */
function addShifted(
  { data, numSamples, numChannels }: TemplateSet,
  template: number,
  { weight, shift }: { readonly weight: number; readonly shift: number },
  out: Float64Array,
): void {
  for (let s = 0; s < numSamples; s++) {
    const from = s - shift;
    if (from < 0 || from >= numSamples) continue;
    for (let c = 0; c < numChannels; c++) {
      out[s * numChannels + c] += data[(template * numSamples + from) * numChannels + c] * weight;
    }
  }
}
