import { ndArray, type NdArray } from "#core/array/index.ts";
import { moveTemplates, pickTemplates, type DenseTemplates } from "./dense-templates.ts";
import { denseTemplateBank, type SparseTemplate, type TemplateBank } from "./inject.ts";
import { cachedTemplates } from "./template-cache.ts";

/**
 * Templates of real units at each of `steps` ([step × 2], µm), interpolated between the contacts when a spike first
 * needs them (SpikeInterface's DriftingTemplates with precomputed displacements, which holds all of them).
 */
export function movedTemplateBank(
  templates: DenseTemplates,
  steps: NdArray<Float64Array>,
): TemplateBank {
  const [numUnits, width, numChannels] = templates.array.shape;
  return {
    numUnits,
    width,
    numChannels,
    numVersions: steps.shape[0],
    template: cachedTemplates(steps.shape[0], (unit, version): SparseTemplate => {
      const step = steps.data.subarray(2 * version, 2 * version + 2);
      const moved = moveTemplates(pickTemplates(templates, [unit]), step);
      const data = moved.data as Float32Array | Float64Array; // as the templates
      return denseTemplateBank(ndArray(moved.dtype, [1, width, numChannels], data)).template(0, 0);
    }),
  };
}
