import type { ComputeContext } from "#core/compute/index.ts";
import {
  channelDistance,
  channelsWithin,
  type ChannelLists,
} from "#core/sorting-components/index.ts";
import { findComposites, findSatellites } from "../units/composites.ts";
import { groupEqualTemplates } from "../units/merge.ts";
import { packTemplates } from "../units/packed-templates.ts";
import type { PeelOptions } from "../units/peeler.ts";
import { templateSnr, type UnitTemplate } from "../units/template.ts";
import { focused } from "./focus.ts";
import type { Ground, TemplateOptions } from "./unit-templates.ts";

/** How an isolated template is looked at: peaks apart by less are one. */
const SCAN_SWEEP_MS = 0.3;
const SCAN_RADIUS_UM = 60;
/** Share of a unit's size down to which its peaks are sought, and the least in noise levels. */
const THRESHOLD_SHARE = 0.6;
const LOWEST_THRESHOLD = 3.5;
/** Templates this far from a peak's channel are tried for it. */
const UNIT_RADIUS_UM = 90;
const REFRACTORY_MS = 0.5;

/**
 * Templates that stand for units: one of every group that is equal but for noise (that of most peaks), and none that two
 * others explain together as often as chance lets them meet.
 * @param templates weighted by their spikes in the whole recording
 */
export function cleanTemplates(
  templates: readonly UnitTemplate[],
  { recording, contacts, onDrop }: Ground,
  options: TemplateOptions,
  ctx: ComputeContext,
): UnitTemplate[] {
  const { samplingFrequency, numSamples } = recording;
  const totalFrames = numSamples.reduce((a, b) => a + b, 0);
  const parts = templates.map((template) => focused(template, options.nbefore, samplingFrequency));
  const group = groupEqualTemplates(parts, { locations: contacts, samplingFrequency, totalFrames });
  const drop = ({ peakChannel, weight }: UnitTemplate, reason: string): void => {
    const name = String(recording.channelIds[peakChannel]);
    const unit = `template of channel ${name}`;
    onDrop?.({ unit, channel: peakChannel, spikes: Math.round(weight), reason });
  };
  templates.forEach((template, i) => {
    const other = templates[group[i]];
    if (other !== template) {
      const name = String(recording.channelIds[other.peakChannel]);
      drop(template, `equal but for noise to the template of channel ${name}`);
    }
  });
  const distinct = templates.filter((_, i) => group[i] === i);
  if (distinct.length === 0) return [];
  const counts = {
    samplingFrequency,
    numSpikes: distinct.map(({ weight }) => weight),
    totalFrames,
  };
  const peel = peelOptions(distinct, contacts, samplingFrequency, options);
  const composite = findComposites(
    { ...counts, peel, numChannels: contacts.length / 2 },
    ctx.kernels,
  );
  const satellite = findSatellites(distinct, contacts, counts);
  distinct.forEach((template, i) => {
    if (!composite[i] && !satellite[i]) return;
    const what = composite[i] ? "two others at once" : "another with something on top";
    ctx.log(`a template on channel ${String(template.peakChannel)} is ${what}`);
    drop(template, `is ${what}`);
  });
  return distinct.filter((_, i) => !composite[i] && !satellite[i]);
}

function peelOptions(
  templates: readonly UnitTemplate[],
  contacts: Float64Array,
  samplingFrequency: number,
  { nbefore, nafter, sign }: TemplateOptions,
): PeelOptions {
  const numChannels = contacts.length / 2;
  const thresholds = new Float32Array(numChannels).fill(LOWEST_THRESHOLD + 1.5);
  for (const template of templates) {
    const wanted = Math.max(LOWEST_THRESHOLD, THRESHOLD_SHARE * templateSnr(template));
    const c = template.peakChannel;
    thresholds[c] = Math.min(thresholds[c], wanted);
  }
  return {
    plan: {
      numChannels,
      thresholds,
      sign,
      sweep: Math.trunc((SCAN_SWEEP_MS * samplingFrequency) / 1000),
      neighbours: channelsWithin(contacts, SCAN_RADIUS_UM),
    },
    templates: packTemplates(templates, nbefore, nbefore + nafter),
    unitsNear: unitsNear(templates, contacts),
    amplitudeMin: 0.6,
    amplitudeMax: 1.6,
    maxRounds: 4,
    refractorySamples: Math.round((REFRACTORY_MS * samplingFrequency) / 1000),
  };
}

function unitsNear(templates: readonly UnitTemplate[], contacts: Float64Array): ChannelLists {
  const numChannels = contacts.length / 2;
  const starts = new Int32Array(numChannels + 1);
  const indices: number[] = [];
  for (let channel = 0; channel < numChannels; channel++) {
    for (const [unit, { peakChannel }] of templates.entries()) {
      if (channelDistance(contacts, channel, peakChannel) <= UNIT_RADIUS_UM) indices.push(unit);
    }
    starts[channel + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices) };
}
