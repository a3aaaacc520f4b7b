import type { EventData } from "../../define.ts";
import type { Session } from "./session.ts";

/** The events of a session, channels by their ids, or by their names where ids repeat. */
export function sessionEvents(session: Session): EventData {
  const { eventChannels } = session;
  const hasIds = new Set(eventChannels.map(({ id }) => id)).size === eventChannels.length;
  const ids = eventChannels.map(({ id, name }) => (hasIds && id !== "" ? id : name));
  return {
    channel_ids: ids,
    segments: Array.from({ length: session.numSegments }, (_, segment) =>
      ids.map((id, channel) => {
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
