import { ndArray, toFloat64, type StructuredArray } from "#core/array/index.ts";
import {
  peaksFromStructured,
  peaksToStructured,
  spikesToStructured,
  type MatchedSpikes,
  type Peaks,
} from "#core/sorting-components/index.ts";
import { plainArray, records, type StageCodec } from "../stages.ts";
import type { UnitTemplate } from "../units/template.ts";

/** Peaks in one file. */
export function peaksCodec(file: string): StageCodec<Peaks> {
  return {
    save: (peaks) => ({ [file]: peaksToStructured(peaks) }),
    load: async (read) => peaksFromStructured(records(await read(file))),
  };
}

export interface LabelledPeaks {
  /** peaks that were clustered */
  readonly peaks: Peaks;
  /** [peak], negative: none */
  readonly labels: Int32Array;
}

/** Peaks and the cluster of each. */
export const clustersCodec: StageCodec<LabelledPeaks> = {
  save: ({ peaks, labels }) => ({
    peaks: peaksToStructured(peaks),
    clustering_label: ndArray("int64", [labels.length], Float64Array.from(labels)),
  }),
  load: async (read) => ({
    peaks: peaksFromStructured(records(await read("peaks"))),
    labels: Int32Array.from(toFloat64(plainArray(await read("clustering_label")))),
  }),
};

/** [channel] noise levels. */
export const noiseCodec: StageCodec<Float32Array> = {
  save: (noise) => ({ noise_levels: ndArray("float32", [noise.length], noise) }),
  load: async (read) => Float32Array.from(toFloat64(plainArray(await read("noise_levels")))),
};

/**
 * Templates in noise levels: dense, the channels that each has, its peak's channel and its weight.
 * @param file how the names of their files begin
 */
export function templatesCodec(
  numSamples: number,
  numChannels: number,
  file = "templates",
): StageCodec<UnitTemplate[]> {
  return {
    save(templates) {
      const n = templates.length;
      const dense = new Float32Array(n * numSamples * numChannels);
      const mask = new Uint8Array(n * numChannels);
      for (const [u, { channels, data }] of templates.entries()) {
        for (const channel of channels) mask[u * numChannels + channel] = 1;
        for (let i = 0; i < data.length; i++) {
          const row = u * numSamples + Math.floor(i / channels.length);
          dense[row * numChannels + channels[i % channels.length]] = data[i];
        }
      }
      const numbers = Float64Array.from(
        templates.flatMap(({ peakChannel, weight }) => [peakChannel, weight]),
      );
      return {
        [file]: ndArray("float32", [n, numSamples, numChannels], dense),
        [`${file}_mask`]: ndArray("bool", [n, numChannels], mask),
        [`${file}_channel_and_count`]: ndArray("float64", [n, 2], numbers),
      };
    },
    async load(read) {
      const dense = toFloat64(plainArray(await read(file)));
      const mask = toFloat64(plainArray(await read(`${file}_mask`)));
      const numbers = toFloat64(plainArray(await read(`${file}_channel_and_count`)));
      return Array.from({ length: numbers.length / 2 }, (_, u) => {
        const channels = Int32Array.from({ length: numChannels }, (__, c) => c).filter(
          (c) => mask[u * numChannels + c] !== 0,
        );
        const data = new Float32Array(numSamples * channels.length);
        for (let i = 0; i < data.length; i++) {
          const row = u * numSamples + Math.floor(i / channels.length);
          data[i] = dense[row * numChannels + channels[i % channels.length]];
        }
        return { peakChannel: numbers[2 * u], weight: numbers[2 * u + 1], channels, data };
      });
    },
  };
}

/** Spikes of template matching in `spikes.npy`. */
export const spikesCodec: StageCodec<MatchedSpikes> = {
  save: (spikes) => ({ spikes: spikesToStructured(spikes) }),
  load: async (read) => spikesFromRecords(records(await read("spikes"))),
};

function spikesFromRecords(array: StructuredArray): MatchedSpikes {
  const column = (name: string): Float64Array => toFloat64(array.columns[name]);
  return {
    sampleIndex: column("sample_index"),
    channelIndex: Int32Array.from(column("channel_index")),
    clusterIndex: Int32Array.from(column("cluster_index")),
    amplitude: column("amplitude"),
    segmentIndex: Int32Array.from(column("segment_index")),
  };
}
