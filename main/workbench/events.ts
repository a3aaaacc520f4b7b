import { resolve } from "node:path";
import type { EventData } from "#core/formats/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import { eventFormat, readEventFile, ttlEvents } from "#core/open/index.ts";
import { openRecording, type ReadOptions } from "./inputs.ts";
import type { Workbench } from "./workbench.ts";

export interface EventOptions extends ReadOptions {
  /** a table of events instead of the recording's own */
  readonly csv?: string;
  /** a channel whose pulses are events */
  readonly ttl?: string;
  /** raw units from which a sample is high; without it the channel is a word of bits */
  readonly threshold?: number;
}

/** Events of a recording's files, of a table, or the pulses in one of its channels. */
export async function listEvents(
  path: string,
  options: EventOptions,
  bench: Workbench,
): Promise<JsonObject> {
  return eventsJson(await findEvents(path, options, bench));
}

async function findEvents(
  path: string,
  options: EventOptions,
  bench: Workbench,
): Promise<EventData> {
  const { csv, ttl, threshold } = options;
  if (ttl !== undefined) {
    return ttlEvents(await openRecording(path, options, bench), ttl, { threshold });
  }
  if (csv !== undefined) {
    const { samplingFrequency } = await openRecording(path, options, bench);
    return readEventFile(resolve(csv), samplingFrequency, bench.ctx);
  }
  const place = resolve(path);
  return (await eventFormat(place, bench.ctx, options.reader)).readEvents(place, bench.ctx);
}

function eventsJson({ channel_ids: ids, segments }: EventData): JsonObject {
  return {
    channel_ids: [...ids],
    segments: segments.map((channels) =>
      channels.map((channel) => ({
        channel_id: channel.channel_id,
        time: [...channel.time],
        duration: Array.from(channel.duration, (d) => (Number.isNaN(d) ? null : d)),
        label: [...channel.label],
      })),
    ),
  };
}
