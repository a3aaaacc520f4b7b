import type { Hdf5File } from "#core/io/index.ts";
import { attributeText, readArray, readNumbers, readText } from "../hdf5/index.ts";
import type { Session, SessionEvents, SessionTimes } from "../session/index.ts";
import { membersOf, secondsPer } from "./signals.ts";

/* Spike trains, events and epochs: multi tags with positions, labels and extents. Which there are says the first
 * segment, as in neo. */

interface Mark {
  readonly path: string;
  readonly type: string;
}

async function marksOf(file: Hdf5File, segment: string, types: readonly string[]): Promise<Mark[]> {
  const marks: Mark[] = [];
  for (const path of await membersOf(file, `${segment}/multi_tags`)) {
    const type = attributeText((await file.attributes(path))["type"]) ?? "";
    if (types.includes(type)) marks.push({ path, type });
  }
  return marks;
}

async function readTimes(file: Hdf5File, array: string): Promise<SessionTimes> {
  const timestamps = await readNumbers(file, `${array}/data`);
  const scale = secondsPer(attributeText((await file.attributes(array))["unit"]), file);
  return { timestamps, seconds: timestamps.map((time) => time * scale) };
}

/** Spike trains of each segment. */
export async function readUnits(
  file: Hdf5File,
  segments: readonly string[],
): Promise<Pick<Session, "spikeChannels" | "spikes">> {
  const trains: SessionTimes[][] = [];
  const units: { id: string; name: string }[] = [];
  for (const [s, segment] of segments.entries()) {
    const own: SessionTimes[] = [];
    for (const { path } of await marksOf(file, segment, ["neo.spiketrain"])) {
      own.push(await readTimes(file, `${path}/positions`));
      if (s > 0) continue;
      const id = attributeText((await file.attributes(path))["entity_id"]) ?? path;
      units.push({ id, name: await readText(file, `${path}/metadata/properties/neo_name`) });
    }
    trains.push(own);
  }
  return { spikeChannels: units, spikes: (segment, unit) => trains[segment][unit] ?? NO_TIMES };
}

const NO_TIMES: SessionTimes = { timestamps: new Float64Array(), seconds: new Float64Array() };

/** Events and epochs of each segment, in seconds. */
export async function readEventChannels(
  file: Hdf5File,
  segments: readonly string[],
): Promise<Pick<Session, "eventChannels" | "events">> {
  const types = ["neo.event", "neo.epoch"];
  const channels: { id: string; name: string; type: "event" | "epoch" }[] = [];
  const events: SessionEvents[][] = [];
  for (const [s, segment] of segments.entries()) {
    const own: SessionEvents[] = [];
    for (const { path, type } of await marksOf(file, segment, types)) {
      own.push(await readMarks(file, path));
      if (s > 0) continue;
      const kind = type === "neo.event" ? "event" : "epoch";
      const id = String(channels.filter((one) => one.type === kind).length);
      const name = await readText(file, `${path}/metadata/properties/neo_name`);
      channels.push({ id, name, type: kind });
    }
    events.push(own);
  }
  return {
    eventChannels: channels,
    events: (segment, channel) => events[segment][channel] ?? { ...NO_TIMES, labels: [] },
  };
}

async function readMarks(file: Hdf5File, path: string): Promise<SessionEvents> {
  const times = await readTimes(file, `${path}/positions`);
  const labelled = `${path}/positions/dimensions/1/labels`;
  const { data } =
    (await file.kindOf(labelled)) === "dataset" ? await readArray(file, labelled) : { data: [] };
  const texts = Array.isArray(data) ? data : [];
  const labels = Array.from(times.seconds, (_, i) => texts[i] ?? "");
  if ((await file.kindOf(`${path}/extents`)) !== "group") return { ...times, labels };
  const extents = await readTimes(file, `${path}/extents`);
  return { ...times, labels, durations: times.seconds.map((_, i) => extents.seconds[i] ?? NaN) };
}
