/* Which templates are one: as SpikeInterface 0.103.2 clustering/merging_tools.py. O(templates² · shifts · samples). */

export const TEMPLATE_METRICS = ["l1", "l2", "cosine", "cosine_similarity"] as const;
export type TemplateMetric = (typeof TEMPLATE_METRICS)[number];

/** Templates on all channels, with those that each has. */
export interface TemplateSet {
  readonly count: number;
  readonly numSamples: number;
  readonly numChannels: number;
  /** [template × sample × channel] */
  readonly data: ArrayLike<number>;
  /** [template × channel] */
  readonly mask: ArrayLike<number>;
}

/** 1 − smallest distance over the shifts, and that shift; 0 for templates without a common channel. */
export function templateSimilarities(
  set: TemplateSet,
  metric: TemplateMetric,
  numShifts: number,
): { readonly similarity: Float32Array; readonly lags: Int32Array } {
  const { count } = set;
  const similarity = new Float32Array(count * count);
  const lags = new Int32Array(count * count).fill(-numShifts);
  for (let a = 0; a < count; a++) {
    for (let b = a; b < count; b++) {
      const channels = unionChannels(set, a, b);
      if (channels === undefined) continue;
      let best = Infinity;
      let lag = -numShifts;
      // of one array with itself the reference measures shifts up to 0 and takes both signs as equal
      for (let shift = -numShifts; shift <= 0; shift++) {
        const distance = Math.fround(distanceAt(set, { a, b, shift, numShifts, channels }, metric));
        if (distance < best) {
          best = distance;
          lag = shift;
        }
      }
      similarity[a * count + b] = similarity[b * count + a] = 1 - best;
      lags[a * count + b] = lags[b * count + a] = lag;
    }
  }
  return { similarity, lags };
}

/** Channels of either template; undefined when they share none. */
function unionChannels(
  { mask, numChannels }: TemplateSet,
  a: number,
  b: number,
): number[] | undefined {
  const channels: number[] = [];
  let shared = false;
  for (let c = 0; c < numChannels; c++) {
    const [inA, inB] = [mask[a * numChannels + c] !== 0, mask[b * numChannels + c] !== 0];
    if (inA && inB) shared = true;
    if (inA || inB) channels.push(c);
  }
  return shared ? channels : undefined;
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly shift: number;
  readonly numShifts: number;
  readonly channels: readonly number[];
}

function distanceAt(
  { data, numSamples, numChannels }: TemplateSet,
  { a, b, shift, numShifts, channels }: Pair,
  metric: TemplateMetric,
): number {
  let [sizeA, sizeB, difference, product] = [0, 0, 0, 0];
  for (let s = numShifts; s < numSamples - numShifts; s++) {
    for (const c of channels) {
      const x = data[(a * numSamples + s) * numChannels + c];
      const y = data[(b * numSamples + s + shift) * numChannels + c];
      sizeA += metric === "l1" ? Math.abs(x) : x * x;
      sizeB += metric === "l1" ? Math.abs(y) : y * y;
      difference += metric === "l1" ? Math.abs(x - y) : (x - y) ** 2;
      product += x * y;
    }
  }
  if (metric === "l1") return difference / (sizeA + sizeB);
  if (metric === "l2") return Math.sqrt(difference) / (Math.sqrt(sizeA) + Math.sqrt(sizeB));
  return 1 - product / (Math.sqrt(sizeA) * Math.sqrt(sizeB));
}

/** Members of every connected group, groups in the order of their first member. */
export function connectedGroups(
  count: number,
  joined: (a: number, b: number) => boolean,
): number[][] {
  const seen = new Set<number>();
  const groups: number[][] = [];
  for (let first = 0; first < count; first++) {
    if (seen.has(first)) continue;
    seen.add(first);
    const group = [first];
    for (const member of group) {
      for (let other = 0; other < count; other++) {
        if (seen.has(other) || !joined(member, other)) continue;
        seen.add(other);
        group.push(other);
      }
    }
    groups.push(group.sort((a, b) => a - b));
  }
  return groups;
}
