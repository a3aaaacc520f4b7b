import {
  dummyProbe,
  findChannelLocations,
  withProbe,
  type Recording,
} from "#core/recording/index.ts";

/** Farther than any step, sorter or view looks around a channel. */
const APART_UM = 1000;

/**
 * A recording whose channels have places. Where the file tells none, channels stand so far apart that each is treated
 * by itself, and the probe's name says so: a sorter would otherwise have to refuse the file.
 */
export function withPlaces(recording: Recording): Recording {
  if (findChannelLocations(recording) !== undefined) return recording;
  const count = recording.channelIds.length;
  const locations = Float64Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 1 ? ((i - 1) / 2) * APART_UM : 0,
  );
  const probe = {
    ...dummyProbe(locations),
    annotations: { name: "no places in the file: channels stand 1 mm apart, each by itself" },
  };
  return withProbe(recording, { probes: [probe] });
}
