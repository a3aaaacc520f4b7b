import { runSweep, sweepRequest, type Chunk, type ComputeContext } from "#core/compute/index.ts";
import {
  channelDistance,
  channelsOf,
  channelsWithin,
  DETECTION_METHODS,
  type ChannelLists,
  type DetectionPlan,
} from "#core/sorting-components/index.ts";
import { createResidualShow } from "../shared/chain/show-residual.ts";
import { packTemplates } from "../shared/units/packed-templates.ts";
import { peelNode, type PeelArgs, type PeelResult } from "./peel-node.ts";
import { sharedLists, sharedPlan } from "../shared/peaks/plans.ts";
import type { SortSetup } from "./setup.ts";
import { pruneChannels, templateSnr, type UnitTemplate } from "../shared/units/template.ts";

/** Spikes of all units, ordered by (segment, sample, unit). */
export interface MatchedSpikes {
  readonly sampleIndex: Float64Array;
  readonly segmentIndex: Int32Array;
  readonly unit: Int32Array;
  /** relative to the template */
  readonly amplitude: Float32Array;
}

export interface MatchOutcome {
  readonly spikes: MatchedSpikes;
  /** mean waveforms of the units' spikes, overlaps taken out; [unit], undefined for a unit without spikes */
  readonly means: readonly (UnitTemplate | undefined)[];
}

/** Detection on the residual: narrow in time and space, so that overlapping spikes give peaks of their own. */
const SCAN_SWEEP_MS = 0.3;
const SCAN_RADIUS_UM = 60;
/** Where a unit peaks, the residual is searched down to this share of its size … */
const THRESHOLD_SHARE = 0.6;
/** … but never below this many noise levels. */
const LOWEST_THRESHOLD = 3.5;
/** Templates this far from a peak's channel are tried for it. */
const UNIT_RADIUS_UM = 90;
/** Channels on which mean waveforms are taken. */
const AVERAGE_RADIUS_UM = 150;
/** Channels of a template that take part in matching rise above this many noise levels … */
const CHANNEL_MIN_SNR = 1;
/** … and above this share of its largest deflection. */
const CHANNEL_MIN_SHARE = 0.05;

/** Finds the templates' spikes in the given chunks. `average`: also their mean waveforms. */
export async function matchSpikes(
  templates: readonly UnitTemplate[],
  setup: SortSetup,
  run: { readonly chunks: readonly Chunk[]; readonly step: string; readonly average: boolean },
  ctx: ComputeContext,
): Promise<MatchOutcome> {
  if (templates.length === 0) return { spikes: joinSpikes([]), means: [] };
  const wide = averageChannels(templates, setup, run.average);
  const args = peelArgs(templates, setup, wide);
  const parts: { readonly out: PeelResult; readonly segmentIndex: number }[] = [];
  const sums = new Float64Array(wide.indices.length * (setup.nbefore + setup.nafter));
  const counts = new Float64Array(templates.length);
  const { recording, locations: contacts, noise } = setup;
  const show = run.average
    ? undefined
    : createResidualShow({ recording, contacts, noise }, templates, setup.nbefore, ctx);
  const request = sweepRequest(peelNode, args, async (out, chunk) => {
    const { segmentIndex } = chunk;
    await show?.({ sampleIndex: out.sampleIndex, clusterIndex: out.unit }, chunk);
    parts.push({ out: { ...out, waveformSums: new Float32Array(0) }, segmentIndex });
    for (let i = 0; i < out.waveformSums.length; i++) sums[i] += out.waveformSums[i];
    for (let u = 0; u < counts.length; u++) counts[u] += out.waveformCounts[u];
  });
  await runSweep(setup.recording, [request], ctx, { step: run.step, chunks: run.chunks });
  return {
    spikes: joinSpikes(parts),
    means: templates.map((template, u) => meanWaveform(template, u, wide, sums, counts, setup)),
  };
}

