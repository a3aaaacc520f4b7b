import { waveformFeature, type WaveformFeature } from "#core/localization/index.ts";
import { channelsOf, channelsWithin } from "#core/sorting-components/neighbours.ts";

/** Channels around every channel, with their places. */
export interface Neighbourhoods {
  readonly channels: readonly Int32Array[];
  /** per channel, [channel around × 2], um */
  readonly locations: readonly Float64Array[];
  /** one amplitude per channel around `channel`, from its waveform [sample × channel around] */
  amplitudes(waveform: Float32Array, channel: number): Float64Array;
}

/** @param locations [channel × 2], um */
export function neighbourhoods(
  locations: Float64Array,
  radiusUm: number,
  feature: WaveformFeature,
  nbefore: number,
): Neighbourhoods {
  const lists = channelsWithin(locations, radiusUm);
  const channels = Array.from({ length: locations.length / 2 }, (_, c) => channelsOf(lists, c));
  const everyColumn = channels.map((around) => Int32Array.from(around.keys()));
  return {
    channels,
    locations: channels.map((around) =>
      Float64Array.from(
        { length: 2 * around.length },
        (_, i) => locations[2 * around[i >> 1] + (i & 1)],
      ),
    ),
    amplitudes(waveform, channel) {
      const numChannels = channels[channel].length;
      const numSamples = waveform.length / numChannels;
      const shape = { offset: 0, numSamples, numChannels, peakSample: nbefore };
      return waveformFeature(waveform, shape, everyColumn[channel], feature);
    },
  };
}
