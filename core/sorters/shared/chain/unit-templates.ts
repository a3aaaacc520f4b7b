import { defaultRng } from "#core/array/index.ts";
import type { Chunk, ComputeContext } from "#core/compute/index.ts";
import type { Recording } from "#core/recording/index.ts";
import {
  channelDistance,
  matchingTemplates,
  type ChannelLists,
  type MatchedSpikes,
  type MatchingTemplates,
  type Peaks,
} from "#core/sorting-components/index.ts";
import type { UnitTemplate } from "../units/template.ts";
import { meanWaveforms, type LabelledSpikes } from "./mean-waveforms.ts";

export interface TemplateOptions {
  readonly nbefore: number;
  readonly nafter: number;
  /** spikes that are averaged, drawn at random */
  readonly maxSpikes: number;
  /** channels within this distance of the largest one */
  readonly radiusUm: number;
  /** channels whose peak-to-peak amplitude reaches this many noise levels; undefined: all */
  readonly channelSnr: number | undefined;
  /** units whose peak-to-peak amplitude stays below are left out */
  readonly minSnr: number | undefined;
  /** units that peak elsewhere by more samples are left out */
  readonly maxJitter: number | undefined;
  readonly sign: "neg" | "pos" | "both";
  readonly seed: number;
}

/** What templates are made on. */
export interface Ground {
  readonly recording: Recording;
  /** [channel × 2], um */
  readonly contacts: Float64Array;
  /** [channel], MAD in the units of the traces */
  readonly noise: Float32Array;
  /** told of every candidate that is left out */
  readonly onDrop?: (drop: Drop) => void;
}

/** A candidate that can be no unit. */
interface Drop {
  readonly unit: string;
  /** position of the channel where it is largest */
  readonly channel: number;
  readonly spikes: number;
  readonly reason: string;
}

/** Averages are taken this much farther out than templates reach: the largest channel may be another than the peaks'. */
const EXTRA_RADIUS_UM = 60;

/** Templates of clusters of peaks, weighted by their peaks; those that can be no unit are left out. */
export async function templatesOfClusters(
  ground: Ground,
  peaks: Peaks,
  labels: Int32Array,
  unitIds: readonly number[],
  options: TemplateOptions,
  ctx: ComputeContext,
): Promise<UnitTemplate[]> {
  const spikes = someSpikes(peaks, labels, unitIds, options);
  const main = unitIds.map((id) => commonest(peaks.channelIndex, labels, id));
  const lists = listsAround(main, ground.contacts, options.radiusUm + EXTRA_RADIUS_UM);
  const { waveforms, counts } = await meanWaveforms(ground.recording, spikes, lists, options, ctx);
  const sizes = unitIds.map((id) => labels.reduce((n, label) => n + Number(label === id), 0));
  const templates: UnitTemplate[] = [];
  waveforms.forEach((data, u) => {
    const channels = lists.indices.subarray(lists.starts[u], lists.starts[u + 1]);
    const clean =
      counts[u] === 0
        ? "its peaks are too near the borders of the recording"
        : cleanTemplate({ channels, data, weight: sizes[u] }, ground, options);
    if (typeof clean !== "string") templates.push(clean);
    else {
      const unit = `cluster ${String(unitIds[u])}`;
      ground.onDrop?.({ unit, channel: main[u], spikes: sizes[u], reason: clean });
    }
  });
  return templates;
}

/** Means of what templates found in some chunks, [template]; undefined where that can be no unit. */
export async function templatesOfSpikes(
  ground: Ground,
  found: MatchedSpikes,
  templates: readonly UnitTemplate[],
  options: TemplateOptions,
  chunks: readonly Chunk[],
  ctx: ComputeContext,
): Promise<(UnitTemplate | undefined)[]> {
  const spikes = {
    sampleIndex: found.sampleIndex,
    segmentIndex: found.segmentIndex,
    unit: found.clusterIndex,
  };
  const main = templates.map(({ peakChannel }) => peakChannel);
  const lists = listsAround(main, ground.contacts, options.radiusUm + EXTRA_RADIUS_UM);
  const means = await meanWaveforms(ground.recording, spikes, lists, options, ctx, chunks);
  return means.waveforms.map((data, u) => {
    const channels = lists.indices.subarray(lists.starts[u], lists.starts[u + 1]);
    const weight = means.counts[u];
    if (weight === 0) return undefined;
    const clean = cleanTemplate({ channels, data, weight }, ground, options);
    return typeof clean === "string" ? undefined : clean;
  });
}

/** At most `maxSpikes` of each unit, in the order of the peaks. */
function someSpikes(
  peaks: Peaks,
  labels: Int32Array,
  unitIds: readonly number[],
  { maxSpikes, seed }: TemplateOptions,
): LabelledSpikes {
  const unitOf = new Map(unitIds.map((id, u) => [id, u]));
  const rows: number[][] = unitIds.map(() => []);
  labels.forEach((label, row) => {
    const u = unitOf.get(label);
    if (u !== undefined) rows[u].push(row);
  });
  const rng = defaultRng(seed);
  const chosen = rows
    .flatMap((list) =>
      list.length <= maxSpikes
        ? list
        : Array.from(rng.choice(list.length, maxSpikes, { replace: false }), (i) => list[i]),
    )
    .sort((a, b) => a - b);
  return {
    sampleIndex: Float64Array.from(chosen, (row) => peaks.sampleIndex[row]),
    segmentIndex: Int32Array.from(chosen, (row) => peaks.segmentIndex[row]),
    unit: Int32Array.from(chosen, (row) => unitOf.get(labels[row]) ?? 0),
  };
}

