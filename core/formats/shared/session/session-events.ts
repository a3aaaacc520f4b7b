import type { EventData } from "../../define.ts";
import type { Session } from "./session.ts";

/** The events of a session, channels by their ids. */
export function sessionEvents(session: Session): EventData {
  const { eventChannels } = session;
  return {
    channel_ids: eventChannels.map(({ id }) => id),
    segments: Array.from({ length: session.numSegments }, (_, segment) =>
      eventChannels.map(({ id }, channel) => {
        const events = session.events?.(segment, channel);
        const count = events?.seconds.length ?? 0;
        return {
          channel_id: id,
          time: events?.seconds ?? new Float64Array(),
          duration: events?.durations ?? new Float64Array(count).fill(NaN),
          label: events?.labels ?? [],
        };
      }),
    ),
  };
}
