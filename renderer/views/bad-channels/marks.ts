import type { RecordingDetail } from "#contract/index.ts";
import type { ContactMark } from "../../charts/index.ts";

/** The channels of a recording that were found bad, by position, for the probe. */
export function marksOf(
  recording: Pick<RecordingDetail, "channels" | "badChannels"> | undefined,
): ReadonlyMap<number, ContactMark> {
  const found = recording?.badChannels;
  if (!recording || !found) return new Map();
  const bad = new Set(found.badChannelIds);
  return new Map(
    recording.channels.flatMap(({ id }, at) => {
      const label = found.labels[at];
      // channel_filters may have kept a label from counting
      return label === undefined || label === "good" || !bad.has(id) ? [] : [[at, label] as const];
    }),
  );
}
