import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { EventChannel } from "#contract/index.ts";
import type { EventData } from "#core/formats/index.ts";
import { readEventTable } from "#core/open/index.ts";
import type { ServiceContext } from "../context.ts";

/** Where a project keeps tables of pulses. */
const FOLDER = "events";

interface Lengths {
  readonly numSamples: readonly number[];
  readonly samplingFrequency: number;
}

/** Events of all segments on one line of time. */
export function inOneLine(
  { channel_ids: names, segments }: EventData,
  { numSamples, samplingFrequency }: Lengths,
): EventChannel[] {
  const found = names.map((name) => ({ name, timesS: [] as number[], labels: [] as string[] }));
  let startS = 0;
  for (const [at, segment] of segments.entries()) {
    for (const [i, channel] of segment.entries()) {
      for (const [k, time] of channel.time.entries()) {
        found[i]?.timesS.push(startS + time);
        found[i]?.labels.push(channel.label[k] ?? "");
      }
    }
    startS += (numSamples[at] ?? 0) / samplingFrequency;
  }
  return found;
}

/** Paths of the tables of a recording. */
function tablesOf(ctx: ServiceContext, recordingId: number): string[] {
  const folder = join(ctx.session().project.folder, FOLDER);
  const names = listOf(folder).filter((name) => name.startsWith(prefixOf(recordingId)));
  return names.map((name) => join(folder, name));
}

/** Removes what was found in a recording that leaves the project: its number may be given again. */
export async function dropPulses(ctx: ServiceContext, recordingId: number): Promise<void> {
  for (const path of tablesOf(ctx, recordingId)) await ctx.tasks.fs.remove(path);
}

/** Pulses that were found in channels of a recording. */
export async function foundPulses(
  ctx: ServiceContext,
  recordingId: number,
): Promise<EventChannel[]> {
  const all: EventChannel[] = [];
  for (const path of tablesOf(ctx, recordingId)) {
    const { channel_ids: ids, segments } = await readEventTable(path, 1, ctx.tasks);
    for (const [i, id] of ids.entries()) {
      const channel = segments[0]?.[i];
      if (channel) all.push({ name: id, timesS: [...channel.time], labels: [...channel.label] });
    }
  }
  return all;
}

/** Writes what was found as a table that any program opens: time and duration (s), label, channel. */
export async function keepPulses(
  ctx: ServiceContext,
  recordingId: number,
  found: Lengths & {
    readonly stream: string;
    readonly channelId: string;
    readonly data: EventData;
  },
): Promise<number> {
  const { project } = ctx.session();
  const durations = found.data.channel_ids.map((_, i) =>
    found.data.segments.flatMap((segment) => [...(segment[i]?.duration ?? [])]),
  );
  const rows = inOneLine(found.data, found).flatMap(({ name, timesS, labels }, i) =>
    timesS.map((time, k) => {
      const duration = durations[i]?.[k] ?? NaN;
      const length = Number.isNaN(duration) ? "" : String(duration);
      return `${String(time)},${length},${labels[k] ?? ""},${quoted(name)}`;
    }),
  );
  const folder = join(project.folder, FOLDER);
  await ctx.tasks.fs.makeFolder(folder);
  const file = `${prefixOf(recordingId)}${`${found.stream}_${found.channelId}`.replace(/[^\w.#-]+/g, "_")}.csv`;
  const text = ["time,duration,label,channel", ...rows, ""].join("\n");
  await ctx.tasks.fs.writeFile(join(folder, file), text);
  return rows.length;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function prefixOf(recordingId: number): string {
  return `recording-${String(recordingId)}_`;
}

function listOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // nothing was looked for yet
  }
}
