/*
 * Which units are one neuron: templates alike (at some lag), and spike trains that keep out of each other's way as one
 * neuron's spikes do. Where there are too few spikes to tell, only near-equal templates are joined.
 */
import { channelDistance } from "#core/sorting-components/index.ts";
import { compareTemplates, type UnitTemplate } from "./template.ts";
import { countCoincidences, expectedCoincidences, type SpikeTimes } from "./unit-pairs.ts";

export interface MergeOptions {
  /** [channel × 2], um */
  readonly locations: Float64Array;
  readonly samplingFrequency: number;
  readonly totalFrames: number;
  /** units whose largest channels are farther apart are never the same, um; default 80 */
  readonly maxDistanceUm?: number;
}

/** Unit `from` is unit `into`, whose template fits when moved `lag` samples later. */
export interface Merge {
  readonly from: number;
  readonly into: number;
  readonly lag: number;
}

export const MERGE_RADIUS_UM = 80;
export const MAX_LAG_MS = 0.5;
/** Relative squared difference below which templates count as equal without further evidence. */
const EQUAL_DISTANCE = 0.08;
/** Cosine above which spike trains may decide. */
const ALIKE_COSINE = 0.85;
/** Expected coincidences from which their absence means something. */
const MIN_EXPECTED = 8;
/** Share of the expected coincidences below which two trains are one neuron's. */
const REFRACTORY_SHARE = 0.25;
/** One unit's template moved against itself is not looked at within this time; the peeler cannot fire twice there. */
const SHADOW_MS = 0.7;
const REFRACTORY_MS = 2;

/** Merges to carry out, strongest likeness first, each unit in at most one. */
export function findMerges(
  templates: readonly UnitTemplate[],
  times: readonly SpikeTimes[],
  options: MergeOptions,
): Merge[] {
  const maxLag = Math.round((MAX_LAG_MS * options.samplingFrequency) / 1000);
  const found: (Merge & { readonly distance: number })[] = [];
  for (let a = 0; a < templates.length; a++) {
    for (let b = a + 1; b < templates.length; b++) {
      const [pa, pb] = [templates[a].peakChannel, templates[b].peakChannel];
      if (channelDistance(options.locations, pa, pb) > (options.maxDistanceUm ?? MERGE_RADIUS_UM)) {
        continue;
      }
      const match = compareTemplates(templates[a], templates[b], maxLag);
      if (!areOne(match, times[a], times[b], options)) continue;
      found.push(
        times[a].length >= times[b].length
          ? { from: b, into: a, lag: match.lag, distance: match.distance }
          : { from: a, into: b, lag: -match.lag, distance: match.distance },
      );
    }
  }
  found.sort((x, y) => x.distance - y.distance || x.from - y.from);
  return disjoint(found);
}

/** The merges in their order without those of units that an earlier one takes. */
export function disjoint(merges: readonly Merge[]): Merge[] {
  const used = new Set<number>();
  return merges.filter(({ from, into }) => {
    if (used.has(from) || used.has(into)) return false;
    used.add(from).add(into);
    return true;
  });
}

function areOne(
  match: { readonly cosine: number; readonly distance: number },
  a: SpikeTimes,
  b: SpikeTimes,
  { samplingFrequency, totalFrames }: MergeOptions,
): boolean {
  if (match.cosine < ALIKE_COSINE) return false;
  const near = (SHADOW_MS * samplingFrequency) / 1000;
  const far = (REFRACTORY_MS * samplingFrequency) / 1000;
  const expected = expectedCoincidences(a.length, b.length, 2 * (far - near), totalFrames);
  if (expected < MIN_EXPECTED) return match.distance < EQUAL_DISTANCE;
  const { around } = countCoincidences(a, b, near, far);
  return around < REFRACTORY_SHARE * expected;
}

/** Joins clusters whose templates are equal but for noise, without regard to spike trains. Returns [cluster] → group. */
export function groupEqualTemplates(
  templates: readonly UnitTemplate[],
  options: MergeOptions,
): Int32Array {
  const maxLag = Math.round((MAX_LAG_MS * options.samplingFrequency) / 1000);
  const group = Int32Array.from(templates.keys());
  const order = Int32Array.from(templates.keys()).sort(
    (a, b) => templates[b].weight - templates[a].weight || a - b,
  );
  for (const [i, a] of order.entries()) {
    if (group[a] !== a) continue;
    for (const b of order.subarray(i + 1)) {
      if (group[b] !== b) continue;
      const [pa, pb] = [templates[a].peakChannel, templates[b].peakChannel];
      if (channelDistance(options.locations, pa, pb) > MERGE_RADIUS_UM) continue;
      if (compareTemplates(templates[a], templates[b], maxLag).distance < EQUAL_DISTANCE)
        group[b] = a;
    }
  }
  return group;
}
