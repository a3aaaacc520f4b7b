import type { Chunk, ComputeContext } from "#core/compute/index.ts";
import { findComposites, findSatellites } from "../shared/units/composites.ts";
import { spreadChunks } from "../shared/chain/spread-chunks.ts";
import { matchSpikes, peelArgs, type MatchedSpikes } from "./match.ts";
import { findMerges, type Merge } from "../shared/units/merge.ts";
import type { SortSetup } from "./setup.ts";
import { templateSnr, type UnitTemplate } from "../shared/units/template.ts";
import type { SpikeTimes } from "../shared/units/unit-pairs.ts";

/** Names of the times that templates are matched, averaged anew and cleaned. */
export const REFINE_STEPS = ["refine templates 1", "refine templates 2"] as const;

/**
 * Templates of units from templates of clusters: they are matched on a part of the recording, replaced by the means of
 * what they find, and those that find too little, are too small or are one neuron are dropped or joined.
 */
export async function refineTemplates(
  start: readonly UnitTemplate[],
  setup: SortSetup,
  ctx: ComputeContext,
): Promise<UnitTemplate[]> {
  const chunks = refineChunks(setup);
  let templates = [...start];
  for (const step of REFINE_STEPS) {
    const { spikes, means } = await matchSpikes(
      templates,
      setup,
      { chunks, step, average: true },
      ctx,
    );
    const frames = chunks.reduce((sum, chunk) => sum + chunk.endFrame - chunk.startFrame, 0);
    const minSpikes = Math.max(
      MIN_SPIKES,
      (setup.params.templates.min_firing_rate * frames) / setup.recording.samplingFrequency,
    );
    const matched = templates;
    templates = cleanUnits(means, spikes, { setup, frames, minSpikes, step, matched }, ctx);
    ctx.log(`${step}: ${String(templates.length)} units`);
  }
  return templates;
}

/** Fewest spikes in the refined part from which a template is believed. */
const MIN_SPIKES = 5;

function refineChunks(setup: SortSetup): Chunk[] {
  const rate = setup.recording.samplingFrequency;
  const count = Math.max(1, Math.ceil((setup.params.templates.refine_duration_s * rate) / rate));
  return spreadChunks(setup.recording, count, setup.params.seed + 1);
}

interface CleanOptions {
  readonly setup: SortSetup;
  /** frames that were matched */
  readonly frames: number;
  readonly minSpikes: number;
  /** name of the stage */
  readonly step: string;
  /** [unit] templates that were matched */
  readonly matched: readonly UnitTemplate[];
}

/** Means that are worth keeping, joined where they are one neuron. */
function cleanUnits(
  means: readonly (UnitTemplate | undefined)[],
  spikes: MatchedSpikes,
  options: CleanOptions,
  ctx: ComputeContext,
): UnitTemplate[] {
  const { setup, frames, minSpikes, step, matched } = options;
  const times = timesByUnit(spikes, means.length, setup);
  means.forEach((mean, u) => {
    const reason = whyTooLittle(mean, times[u].length, options);
    if (reason !== "") setup.onDrop?.(step, { ...matched[u], weight: times[u].length }, reason);
  });
  const kept = means.flatMap((mean, u) =>
    mean !== undefined &&
    times[u].length >= minSpikes &&
    templateSnr(mean) >= setup.params.templates.min_snr
      ? [{ template: recentre(mean, setup), times: times[u] }]
      : [],
  );
  const merges = findMerges(
    kept.map((unit) => unit.template),
    kept.map((unit) => unit.times),
    {
      locations: setup.locations,
      samplingFrequency: setup.recording.samplingFrequency,
      totalFrames: frames,
    },
  );
  const gone = new Set(merges.map((merge: Merge) => merge.from));
  for (const { from, into } of merges) {
    const other = String(setup.recording.channelIds[kept[into].template.peakChannel]);
    setup.onDrop?.(step, kept[from].template, `is the same neuron as that of channel ${other}`);
  }
  const joined = kept.filter((_, i) => !gone.has(i));
  return withoutComposites(joined, { setup, frames, step }, ctx);
}

/** Why a unit is not believed; "" for one that is. */
function whyTooLittle(
  mean: UnitTemplate | undefined,
  numSpikes: number,
  { setup, minSpikes }: CleanOptions,
): string {
  if (mean === undefined || numSpikes < minSpikes) {
    return `finds ${String(numSpikes)} spikes (at least ${minSpikes.toFixed(1)})`;
  }
  const snr = templateSnr(mean);
  const { min_snr } = setup.params.templates;
  return snr >= min_snr ? "" : `SNR ${snr.toFixed(1)} (at least ${String(min_snr)})`;
}

interface MeasuredUnit {
  readonly template: UnitTemplate;
  readonly times: SpikeTimes;
}

function withoutComposites(
  units: readonly MeasuredUnit[],
  { setup, frames, step }: Pick<CleanOptions, "setup" | "frames" | "step">,
  ctx: ComputeContext,
): UnitTemplate[] {
  const templates = units.map((unit) => unit.template);
  if (templates.length === 0) return [];
  const counts = {
    samplingFrequency: setup.recording.samplingFrequency,
    numSpikes: units.map((unit) => unit.times.length),
    totalFrames: frames,
  };
  const peel = peelArgs(templates, setup, noLists);
  const composite = findComposites(
    { ...counts, peel, numChannels: setup.noise.length },
    ctx.kernels,
  );
  const satellite = findSatellites(templates, setup.locations, counts);
  templates.forEach((template, i) => {
    if (!composite[i] && !satellite[i]) return;
    const reason = composite[i] ? "is two others at once" : "is another with something on top";
    setup.onDrop?.(step, template, reason);
  });
  return templates.filter((_, i) => !composite[i] && !satellite[i]);
}

const noLists = { starts: new Int32Array(1), indices: new Int32Array(0) };

/** Spike times of every unit, segments laid one after the other. */
function timesByUnit(spikes: MatchedSpikes, numUnits: number, setup: SortSetup): SpikeTimes[] {
  const gap = setup.recording.samplingFrequency; // segments are farther apart than any window
  const starts = [0];
  for (const frames of setup.recording.numSamples)
    starts.push(starts[starts.length - 1] + frames + gap);
  const lists: number[][] = Array.from({ length: numUnits }, () => []);
  for (let i = 0; i < spikes.unit.length; i++) {
    lists[spikes.unit[i]].push(spikes.sampleIndex[i] + starts[spikes.segmentIndex[i]]);
  }
  return lists.map((list) => Float64Array.from(list));
}

/** The template with its true peak channel (means may peak beside the cluster's channel). */
function recentre(template: UnitTemplate, setup: SortSetup): UnitTemplate {
  const { peak_sign } = setup.params.detection;
  const width = template.channels.length;
  let extreme = 0;
  let at = 0;
  for (let i = 0; i < template.data.length; i++) {
    const value = template.data[i];
    const size = peak_sign === "neg" ? -value : peak_sign === "pos" ? value : Math.abs(value);
    if (size > extreme) {
      extreme = size;
      at = i;
    }
  }
  const shift = Math.floor(at / width) - setup.nbefore;
  return {
    ...template,
    peakChannel: template.channels[at % width],
    data: shift === 0 ? template.data : shifted(template.data, width, shift),
  };
}

/** Rows moved `shift` earlier, zeros where nothing is known. */
function shifted(data: Float32Array, width: number, shift: number): Float32Array {
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const from = i + shift * width;
    if (from >= 0 && from < data.length) out[i] = data[from];
  }
  return out;
}
