import { templatesOf, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { TemplateSet } from "./template-comparison.ts";

/** The dense templates of an analyzer. @throws MissingExtension */
export function templateSetOf(value: SortingAnalyzer): TemplateSet {
  const { data, numSamples } = templatesOf(value);
  return {
    unitIds: value.sorting.unitIds,
    channelIds: value.attributes.channelIds,
    numSamples,
    data,
    mask: value.sparsity?.mask,
  };
}