/** What a peeler needs for these templates. */
export function peelArgs(
  templates: readonly UnitTemplate[],
  setup: SortSetup,
  average: ChannelLists,
): PeelArgs {
  const { nbefore, nafter, params, recording } = setup;
  const pruned = templates.map((template) =>
    pruneChannels(template, Math.max(CHANNEL_MIN_SNR, CHANNEL_MIN_SHARE * templateSnr(template))),
  );
  return {
    plan: residualPlan(templates, setup),
    templates: packTemplates(pruned, nbefore, nbefore + nafter),
    unitsNear: sharedLists(unitsNearChannels(templates, setup.locations)),
    amplitudeMin: params.matching.amplitude_min,
    amplitudeMax: params.matching.amplitude_max,
    maxRounds: params.matching.max_loops,
    refractorySamples: Math.round((REFRACTORY_MS * recording.samplingFrequency) / 1000),
    inverseNoise: setup.inverseNoise,
    average: sharedLists(average),
  };
}

/** A unit cannot fire again within this time. */
const REFRACTORY_MS = 0.5;

/**
 * The scan of the residual. Small units are searched below the threshold for peaks to cluster: what is found there must
 * still fit a template.
 */
function residualPlan(templates: readonly UnitTemplate[], setup: SortSetup): DetectionPlan {
  const { peak_sign, detect_threshold } = setup.params.detection;
  const [, locallyExclusive] = DETECTION_METHODS;
  const plan = locallyExclusive.plan(
    { peak_sign, detect_threshold, exclude_sweep_ms: SCAN_SWEEP_MS, radius_um: SCAN_RADIUS_UM },
    {
      samplingFrequency: setup.recording.samplingFrequency,
      numChannels: setup.noise.length,
      locations: setup.locations,
      noiseLevels: new Float32Array(setup.noise.length).fill(1), // the residual is in noise levels
    },
  );
  for (const template of templates) {
    const wanted = Math.max(LOWEST_THRESHOLD, THRESHOLD_SHARE * templateSnr(template));
    const c = template.peakChannel;
    plan.thresholds[c] = Math.min(plan.thresholds[c], wanted);
  }
  return sharedPlan(plan, setup.noise);
}

function unitsNearChannels(
  templates: readonly UnitTemplate[],
  locations: Float64Array,
): ChannelLists {
  const numChannels = locations.length / 2;
  const starts = new Int32Array(numChannels + 1);
  const indices: number[] = [];
  for (let channel = 0; channel < numChannels; channel++) {
    for (const [unit, { peakChannel }] of templates.entries()) {
      if (channelDistance(locations, channel, peakChannel) <= UNIT_RADIUS_UM) indices.push(unit);
    }
    starts[channel + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices) };
}

/** Channels around each unit's peak channel, one row per unit. */
function averageChannels(
  templates: readonly UnitTemplate[],
  { locations }: SortSetup,
  wanted: boolean,
): ChannelLists {
  const around = channelsWithin(locations, AVERAGE_RADIUS_UM);
  const rows = templates.map(({ peakChannel }) =>
    wanted ? channelsOf(around, peakChannel) : new Int32Array(0),
  );
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, u) => (starts[u + 1] = starts[u] + row.length));
  const indices = new Int32Array(starts[rows.length]);
  rows.forEach((row, u) => {
    indices.set(row, starts[u]);
  });
  return { starts, indices };
}

function meanWaveform(
  template: UnitTemplate,
  unit: number,
  wide: ChannelLists,
  sums: Float64Array,
  counts: Float64Array,
  { nbefore, nafter }: SortSetup,
): UnitTemplate | undefined {
  const channels = channelsOf(wide, unit);
  if (counts[unit] === 0 || channels.length === 0) return undefined;
  const from = wide.starts[unit] * (nbefore + nafter);
  const data = Float32Array.from(
    sums.subarray(from, from + channels.length * (nbefore + nafter)),
    (sum) => sum / counts[unit],
  );
  return { peakChannel: template.peakChannel, channels, data, weight: counts[unit] };
}

function joinSpikes(
  parts: readonly { readonly out: PeelResult; readonly segmentIndex: number }[],
): MatchedSpikes {
  const total = parts.reduce((sum, { out }) => sum + out.unit.length, 0);
  const spikes = {
    sampleIndex: new Float64Array(total),
    segmentIndex: new Int32Array(total),
    unit: new Int32Array(total),
    amplitude: new Float32Array(total),
  };
  let at = 0;
  for (const { out, segmentIndex } of parts) {
    spikes.sampleIndex.set(out.sampleIndex, at);
    spikes.unit.set(out.unit, at);
    spikes.amplitude.set(out.amplitude, at);
    spikes.segmentIndex.fill(segmentIndex, at, at + out.unit.length);
    at += out.unit.length;
  }
  return spikes;
}
