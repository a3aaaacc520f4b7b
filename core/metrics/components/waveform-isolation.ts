import type { Kernels } from "#core/kernels/index.ts";
import { IncrementalPca } from "#core/linalg/index.ts";
import { isEphysError } from "#core/model/index.ts";
import { isolationScore } from "./neighbours.ts";

/**
 * Isolation of two groups of equally many waveforms in the principal components of both together; undefined where there are
 * too few waveforms, samples or neighbours for it.
 * @param first, second [waveform × value]
 */
export function isolationInCommon(
  first: Float64Array,
  second: Float64Array,
  count: number,
  params: { readonly n_components: number; readonly n_neighbors: number },
  kernels: Kernels,
): number | undefined {
  const { n_components: numComponents, n_neighbors: numNeighbors } = params;
  const width = first.length / count;
  if (!(width >= numComponents) || 2 * count < numComponents) return undefined;
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  const model = new IncrementalPca(numComponents, width, false, kernels);
  model.partialFit(both);
  const scores = new Float64Array(2 * count * numComponents);
  for (let i = 0; i < 2 * count; i++) {
    model.transform(
      both.subarray(i * width, (i + 1) * width),
      scores.subarray(i * numComponents, (i + 1) * numComponents),
    );
  }
  try {
    return isolationScore(scores, numComponents, count, { numNeighbors, kernels });
  } catch (error) {
    if (isEphysError(error, "InvalidParameter")) return undefined;
    throw error;
  }
}
