/*
 * Parts of one neuron that drift left apart: their templates are alike and one falls silent when the other fires. Presence
 * over time is the evidence that spike trains of parts can give, since they hardly meet (compare presence_distance of
 * SpikeInterface's auto-merge).
 */
import { channelDistance } from "#core/sorting-components/index.ts";
import { disjoint, MAX_LAG_MS, MERGE_RADIUS_UM, type Merge, type MergeOptions } from "./merge.ts";
import { compareTemplates, type UnitTemplate } from "./template.ts";
import type { SpikeTimes } from "./unit-pairs.ts";

/** Cosine from which templates may be two positions of one neuron. */
const ALIKE_COSINE = 0.75;
/** Correlation of the two rates below which one takes the other's place. */
const COMPLEMENTARY = -0.5;
/** Spikes of the rarer unit that a bin holds in the mean, and the bounds of the number of bins. */
const SPIKES_PER_BIN = 5;
const [FEWEST_BINS, MOST_BINS] = [12, 60];

/** Merges of parts, the clearest first, each unit in at most one; the smaller part goes into the larger. */
export function findDriftSplits(
  templates: readonly UnitTemplate[],
  times: readonly SpikeTimes[],
  { locations, samplingFrequency, maxDistanceUm = MERGE_RADIUS_UM }: MergeOptions,
): Merge[] {
  const maxLag = Math.round((MAX_LAG_MS * samplingFrequency) / 1000);
  const end = times.reduce((last, train) => Math.max(last, (train.at(-1) ?? 0) + 1), 1);
  const found: (Merge & { readonly correlation: number })[] = [];
  for (let a = 0; a < templates.length; a++) {
    for (let b = a + 1; b < templates.length; b++) {
      const [pa, pb] = [templates[a].peakChannel, templates[b].peakChannel];
      if (channelDistance(locations, pa, pb) > maxDistanceUm) continue;
      const { cosine, lag } = compareTemplates(templates[a], templates[b], maxLag);
      if (cosine < ALIKE_COSINE) continue;
      const correlation = rateCorrelation(times[a], times[b], end);
      if (correlation === undefined || correlation > COMPLEMENTARY) continue;
      const [from, into] = times[a].length >= times[b].length ? [b, a] : [a, b];
      found.push({ from, into, lag: into === a ? lag : -lag, correlation });
    }
  }
  found.sort((x, y) => x.correlation - y.correlation || x.from - y.from);
  return disjoint(found);
}

/** Correlation of two units' spike counts over time; undefined where there are too few spikes to tell. */
function rateCorrelation(a: SpikeTimes, b: SpikeTimes, end: number): number | undefined {
  const bins = Math.min(MOST_BINS, Math.floor(Math.min(a.length, b.length) / SPIKES_PER_BIN));
  if (bins < FEWEST_BINS) return undefined;
  const [x, y] = [a, b].map((train) => {
    const counts = new Float64Array(bins);
    for (const time of train) counts[Math.floor((time / end) * bins)]++;
    return counts;
  });
  const [meanX, meanY] = [a.length / bins, b.length / bins];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < bins; i++) {
    const [dx, dy] = [x[i] - meanX, y[i] - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}
