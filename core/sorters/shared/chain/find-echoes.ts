import { channelDistance } from "#core/sorting-components/index.ts";
import { lowerBound } from "../units/search.ts";
import type { UnitTemplate } from "../units/template.ts";
import type { SpikeTimes } from "../units/unit-pairs.ts";

/** What a subtracted spike leaves lies this near to it … */
const ECHO_MS = 1.5;
/** … and within this distance. */
const ECHO_RADIUS_UM = 200;
/** A unit is an echo when this share of its spikes come with spikes of larger units around. */
const ECHO_SHARE = 0.9;
/** Chance is what the same spikes give when they are moved by so much; neurons that fire in bursts together stay. */
const CONTROL_MS = [-9, -6, 6, 9] as const;
/** Where chance gives more, nothing can be told. */
const MOST_CHANCE = 0.7;
/** Chance must be less likely than this to explain all of them. */
const LEAST_LOG_CHANCE = Math.log(1e-4);

/**
 * Units whose spikes come only with spikes of larger units around: what template matching left of those, not neurons.
 * @param times [unit], ascending frames; undefined for units that are gone
 * @returns the units that go
 */
export function findEchoes(
  times: readonly (SpikeTimes | undefined)[],
  templates: readonly UnitTemplate[],
  contacts: Float64Array,
  samplingFrequency: number,
): number[] {
  const frames = (ms: number): number => (ms * samplingFrequency) / 1000;
  const energy = templates.map(({ data }) => data.reduce((sum, value) => sum + value * value, 0));
  const order = [...templates.keys()].sort((a, b) => energy[b] - energy[a] || a - b);
  const hosts: number[] = [];
  const echoes: number[] = [];
  for (const unit of order) {
    const own = times[unit];
    if (own === undefined) continue;
    const place = templates[unit].peakChannel;
    const around = mergedTimes(
      hosts
        .filter((u) => channelDistance(contacts, place, templates[u].peakChannel) <= ECHO_RADIUS_UM)
        .map((u) => times[u]),
    );
    const near = frames(ECHO_MS);
    const share = countNear(own, around, near, 0) / Math.max(1, own.length);
    const control = CONTROL_MS.reduce(
      (sum, ms) => sum + countNear(own, around, near, frames(ms)),
      0,
    );
    const chance = (control + 1) / (CONTROL_MS.length * own.length + 2); // of few spikes little is known
    const isEcho =
      share >= ECHO_SHARE &&
      chance <= MOST_CHANCE &&
      own.length * Math.log(chance) < LEAST_LOG_CHANCE;
    if (isEcho) echoes.push(unit);
    else hosts.push(unit);
  }
  return echoes;
}

function mergedTimes(trains: readonly (SpikeTimes | undefined)[]): Float64Array {
  const out = new Float64Array(trains.reduce((sum, train) => sum + (train?.length ?? 0), 0));
  let at = 0;
  for (const train of trains) {
    if (train === undefined) continue;
    out.set(train, at);
    at += train.length;
  }
  return out.sort();
}

/** Spikes that lie within `near` frames of one of `others` when moved by `shift`. */
function countNear(own: SpikeTimes, others: Float64Array, near: number, shift: number): number {
  let count = 0;
  for (const time of own) {
    const at = lowerBound(others, time + shift - near);
    if (at < others.length && others[at] <= time + shift + near) count++;
  }
  return count;
}
