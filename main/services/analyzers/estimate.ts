import type { ExtensionEstimate } from "#contract/index.ts";
import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import { EXTENSIONS } from "#core/extensions/index.ts";

/** What an analyzer's size means for the work. */
interface Size {
  readonly spikes: number;
  readonly chosen: number;
  readonly units: number;
  readonly channels: number;
  /** channels that a unit has, on average */
  readonly perUnit: number;
  /** frames of one waveform */
  readonly frames: number;
  /** samples × channels of the recording */
  readonly values: number;
}

interface Cost {
  /** s on a usual machine with two workers: values read at 40 million a second, the rest as measured on the benchmark */
  readonly seconds: number;
  readonly diskBytes: number;
}

const READ_PER_S = 40e6;

const COSTS: Readonly<Record<string, (size: Size) => Cost>> = {
  random_spikes: ({ spikes, chosen }) => ({ seconds: spikes / 50e6, diskBytes: 8 * chosen }),
  noise_levels: ({ channels }) => ({ seconds: channels / 200, diskBytes: 4 * channels }),
  waveforms: ({ values, chosen, perUnit, frames }) => ({
    seconds: values / READ_PER_S,
    diskBytes: 4 * chosen * perUnit * frames,
  }),
  templates: ({ units, channels, frames, chosen, perUnit }) => ({
    seconds: (chosen * perUnit * frames) / 200e6,
    diskBytes: 2 * 4 * units * channels * frames,
  }),
  spike_amplitudes: ({ values, spikes }) => ({
    seconds: values / READ_PER_S,
    diskBytes: 4 * spikes,
  }),
  amplitude_scalings: ({ values, spikes }) => ({
    seconds: values / READ_PER_S + spikes / 200e3,
    diskBytes: 5 * spikes,
  }),
  spike_locations: ({ values, spikes }) => ({
    seconds: values / READ_PER_S + spikes / 500e3,
    diskBytes: 16 * spikes,
  }),
  unit_locations: ({ units }) => ({ seconds: units / 100, diskBytes: 24 * units }),
  correlograms: ({ spikes, units }) => ({
    seconds: spikes / 1e6,
    diskBytes: 8 * units * units * 50,
  }),
  isi_histograms: ({ spikes, units }) => ({ seconds: spikes / 50e6, diskBytes: 8 * units * 50 }),
  acgs_3d: ({ spikes, units }) => ({ seconds: spikes / 500e3, diskBytes: 8 * units * 510 }),
  template_similarity: ({ units, channels, frames }) => ({
    seconds: (units * units * Math.min(32, channels) * frames) / 1e9,
    diskBytes: 4 * units * units,
  }),
  template_metrics: ({ units }) => ({ seconds: units / 200, diskBytes: 200 * units }),
  principal_components: ({ chosen, perUnit, frames }) => ({
    seconds: (chosen * perUnit * frames) / 20e6,
    diskBytes: 4 * chosen * perUnit * 5,
  }),
  auto_correlograms: ({ spikes, units }) => ({ seconds: spikes / 20e6, diskBytes: 8 * units * 50 }),
  spiketrain_metrics: ({ units }) => ({ seconds: 0.01, diskBytes: 40 * units }),
  valid_unit_periods: ({ spikes, units }) => ({ seconds: spikes / 5e6, diskBytes: 200 * units }),
  quality_metrics: ({ spikes, units }) => ({ seconds: units / 8 + spikes / 5e6, diskBytes: 400 * units }), // prettier-ignore
};

/** Time and disk of every extension; the time that one took here before is what it will take again. */
export function estimateExtensions(analyzer: SortingAnalyzer): ExtensionEstimate[] {
  const size = sizeOf(analyzer);
  return EXTENSIONS.map((extension) => {
    const { name } = extension;
    const cost = COSTS[name]?.(size) ?? { seconds: NaN, diskBytes: NaN };
    const before = analyzer.extensions.get(name)?.runtimeS ?? NaN;
    // what reads whatever is there may find more than last time
    const isMeasured = Number.isFinite(before) && !("uses" in extension);
    return {
      name,
      seconds: isMeasured ? before : cost.seconds,
      diskBytes: Math.round(cost.diskBytes),
      isMeasured,
    };
  });
}

function sizeOf({ sorting, attributes, sparsity, extensions }: SortingAnalyzer): Size {
  const units = sorting.unitIds.length;
  const spikes = sorting.spikes.sampleIndex.length;
  const channels = attributes.channelIds.length;
  const entries = sparsity?.channels.reduce((sum, row) => sum + row.length, 0);
  const ms = (name: string, otherwise: number): number => {
    const value = extensions.get("waveforms")?.params[name];
    return typeof value === "number" ? value : otherwise;
  };
  return {
    spikes,
    chosen: Math.min(spikes, 500 * units),
    units,
    channels,
    perUnit: entries === undefined ? channels : entries / (units || 1),
    frames: ((ms("ms_before", 1) + ms("ms_after", 2)) * attributes.samplingFrequency) / 1000,
    values: attributes.numSamples.reduce((sum, n) => sum + n, 0) * channels,
  };
}
