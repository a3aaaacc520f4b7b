import type { JsonObject } from "#core/model/index.ts";
import type { Session } from "./session.ts";

/** Everything that a session lists, with the spikes and events of every segment, under neo's names. */
export function describeSession(session: Session): JsonObject {
  const segments = Array.from({ length: session.numSegments }, (_, i) => i);
  const { spikeChannels, eventChannels } = session;
  const place = (segment: number, channel: number): JsonObject => ({ block: 0, segment, channel });
  const spikes = segments.flatMap((segment) =>
    spikeChannels.map((_, channel) => {
      const times = session.spikes?.(segment, channel);
      return {
        ...place(segment, channel),
        timestamps: [...(times?.timestamps ?? [])],
        seconds: [...(times?.seconds ?? [])],
      };
    }),
  );
  const events = segments.flatMap((segment) =>
    eventChannels.map((_, channel) => {
      const found = session.events?.(segment, channel);
      return {
        ...place(segment, channel),
        timestamps: [...(found?.timestamps ?? [])],
        seconds: [...(found?.seconds ?? [])],
        durations: found?.durations ? [...found.durations] : null,
        labels: [...(found?.labels ?? [])],
      };
    }),
  );
  return {
    class: session.reader,
    nb_block: 1,
    nb_segment: [session.numSegments],
    signal_streams: session.streams.map(({ name, id }) => ({ name, id })),
    signal_channels: session.channels.map(({ samplingFrequency, streamId, ...channel }) => ({
      name: channel.name,
      id: channel.id,
      sampling_rate: samplingFrequency,
      dtype: channel.dtype,
      units: channel.units,
      gain: channel.gain,
      offset: channel.offset,
      stream_id: streamId,
    })),
    spike_channels: spikeChannels.map(({ name, id }) => ({ name, id })),
    event_channels: eventChannels.map(({ name, id, type }) => ({ name, id, type })),
    ...(spikes.length > 0 && { spikes }),
    ...(events.length > 0 && { events }),
  };
}
