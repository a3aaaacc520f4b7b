import { encodeFrame } from "#contract/index.ts";
import type { TaskContext } from "#core/compute/index.ts";
import { EphysError, type ExtractorDict } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { welch } from "#core/signal/index.ts";
import { sampleReader } from "./samples.ts";

/** What the spectra panel asks for. */
export interface SpectraArgs {
  readonly raw: ExtractorDict;
  readonly processed: ExtractorDict;
  readonly segment: number;
  /** frames of the raw recording */
  readonly start: number;
  readonly stop: number;
  /** length of a Welch segment, frames of the raw recording */
  readonly segmentFrames: number;
  /** positions in the raw recording whose own spectra are wanted too */
  readonly channels: readonly number[];
  /** the preprocessed samples are no voltages */
  readonly isArbitrary: boolean;
}

/**
 * Power spectral densities of a stretch before and after the chain (Welch 1967; SciPy's defaults: Hann window, half
 * overlap, constant detrend): median, 10 % and 90 % over channels, and single channels.
 */
export async function spectraWindow(
  args: SpectraArgs,
  ctx: TaskContext,
): Promise<Uint8Array<ArrayBuffer>> {
  const raw = await ctx.openRecording(args.raw);
  const processed = await ctx.openRecording(args.processed);
  if (raw.numSamples[args.segment] === undefined) {
    throw new EphysError(
      "SegmentNotFound",
      `segment ${String(args.segment)} does not exist; there are ${String(raw.numSamples.length)}`,
      { segment: args.segment },
    );
  }
  const wanted = args.channels.flatMap((channel) => raw.channelIds[channel] ?? []);
  const before = await spectraOf(raw, wanted, { ...args, isArbitrary: false }, ctx);
  const ratio = processed.samplingFrequency / raw.samplingFrequency;
  const after = await spectraOf(
    processed,
    wanted,
    {
      ...args,
      start: Math.floor(args.start * ratio),
      stop: Math.ceil(args.stop * ratio),
      segmentFrames: Math.max(1, Math.round(args.segmentFrames * ratio)),
    },
    ctx,
  );
  return encodeFrame([...arraysOf("raw", before), ...arraysOf("processed", after)], {
    start: before.start,
    stop: before.stop,
    numSegments: before.numSegments,
    overviewChannels: before.numSpread,
    numChannels: before.numChannels,
  });
}

interface Spectra {
  readonly start: number;
  readonly stop: number;
  readonly numSegments: number;
  readonly unit: string;
  /** [bin], Hz */
  readonly frequencies: Float64Array;
  /** [bin × 3]: 10 %, median and 90 % over channels */
  readonly overview: Float32Array;
  /** [bin × wanted]; NaN where the recording has no such channel */
  readonly single: Float32Array;
  readonly numWanted: number;
  /** channels of the overview, of how many */
  readonly numSpread: number;
  readonly numChannels: number;
}

/** Channels that an overview is made of; of more, this many spread evenly over the recording. */
const OVERVIEW_CHANNELS = 128;

async function spectraOf(
  recording: Recording,
  wanted: readonly Recording["channelIds"][number][],
  { segment, start, stop, segmentFrames, isArbitrary }: SpectraArgs,
  ctx: TaskContext,
): Promise<Spectra> {
  const total = recording.numSamples[segment] ?? 0;
  const first = Math.min(total, Math.max(0, Math.floor(start)));
  const last = Math.max(first, Math.min(total, Math.ceil(stop)));
  if (last - first < 2) {
    throw new EphysError("InvalidValue", "a spectrum needs at least two frames", { segment });
  }
  const spread = evenly(recording.channelIds.length, OVERVIEW_CHANNELS);
  const places = wanted.map((id) => recording.channelIds.indexOf(id));
  const single = places.filter((place) => place >= 0);
  const channels = Int32Array.from([...spread, ...single]);
  const reader = sampleReader(recording, { segment, channels, isArbitrary }, ctx.kernels);
  const traces = await reader.read(first, last);
  const { frequencies, density } = welch(
    traces,
    channels.length,
    recording.samplingFrequency,
    segmentFrames,
  );
  let next = spread.length;
  const columns = places.map((place) => (place < 0 ? -1 : next++));
  const length = Math.min(segmentFrames, last - first);
  return {
    start: first,
    stop: last,
    numSegments: 1 + Math.floor((last - first - length) / (length - (length >> 1))),
    unit: reader.scaled ? "µV²/Hz" : "a.u.²/Hz",
    frequencies,
    overview: quantilesOverChannels(density, channels.length, spread.length),
    single: columnsOf(density, channels.length, columns),
    numWanted: wanted.length,
    numSpread: spread.length,
    numChannels: recording.channelIds.length,
  };
}

/** At most `most` of `count` positions, evenly spread. */
function evenly(count: number, most: number): number[] {
  const length = Math.min(count, most);
  return Array.from({ length }, (_, i) => Math.floor((i * count) / length));
}

const SHARES = [0.1, 0.5, 0.9] as const;

/** [bin × share] over the first `count` channels of [bin × channel], linear between order statistics. */
function quantilesOverChannels(
  density: Float64Array,
  numChannels: number,
  count: number,
): Float32Array {
  const numBins = density.length / numChannels;
  const out = new Float32Array(numBins * SHARES.length);
  for (let bin = 0; bin < numBins; bin++) {
    const row = density.slice(bin * numChannels, bin * numChannels + count).sort();
    for (const [at, share] of SHARES.entries()) {
      const place = share * (count - 1);
      const low = Math.floor(place);
      const a = row[low] ?? NaN;
      const b = row[Math.min(count - 1, low + 1)] ?? NaN;
      out[bin * SHARES.length + at] = a + (b - a) * (place - low);
    }
  }
  return out;
}

/** [bin × column] of [bin × channel]; −1 is a column of NaN. */
function columnsOf(
  density: Float64Array,
  numChannels: number,
  columns: readonly number[],
): Float32Array {
  const numBins = density.length / numChannels;
  const out = new Float32Array(numBins * columns.length);
  for (let bin = 0; bin < numBins; bin++) {
    for (const [at, column] of columns.entries()) {
      out[bin * columns.length + at] =
        column < 0 ? NaN : (density[bin * numChannels + column] ?? NaN);
    }
  }
  return out;
}

function arraysOf(name: string, spectra: Spectra): Parameters<typeof encodeFrame>[0] {
  const { frequencies, overview, single, numWanted, unit } = spectra;
  const numBins = frequencies.length;
  return [
    { name: `${name}Frequencies`, shape: [numBins], unit: "Hz", data: frequencies },
    { name: `${name}Overview`, shape: [numBins, 3], unit, data: overview },
    { name: `${name}Channels`, shape: [numBins, numWanted], unit, data: single },
  ];
}
