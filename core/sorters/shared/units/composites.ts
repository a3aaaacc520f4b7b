/*
 * Clusters of overlapping spikes: a template that the templates of two or more other units explain together, and that
 * is seen no more often than chance lets those units meet, is not a unit.
 */
import type { Kernels } from "#core/kernels/index.ts";
import type { PeelOptions } from "./peeler.ts";
import { channelDistance } from "#core/sorting-components/index.ts";
import { Peeler } from "./peeler.ts";
import { compareTemplates, type UnitTemplate } from "./template.ts";
import { templateChannels, templateData } from "./packed-templates.ts";

/** Share of a composite's energy that the other templates leave. */
const COMPOSITE_RESIDUAL = 0.4;
/** Time within which spikes of two units look like one event. */
const MEETING_MS = 1;
/** A composite is seen at most this many times as often as chance makes its parts meet. */
const MEETING_FACTOR = 3;

export interface CompositeOptions {
  readonly peel: PeelOptions;
  readonly numChannels: number;
  readonly samplingFrequency: number;
  /** [unit] */
  readonly numSpikes: readonly number[];
  readonly totalFrames: number;
}

/** Cosine from which a rare unit counts as a frequent one with something on top. */
const SATELLITE_COSINE = 0.85;
/** The same for one that is seen at most half as often as chance has it. */
const RARE_COSINE = 0.65;
/** Units whose spikes overlap lie within this distance. */
const OVERLAP_RADIUS_UM = 100;
/** Time within which an overlap is not told apart by its peak. */
const OVERLAP_MS = 0.3;

/** [unit], true for composites. Units are looked at from the rarest on; one that is dropped explains nothing. */
export function findComposites(options: CompositeOptions, kernels: Kernels): boolean[] {
  const { peel, numSpikes, numChannels } = options;
  const peeler = new Peeler(peel, numChannels, kernels);
  const composite = numSpikes.map(() => false);
  const order = [...numSpikes.keys()].sort((a, b) => numSpikes[a] - numSpikes[b] || a - b);
  for (const unit of order) {
    const signal = isolatedTemplate(peel, unit, numChannels);
    const before = energyOf(signal);
    const { unit: parts } = peeler.peel(signal, unit);
    if (parts.length < 2 || parts.some((part) => composite[part])) continue;
    if (energyOf(signal) > COMPOSITE_RESIDUAL * before) continue;
    composite[unit] = numSpikes[unit] <= chanceMeetings(parts, options);
  }
  return composite;
}

/**
 * [unit], true for units that look like a more frequent one and are no more frequent than that one's chance overlaps
 * with all units around.
 */
export function findSatellites(
  templates: readonly UnitTemplate[],
  locations: Float64Array,
  options: Pick<CompositeOptions, "numSpikes" | "samplingFrequency" | "totalFrames">,
): boolean[] {
  const { numSpikes, totalFrames } = options;
  const maxLag = Math.round((OVERLAP_MS * options.samplingFrequency) / 1000);
  const isNear = (a: number, b: number): boolean =>
    a !== b &&
    channelDistance(locations, templates[a].peakChannel, templates[b].peakChannel) <=
      OVERLAP_RADIUS_UM;
  const units = [...templates.keys()];
  return units.map((unit) =>
    units.some((host) => {
      if (!isNear(unit, host) || numSpikes[host] <= numSpikes[unit]) return false;
      const around = units.reduce((sum, u) => sum + (isNear(host, u) ? numSpikes[u] : 0), 0);
      const chance = (numSpikes[host] * around * 2 * maxLag) / Math.max(1, totalFrames);
      if (numSpikes[unit] > 2 * (1 + chance)) return false;
      const alike = numSpikes[unit] <= chance / 2 ? RARE_COSINE : SATELLITE_COSINE;
      return compareTemplates(templates[host], templates[unit], maxLag).cosine >= alike;
    }),
  );
}

/** How often the two rarest of the parts may meet, generously. */
function chanceMeetings(parts: Int32Array, options: CompositeOptions): number {
  const [a, b] = [...parts].map((part) => options.numSpikes[part]).sort((x, y) => x - y);
  const window = (2 * MEETING_MS * options.samplingFrequency) / 1000;
  return MEETING_FACTOR * (1 + (a * b * window) / Math.max(1, options.totalFrames));
}

/** The template alone in silence, [3 × samples × channel]. */
function isolatedTemplate(
  { templates }: PeelOptions,
  unit: number,
  numChannels: number,
): Float32Array {
  const { numSamples } = templates;
  const channels = templateChannels(templates, unit);
  const data = templateData(templates, unit);
  const out = new Float32Array(3 * numSamples * numChannels);
  for (let s = 0; s < numSamples; s++) {
    for (let c = 0; c < channels.length; c++) {
      out[(numSamples + s) * numChannels + channels[c]] = data[s * channels.length + c];
    }
  }
  return out;
}

function energyOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
