import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ChannelEvents, EventData } from "../define.ts";
import { readNumbers } from "../shared/hdf5/index.ts";
import { findNeurodata, openNwb } from "../shared/nwb/index.ts";

/** Columns of a table of intervals that say what an interval was, the first that there is. */
const LABEL_COLUMNS = ["label", "condition", "trial_type", "stim_name", "name"];

type Reader = (file: Hdf5File, path: string) => Promise<ChannelEvents>;

/** Types whose objects are a channel of events each; (Labeled)Events are those of the extension ndx-events. */
const READERS: Readonly<Record<string, Reader>> = {
  TimeIntervals: readIntervals,
  AnnotationSeries: readAnnotations,
  Events: readTimes,
  LabeledEvents: readLabeled,
};

/**
 * Trials, epochs and other intervals, annotations and events of a session: a channel per object, named by its path;
 * times are seconds of the session, as those of the signals.
 * @throws CorruptFile for lists of different lengths, and those of opening
 */
export async function readNwbEvents(path: string, ctx: CoreContext): Promise<EventData> {
  const file = await openNwb(path, ctx);
  const events: ChannelEvents[] = [];
  for (const [type, read] of Object.entries(READERS)) {
    for (const found of await findNeurodata(file, type)) events.push(await read(file, found));
  }
  return { channel_ids: events.map(({ channel_id: id }) => id), segments: [events] };
}

/** How many objects of a session hold events. */
export async function countNwbEvents(file: Hdf5File): Promise<number> {
  let count = 0;
  for (const type of Object.keys(READERS)) count += (await findNeurodata(file, type)).length;
  return count;
}

async function readIntervals(file: Hdf5File, path: string): Promise<ChannelEvents> {
  const time = await readNumbers(file, `/${path}/start_time`);
  const stops = await readNumbers(file, `/${path}/stop_time`);
  checkLength(file, `${path}/stop_time`, stops.length, time.length);
  const columns = (await file.list(`/${path}`)).map(({ name }) => name);
  const column = LABEL_COLUMNS.find((name) => columns.includes(name));
  const label =
    column !== undefined
      ? await readLabels(file, `/${path}/${column}`)
      : columns.includes("tags") && columns.includes("tags_index")
        ? await readTags(file, path)
        : [];
  return channel(file, path, { time, duration: stops.map((stop, i) => stop - time[i]), label });
}

/** An interval has any number of tags: those before its entry of the index, after the one before. */
async function readTags(file: Hdf5File, path: string): Promise<string[]> {
  const tags = await readLabels(file, `/${path}/tags`);
  const ends = await readNumbers(file, `/${path}/tags_index`);
  return Array.from(ends, (end, i) => tags.slice(i === 0 ? 0 : ends[i - 1], end).join(", "));
}

async function readAnnotations(file: Hdf5File, path: string): Promise<ChannelEvents> {
  const time = await readNumbers(file, `/${path}/timestamps`);
  return channel(file, path, { time, label: await readLabels(file, `/${path}/data`) });
}

async function readTimes(file: Hdf5File, path: string): Promise<ChannelEvents> {
  return channel(file, path, { time: await readNumbers(file, `/${path}/timestamps`), label: [] });
}

/** The data are positions in a list of labels. */
async function readLabeled(file: Hdf5File, path: string): Promise<ChannelEvents> {
  const time = await readNumbers(file, `/${path}/timestamps`);
  const numbers = await readNumbers(file, `/${path}/data`);
  const { labels } = await file.attributes(`/${path}/data`);
  const names = labels?.kind === "array" ? Array.from(labels.array.data, String) : [];
  return channel(file, path, {
    time,
    label: Array.from(numbers, (number) => names[number] ?? String(number)),
  });
}

async function readLabels(file: Hdf5File, path: string): Promise<string[]> {
  const value = await file.read(path);
  return value.kind === "array" ? Array.from(value.array.data, String) : [];
}

function channel(
  file: Hdf5File,
  path: string,
  events: { time: Float64Array; duration?: Float64Array; label: readonly string[] },
): ChannelEvents {
  const { time, duration, label } = events;
  if (label.length > 0) checkLength(file, path, label.length, time.length);
  return {
    channel_id: path,
    time,
    duration: duration ?? new Float64Array(time.length).fill(NaN),
    label: label.length > 0 ? label : new Array<string>(time.length).fill(""),
  };
}

function checkLength(file: Hdf5File, path: string, length: number, wanted: number): void {
  if (length === wanted) return;
  throw new EphysError(
    "CorruptFile",
    `${file.path}: /${path} has ${String(length)} entries for ${String(wanted)} events`,
    { path: file.path },
  );
}
