import {
  compressTemplates,
  delayedProducts,
  rebuildTemplate,
  type LowRankTemplates,
} from "../shared/low-rank.ts";
import { toSharedFloat32 } from "../shared/memory.ts";
import { unitChannels, type MatchingTemplates } from "../shared/templates.ts";

/** What the pursuit needs of the templates; plain data on shared memory. */
export interface OmpTables {
  /** components of the templates at unit norm */
  readonly parts: LowRankTemplates;
  /** [unit], norms of the compressed templates */
  readonly norms: Float32Array;
  /** [unit] of units that share a channel with it, ascending */
  readonly neighbours: readonly Int32Array[];
  /** [unit]: [delay × neighbour], products of unit templates; delay samples − 1 is none */
  readonly overlaps: readonly Float32Array[];
}

export function ompTables(templates: MatchingTemplates, rank: number): OmpTables {
  const channels = unitChannels(templates);
  const parts = compressTemplates(templates, rank);
  const { numUnits, numSamples, numChannels } = templates;
  const norms = new Float32Array(numUnits);
  for (let u = 0; u < numUnits; u++) {
    const rebuilt = rebuildTemplate(parts, u);
    let sum = 0;
    for (let s = 0; s < numSamples; s++) {
      for (const c of channels[u]) sum += rebuilt[s * numChannels + c] ** 2;
    }
    norms[u] = Math.sqrt(sum);
    const size = numSamples * parts.rank;
    for (let i = u * size; i < (u + 1) * size; i++) {
      parts.temporal[i] = norms[u] > 0 ? parts.temporal[i] / norms[u] : 0;
    }
  }
  const neighbours = channels.map((own) => sharingUnits(own, channels));
  const overlaps = neighbours.map((others, u) =>
    toSharedFloat32(delayedProducts(rebuildTemplate(parts, u), parts, others, (v) => channels[v])),
  );
  return { parts, norms: toSharedFloat32(norms), neighbours, overlaps };
}

function sharingUnits(own: Int32Array, channels: readonly Int32Array[]): Int32Array {
  const mine = new Set(own);
  return Int32Array.from(channels.keys()).filter((v) => channels[v].some((c) => mine.has(c)));
}

/**
 * Smallest amplitudes when none are given: half way between a template and what another template gives for it.
 * [unit], SpikeInterface's rule.
 */
export function automaticMinima({ neighbours, overlaps, norms }: OmpTables): Float64Array {
  const n = norms.length;
  return Float64Array.from({ length: n }, (_, u) => {
    const similarity = new Float64Array(n);
    for (const [j, v] of neighbours[u].entries()) {
      let largest = -Infinity;
      for (let at = j; at < overlaps[u].length; at += neighbours[u].length) {
        largest = Math.max(largest, overlaps[u][at]);
      }
      similarity[v] = largest;
    }
    const second = similarity.sort().at(-2);
    return second === undefined ? 0.5 : 1 - second / 2;
  });
}
