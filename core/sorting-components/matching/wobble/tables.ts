import type { WobbleParams } from "./params.ts";
import { resampleFourier } from "#core/signal/index.ts";
import { EphysError } from "#core/model/index.ts";
import { compressTemplates, delayedProducts, type LowRankTemplates } from "../shared/low-rank.ts";
import { toSharedFloat32 } from "../shared/memory.ts";
import { matchingTemplates, unitChannels, type MatchingTemplates } from "../shared/templates.ts";

/** What wobble computes of the templates; plain data on shared memory. */
export interface WobbleTables {
  readonly parts: LowRankTemplates;
  /** [unit], squared norm over its visible channels */
  readonly normsSquared: Float32Array;
  /** [template], the unit whose refractory time its spikes set */
  readonly unitOf: Int32Array;
  /** [template] of templates that share a visible channel, ascending */
  readonly neighbours: readonly Int32Array[];
  /** [template × jitter]: [delay × neighbour], products of the jittered template with others */
  readonly overlaps: readonly Float32Array[];
}

export function wobbleTables(templates: MatchingTemplates, params: WobbleParams): WobbleTables {
  const { numUnits, numSamples, numChannels } = templates;
  const channels = visibleChannels(templates, params.visibility_threshold);
  const mask = new Uint8Array(numUnits * numChannels);
  channels.forEach((own, u) => {
    for (const c of own) mask[u * numChannels + c] = 1;
  });
  const visible = matchingTemplates(
    templates.data,
    [numUnits, numSamples, numChannels],
    templates.nbefore,
    mask,
  );
  const parts = compressTemplates(visible, params.approx_rank);
  const neighbours = channels.map((own) => {
    const mine = new Set(own);
    return Int32Array.from(channels.keys()).filter((v) => channels[v].some((c) => mine.has(c)));
  });
  const overlaps: Float32Array[] = [];
  for (let u = 0; u < numUnits; u++) {
    for (const jittered of jitteredTemplates(parts, u, params.jitter_factor)) {
      const products = delayedProducts(jittered, parts, neighbours[u], (v) => channels[v]);
      overlaps.push(toSharedFloat32(products));
    }
  }
  return {
    parts,
    normsSquared: toSharedFloat32(squaredNorms(visible)),
    unitOf: unitsOfTemplates(numUnits, params.template_indices2unit_indices),
    neighbours,
    overlaps,
  };
}

/** The sparsity where there is one, else channels whose peak-to-peak amplitude exceeds the threshold. */
function visibleChannels(templates: MatchingTemplates, threshold: number): Int32Array[] {
  const all = unitChannels(templates);
  if (templates.mask !== undefined) return all;
  const { data, numSamples, numChannels } = templates;
  return all.map((channels, u) =>
    channels.filter((c) => {
      let low = Infinity;
      let high = -Infinity;
      for (let s = 0; s < numSamples; s++) {
        const value = data[(u * numSamples + s) * numChannels + c];
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      return Math.fround(high - low) > threshold;
    }),
  );
}

function squaredNorms({
  data,
  numUnits,
  numSamples,
  numChannels,
}: MatchingTemplates): Float64Array {
  const size = numSamples * numChannels;
  return Float64Array.from({ length: numUnits }, (_, u) => {
    let sum = 0;
    for (let i = u * size; i < (u + 1) * size; i++) sum += data[i] ** 2;
    return sum;
  });
}

function unitsOfTemplates(numTemplates: number, given: readonly number[] | null): Int32Array {
  if (given === null) return Int32Array.from({ length: numTemplates }, (_, i) => i);
  if (given.length === numTemplates && given.every((unit) => unit < numTemplates)) {
    return Int32Array.from(given);
  }
  throw new EphysError(
    "InvalidParameter",
    `template_indices2unit_indices must name a unit below ${String(numTemplates)} for each of ${String(numTemplates)} templates`,
  );
}

/** One template moved by 0, 1/factor … (factor − 1)/factor samples: [sample × channel] each. */
function jitteredTemplates(
  { temporal, singular, spatial, rank, numSamples, numChannels }: LowRankTemplates,
  unit: number,
  factor: number,
): Float32Array[] {
  const course = temporal.slice(unit * numSamples * rank, (unit + 1) * numSamples * rank);
  const fine = factor === 1 ? course : resampleFourier(course, rank, numSamples * factor);
  return Array.from({ length: factor }, (_, jitter) => {
    const out = new Float32Array(numSamples * numChannels);
    for (let s = 0; s < numSamples; s++) {
      for (let k = 0; k < rank; k++) {
        const weight = fine[(s * factor + jitter) * rank + k] * singular[unit * rank + k];
        const from = (unit * rank + k) * numChannels;
        for (let c = 0; c < numChannels; c++)
          out[s * numChannels + c] += weight * spatial[from + c];
      }
    }
    return out;
  });
}
