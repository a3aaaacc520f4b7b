import { dirname, resolve } from "node:path";
import type { EventChannel } from "#contract/index.ts";
import type { EventData } from "#core/formats/index.ts";
import { formatById, readEventTable } from "#core/open/index.ts";
import type { ServiceContext } from "../context.ts";

/** Events in a recording's own files, times of the segments one after the other. */
export async function recordingEvents(
  ctx: ServiceContext,
  recordingId: number,
): Promise<readonly EventChannel[]> {
  const row = ctx.session().project.recordings.get(recordingId);
  const { channel_ids: names, segments } = await eventsOf(row, ctx);
  const found = names.map((name) => ({ name, timesS: [] as number[], labels: [] as string[] }));
  let startS = 0;
  for (const [at, segment] of segments.entries()) {
    for (const [i, channel] of segment.entries()) {
      for (const [k, time] of channel.time.entries()) {
        found[i]?.timesS.push(startS + time);
        found[i]?.labels.push(channel.label[k] ?? "");
      }
    }
    startS += (row.numSamples[at] ?? 0) / row.samplingFrequency;
  }
  return found.filter(({ timesS }) => timesS.length > 0);
}

/** Those of the table that the parameters name (`events_path`), or of the format. */
async function eventsOf(
  row: ReturnType<ReturnType<ServiceContext["session"]>["project"]["recordings"]["get"]>,
  ctx: ServiceContext,
): Promise<EventData> {
  const table = row.params["events_path"];
  if (typeof table === "string") {
    const path = ctx.guard.check(resolve(dirname(row.path), table));
    return readEventTable(path, row.samplingFrequency, ctx.tasks);
  }
  const none = { channel_ids: [], segments: [] };
  return (await formatById(row.format).readEvents?.(row.path, ctx.tasks, row.params)) ?? none;
}
