import { channelLocations, type Recording } from "#core/recording/index.ts";

/** Height of a band of depth, um. */
const BAND_UM = 40;

/**
 * Band of depth of each peak's channel: whole bands centred on the probe, what is above or below them in one more
 * each. Depth is y.
 * @param channelIndex [peak]
 * @returns [peak], number of the band, ascending with depth
 * @throws MissingProbe
 */
export function depthBands(recording: Recording, channelIndex: Int32Array): Int32Array {
  const contacts = channelLocations(recording);
  const depths = recording.channelIds.map((_, channel) => contacts[2 * channel + 1]);
  const lowest = Math.min(...depths);
  const extent = Math.max(...depths) - lowest;
  const numBands = Math.max(1, Math.floor(extent / BAND_UM));
  const firstEdge = lowest + (extent % BAND_UM) / 2;
  const bands = depths.map((depth) => {
    const band = Math.floor((depth - firstEdge) / BAND_UM) + 1;
    return Math.min(Math.max(band, 0), numBands + 1);
  });
  return channelIndex.map((channel) => bands[channel]);
}
