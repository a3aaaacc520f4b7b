/*
 * The last stage of a chain: units whose templates are alike and whose spike trains keep out of each other's way become one,
 * units whose spikes are another's or what others leave, or that hardly find any, are dropped. Stands for SpikeInterface's final_cleaning_circus (auto-merge by template
 * similarity and cross-contamination).
 */
import type { MatchedSpikes } from "#core/sorting-components/index.ts";
import { findDriftSplits } from "../units/drift-splits.ts";
import { findMerges } from "../units/merge.ts";
import type { UnitTemplate } from "../units/template.ts";
import { findEchoes } from "./find-echoes.ts";
import { focused } from "./focus.ts";
import { countCoincidences, type SpikeTimes } from "../units/unit-pairs.ts";

export interface CleaningOptions {
  /** [channel × 2], um */
  readonly contacts: Float64Array;
  readonly samplingFrequency: number;
  /** samples of templates before the peak */
  readonly nbefore: number;
  /** frames of each segment */
  readonly numSamples: readonly number[];
  /** units farther apart are never joined, um; default 80 */
  readonly mergeDistanceUm?: number;
}

/** Why a unit is not in the result. */
interface DroppedUnit {
  readonly unit: number;
  readonly reason: string;
  /** the unit that its spikes belong to, where the reason is another one */
  readonly of?: number;
}

export interface CleanedSpikes {
  /** templates of the units that stay */
  readonly kept: readonly number[];
  /** ordered by (segment, sample); unit = position in `kept` */
  readonly sampleIndex: Float64Array;
  readonly segmentIndex: Int32Array;
  readonly unit: Int32Array;
  readonly dropped: readonly DroppedUnit[];
}

/** A template that finds a smaller share of the peaks it was made of stands for overlaps of others, not for a unit. */
const LEAST_SHARE = 0.2;
/** Two spikes of a joined unit nearer than this are one. */
const SAME_SPIKE_MS = 0.5;
/** Spikes of two units at most this far apart are one event … */
const COINCIDENCE_MS = 0.4;
/** … and a unit with at least this share of such spikes is another's shadow. */
const SHADOW_SHARE = 0.75;

export function cleanSpikes(
  spikes: MatchedSpikes,
  templates: readonly UnitTemplate[],
  options: CleaningOptions,
): CleanedSpikes {
  const starts = [0];
  for (const frames of options.numSamples) {
    starts.push((starts.at(-1) ?? 0) + frames + options.samplingFrequency);
  }
  const lists: number[][] = templates.map(() => []);
  for (let i = 0; i < spikes.clusterIndex.length; i++) {
    lists[spikes.clusterIndex[i]].push(spikes.sampleIndex[i] + starts[spikes.segmentIndex[i]]);
  }
  const times: (SpikeTimes | undefined)[] = lists.map((list) => Float64Array.from(list).sort());
  const dropped: DroppedUnit[] = [];
  dropRare(times, templates, dropped);
  mergeUnits(times, templates, dropped, options);
  dropShadows(times, templates, dropped, options);
  for (const unit of findEchoes(times, templates, options.contacts, options.samplingFrequency)) {
    times[unit] = undefined;
    dropped.push({ unit, reason: "fires only together with larger units around it" });
  }
  return { ...ordered(times, starts), dropped };
}

/** Units that find hardly any of the peaks that their template was made of. */
function dropRare(
  times: (SpikeTimes | undefined)[],
  templates: readonly UnitTemplate[],
  dropped: DroppedUnit[],
): void {
  times.forEach((own, unit) => {
    if (own === undefined) return;
    const { weight } = templates[unit];
    if (own.length > 0 && own.length >= LEAST_SHARE * weight) return;
    times[unit] = undefined;
    const counts = `${String(own.length)} spikes of ${String(Math.round(weight))} peaks`;
    dropped.push({ unit, reason: `finds ${counts}` });
  });
}

function mergeUnits(
  times: (SpikeTimes | undefined)[],
  templates: readonly UnitTemplate[],
  dropped: DroppedUnit[],
  { contacts, samplingFrequency, numSamples, nbefore, mergeDistanceUm }: CleaningOptions,
): void {
  const totalFrames = numSamples.reduce((a, b) => a + b, 0);
  const same = (SAME_SPIKE_MS * samplingFrequency) / 1000;
  for (;;) {
    const alive = [...templates.keys()].filter((u) => times[u] !== undefined);
    const parts = alive.map((u) => focused(templates[u], nbefore, samplingFrequency));
    const trains = alive.map((u) => times[u] ?? new Float64Array(0));
    const options = {
      locations: contacts,
      samplingFrequency,
      totalFrames,
      ...(mergeDistanceUm !== undefined && { maxDistanceUm: mergeDistanceUm }),
    };
    const equal = findMerges(parts, trains, options);
    const merges = equal.length > 0 ? equal : findDriftSplits(parts, trains, options);
    if (merges.length === 0) return;
    const reason =
      equal.length > 0 ? "is the same neuron as unit" : "drifted: it takes over from unit";
    for (const { from, into, lag } of merges) {
      const [a, b] = [alive[into], alive[from]];
      times[a] = joined(trains[into], trains[from], lag, same);
      times[b] = undefined;
      dropped.push({ unit: b, reason, of: a });
    }
  }
}

/** Both trains, the second moved; of spikes that are too near the first stays. */
function joined(a: SpikeTimes, b: SpikeTimes, lag: number, same: number): SpikeTimes {
  const all = [
    ...Array.from(a, (time) => ({ time, own: true })),
    ...Array.from(b, (time) => ({ time: time + lag, own: false })),
  ].sort((x, y) => x.time - y.time || Number(y.own) - Number(x.own));
  const out: number[] = [];
  for (const { time } of all) {
    const last = out.at(-1);
    if (last === undefined || time - last > same) out.push(time);
  }
  return Float64Array.from(out);
}

function dropShadows(
  times: (SpikeTimes | undefined)[],
  templates: readonly UnitTemplate[],
  dropped: DroppedUnit[],
  { samplingFrequency }: CleaningOptions,
): void {
  const near = (COINCIDENCE_MS * samplingFrequency) / 1000;
  const order = [...times.keys()].sort(
    (a, b) => (times[a]?.length ?? 0) - (times[b]?.length ?? 0) || a - b,
  );
  for (const unit of order) {
    const own = times[unit];
    if (own === undefined) continue;
    const other = templates.findIndex((_, v) => {
      const train = times[v];
      if (v === unit || train === undefined || train.length < own.length) return false;
      return countCoincidences(own, train, near, near).together >= SHADOW_SHARE * own.length;
    });
    if (other < 0) continue;
    times[unit] = undefined;
    dropped.push({ unit, reason: "fires only together with unit", of: other });
  }
}

function ordered(
  times: readonly (SpikeTimes | undefined)[],
  starts: readonly number[],
): Omit<CleanedSpikes, "dropped"> {
  const kept = [...times.keys()].filter((u) => times[u] !== undefined);
  const all = kept.flatMap((u, unit) => Array.from(times[u] ?? [], (time) => ({ time, unit })));
  all.sort((a, b) => a.time - b.time || a.unit - b.unit);
  const segments = Int32Array.from(all, ({ time }) =>
    starts.findLastIndex((start) => start <= time),
  );
  return {
    kept,
    sampleIndex: Float64Array.from(all, ({ time }, i) => time - starts[segments[i]]),
    segmentIndex: segments,
    unit: Int32Array.from(all, ({ unit }) => unit),
  };
}
