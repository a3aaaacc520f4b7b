import { absoluteThresholds, sweepSamples } from "#core/sorting-components/detection/define.ts";
import type { DetectionPlan } from "#core/sorting-components/detection/define.ts";
import { channelDistance, channelsWithin } from "#core/sorting-components/neighbours.ts";
import type { MatchingInput } from "../define.ts";
import { neededLevels, neededLocations } from "../shared/detect.ts";
import { extremumChannels, unitChannels, unitWaveform } from "../shared/templates.ts";

/** One template on its own channels. */
export interface PeelTemplate {
  readonly channels: Int32Array;
  /** [sample × channel of `channels`] */
  readonly data: Float32Array;
  /** offsets of `data` from the first frame of the template in traces of all channels */
  readonly offsets: Int32Array;
  /** [channel of the recording], column in `data` or −1 */
  readonly columns: Int32Array;
  readonly energy: number;
  /** energy of the part that is compared */
  readonly shortEnergy: number;
}

/** What a peeler works with. */
export interface PeelerModel {
  readonly numChannels: number;
  readonly numSamples: number;
  readonly nbefore: number;
  /** rows of a template that are compared: [first, last) */
  readonly shortFirst: number;
  readonly shortLast: number;
  readonly templates: readonly PeelTemplate[];
  /** templates to try, by channel */
  readonly candidates: readonly Int32Array[];
  /** [channel × channel], 1 where spikes are fitted together */
  readonly near: Uint8Array;
  readonly plan: DetectionPlan;
  readonly sampleShift: number;
  readonly maxLoops: number;
  readonly amplitudeMin: number;
  readonly amplitudeMax: number;
}

export function peelerModel(
  params: {
    readonly peak_sign: "neg" | "pos" | "both";
    readonly exclude_sweep_ms: number;
    readonly detect_threshold: number;
    readonly detection_radius_um: number;
    readonly cluster_radius_um: number;
    readonly amplitude_fitting_radius_um: number;
    readonly sample_shift: number;
    readonly max_peeler_loop: number;
    readonly amplitude_limits: readonly [number, number];
  },
  input: MatchingInput,
  shortBefore: number,
  shortAfter: number,
): PeelerModel {
  const { templates, samplingFrequency } = input;
  const { numUnits, numChannels, numSamples, nbefore } = templates;
  const locations = neededLocations(input.locations, "tdc-peeler");
  const levels = neededLevels(input.noiseLevels, "tdc-peeler");
  const peaks = extremumChannels(templates, params.peak_sign);
  const shortFirst = nbefore - shortBefore;
  const shortLast = nbefore + shortAfter;
  const within = (a: number, b: number, um: number): boolean =>
    channelDistance(locations, a, b) <= um;
  const near = new Uint8Array(numChannels * numChannels);
  for (let i = 0; i < near.length; i++) {
    const [a, b] = [Math.floor(i / numChannels), i % numChannels];
    near[i] = within(a, b, params.amplitude_fitting_radius_um) ? 1 : 0;
  }
  return {
    numChannels,
    numSamples,
    nbefore,
    shortFirst,
    shortLast,
    near,
    templates: unitChannels(templates).map((channels, unit) => {
      const data = unitWaveform(templates, unit, channels);
      return peelTemplate(channels, data, numChannels, shortFirst, shortLast);
    }),
    candidates: Array.from({ length: numChannels }, (_, channel) =>
      Int32Array.from({ length: numUnits }, (__, unit) => unit).filter((unit) =>
        within(channel, peaks[unit], params.cluster_radius_um),
      ),
    ),
    plan: {
      numChannels,
      thresholds: absoluteThresholds(levels, params.detect_threshold),
      sign: params.peak_sign,
      sweep: sweepSamples(params.exclude_sweep_ms, samplingFrequency),
      neighbours: channelsWithin(locations, params.detection_radius_um),
    },
    sampleShift: params.sample_shift,
    maxLoops: params.max_peeler_loop,
    amplitudeMin: params.amplitude_limits[0],
    amplitudeMax: params.amplitude_limits[1],
  };
}

function peelTemplate(
  channels: Int32Array,
  data: Float32Array,
  numChannels: number,
  shortFirst: number,
  shortLast: number,
): PeelTemplate {
  const width = channels.length;
  const offsets = new Int32Array(data.length);
  const columns = new Int32Array(numChannels).fill(-1);
  channels.forEach((channel, i) => (columns[channel] = i));
  let energy = 0;
  let shortEnergy = 0;
  for (let i = 0; i < data.length; i++) {
    const row = Math.floor(i / width);
    offsets[i] = row * numChannels + channels[i % width];
    energy += data[i] ** 2;
    if (row >= shortFirst && row < shortLast) shortEnergy += data[i] ** 2;
  }
  return { channels, data, offsets, columns, energy, shortEnergy };
}
