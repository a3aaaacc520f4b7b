import type { EventChannel } from "#contract/index.ts";
import { formatById } from "#core/open/index.ts";
import type { ServiceContext } from "../context.ts";

/** Events in a recording's own files, times of the segments one after the other. */
export async function recordingEvents(
  ctx: ServiceContext,
  recordingId: number,
): Promise<readonly EventChannel[]> {
  const row = ctx.session().project.recordings.get(recordingId);
  const format = formatById(row.format);
  if (format.readEvents === undefined) return [];
  const { channel_ids: names, segments } = await format.readEvents(row.path, ctx.tasks, row.params);
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
