import { dirname, resolve } from "node:path";
import type { EventChannel } from "#contract/index.ts";
import type { EventData } from "#core/formats/index.ts";
import { DICT_FORMAT, formatById, readEventFile } from "#core/open/index.ts";
import { isEphysError } from "#core/model/index.ts";
import type { ServiceContext } from "../context.ts";
import { foundPulses, inOneLine } from "./pulse-tables.ts";

/** Events in a recording's own files and pulses that were found in it, times of the segments one after the other. */
export async function recordingEvents(
  ctx: ServiceContext,
  recordingId: number,
): Promise<readonly EventChannel[]> {
  const row = ctx.session().project.recordings.get(recordingId);
  const pulses = await foundPulses(ctx, recordingId);
  // a format may refuse for want of a stream with events: that is no loss where others are known
  const own = await eventsOf(row, ctx).catch((error: unknown) => {
    if (pulses.length === 0 || !isEphysError(error)) throw error;
    return undefined;
  });
  const all = [...(own ? inOneLine(own, row) : []), ...pulses];
  return all.filter(({ timesS }) => timesS.length > 0);
}

/** Those of the file that the parameters name (`events_path`), or of the format. */
async function eventsOf(
  row: ReturnType<ReturnType<ServiceContext["session"]>["project"]["recordings"]["get"]>,
  ctx: ServiceContext,
): Promise<EventData> {
  const table = row.params["events_path"];
  if (typeof table === "string") {
    const path = ctx.guard.check(resolve(dirname(row.path), table));
    return readEventFile(path, row.samplingFrequency, ctx.tasks);
  }
  const none = { channel_ids: [], segments: [] };
  if (row.format === DICT_FORMAT) return none; // provenance tells samples, not events
  return (await formatById(row.format).readEvents?.(row.path, ctx.tasks, row.params)) ?? none;
}