function commonest(channels: Int32Array, labels: Int32Array, id: number): number {
  const counts = new Map<number, number>();
  labels.forEach((label, row) => {
    if (label === id) counts.set(channels[row], (counts.get(channels[row]) ?? 0) + 1);
  });
  let best = 0;
  let most = 0;
  for (const [channel, count] of counts) {
    if (count > most || (count === most && channel < best)) [best, most] = [channel, count];
  }
  return best;
}

function listsAround(
  main: readonly number[],
  contacts: Float64Array,
  radiusUm: number,
): ChannelLists {
  const starts = new Int32Array(main.length + 1);
  const indices: number[] = [];
  for (const [u, channel] of main.entries()) {
    for (let c = 0; c < contacts.length / 2; c++) {
      if (channelDistance(contacts, channel, c) <= radiusUm) indices.push(c);
    }
    starts[u + 1] = indices.length;
  }
  return { starts, indices: Int32Array.from(indices) };
}

/** The template on the channels that count, in noise levels; or why it is no unit. */
function cleanTemplate(
  { channels, data, weight }: Pick<UnitTemplate, "channels" | "data" | "weight">,
  { contacts, noise }: Ground,
  options: TemplateOptions,
): UnitTemplate | string {
  const width = channels.length;
  let main = -1;
  let size = 0;
  for (let c = 0; c < width; c++) {
    const value = data[options.nbefore * width + c] / noise[channels[c]];
    const own = options.sign === "neg" ? -value : options.sign === "pos" ? value : Math.abs(value);
    if (own > size) [main, size] = [c, own];
  }
  if (main < 0)
    return `nothing in its mean points ${options.sign === "neg" ? "down" : "up"} at the peak`;
  const jitter = Math.abs(extremeRow(data, width, main) - options.nbefore);
  if (options.maxJitter !== undefined && jitter > options.maxJitter) {
    return `its mean peaks ${String(jitter)} samples off (at most ${String(options.maxJitter)})`;
  }
  const peakChannel = channels[main];
  const spans = Float64Array.from(
    channels,
    (channel, c) => spanOf(data, width, c) / noise[channel],
  );
  const kept = [...channels.keys()].filter(
    (c) =>
      noise[channels[c]] > 0 &&
      channelDistance(contacts, peakChannel, channels[c]) <= options.radiusUm &&
      spans[c] >= (options.channelSnr ?? 0),
  );
  if (kept.length === 0) return "no channel of its mean stands out of the noise";
  const largest = kept.reduce((most, c) => Math.max(most, spans[c]), 0);
  if (options.minSnr !== undefined && largest < options.minSnr) {
    return `peak to peak ${largest.toFixed(1)} noise levels (at least ${String(options.minSnr)})`;
  }
  const numSamples = data.length / width;
  const out = new Float32Array(numSamples * kept.length);
  for (let s = 0; s < numSamples; s++) {
    for (const [i, c] of kept.entries()) {
      out[s * kept.length + i] = data[s * width + c] / noise[channels[c]];
    }
  }
  return { peakChannel, channels: Int32Array.from(kept, (c) => channels[c]), data: out, weight };
}

function extremeRow(data: Float32Array, width: number, column: number): number {
  let best = 0;
  for (let s = 1; s * width < data.length; s++) {
    if (Math.abs(data[s * width + column]) > Math.abs(data[best * width + column])) best = s;
  }
  return best;
}

/** Peak-to-peak amplitude. */
function spanOf(data: Float32Array, width: number, column: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (let at = column; at < data.length; at += width) {
    low = Math.min(low, data[at]);
    high = Math.max(high, data[at]);
  }
  return high - low;
}

/** Templates for a matching method, in the units of the traces. */
export function toMatching(
  templates: readonly UnitTemplate[],
  noise: Float32Array,
  { nbefore, nafter }: { readonly nbefore: number; readonly nafter: number },
): MatchingTemplates {
  const numChannels = noise.length;
  const numSamples = nbefore + nafter;
  const data = new Float32Array(templates.length * numSamples * numChannels);
  const mask = new Uint8Array(templates.length * numChannels);
  for (const [u, { channels, data: own }] of templates.entries()) {
    for (let i = 0; i < own.length; i++) {
      const row = u * numSamples + Math.floor(i / channels.length);
      const channel = channels[i % channels.length];
      data[row * numChannels + channel] = own[i] * noise[channel];
      mask[u * numChannels + channel] = 1;
    }
  }
  return matchingTemplates(data, [templates.length, numSamples, numChannels], nbefore, mask);
}
