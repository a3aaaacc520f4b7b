import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import { isFolder } from "../shared/files.ts";
import type { Session, SessionEvents, SessionTimes } from "../shared/session/index.ts";
import { HEADER_BYTES, readNlxHeader } from "./header.ts";
import { sectionEnd } from "./sections.ts";
import { ncsTraces, openStreams, streamNames, type NcsFile, type NcsStream } from "./streams.ts";
import {
  readNevEvents,
  readSpan,
  readSpikes,
  type NlxEvents,
  type NlxSpikes,
  type TimeSpan,
} from "./times.ts";

export interface NeuralynxOptions {
  readonly excluded: readonly string[];
  /** every step that is not what the rate predicts is a gap */
  readonly strict: boolean;
  /** also keeps spikes and events */
  readonly everything: boolean;
  readonly referenceNames: boolean;
}

export interface NeuralynxSession {
  readonly session: Session;
  readonly annotations: JsonObject;
}

interface NlxFiles {
  readonly ncs: readonly NcsFile[];
  readonly units: readonly NlxUnit[];
  readonly events: readonly NlxEventChannel[];
  readonly spans: readonly TimeSpan[];
}

interface NlxUnit {
  readonly name: string;
  readonly id: string;
  readonly spikes: NlxSpikes;
  readonly unit: number;
}

interface NlxEventChannel {
  readonly name: string;
  readonly channelId: string;
  readonly events: NlxEvents;
  readonly eventId: number;
  readonly ttl: number;
}

/**
 * Opens a folder of .ncs (signals), .nse and .ntt (spikes), .nev (events).
 * @throws FileNotFound, CorruptFile, TruncatedFile, InvalidValue, Unsupported
 */
export async function openNeuralynx(
  folder: string,
  options: NeuralynxOptions,
  ctx: CoreContext,
): Promise<NeuralynxSession> {
  const files = await readFiles(folder, options, ctx);
  const streams = await openStreams(files.ncs, options.strict, ctx);
  const limits = limitsOf(streams, files.spans);
  const names = streamNames(streams, options.referenceNames);
  return {
    session: {
      reader: "NeuralynxRawIO",
      numSegments: limits.segments.length,
      streams: streams.map((stream, i) => ({
        id: String(i),
        name: names[i],
        segments: stream.sections.sections.map(({ numSamples, startTime }) => ({
          numSamples,
          tStartS: startTime / 1e6 - limits.originS,
        })),
        traces: () => ncsTraces(stream, ctx),
      })),
      channels: streams.flatMap(({ channels }) => channels),
      spikeChannels: files.units.map(({ name, id }) => ({ name, id })),
      eventChannels: files.events.map(({ name, channelId }) => ({
        name,
        id: channelId,
        type: "event",
      })),
      spikes: (segment, channel) => spikesOf(files.units[channel], limits, segment),
      events: (segment, channel) => eventsOf(files.events[channel], limits, segment),
    },
    annotations: gapAnnotations(streams),
  };
}

/** Gaps between segments (s), and how many smaller ones were tolerated. */
function gapAnnotations(streams: readonly NcsStream[]): JsonObject {
  const [first] = streams as readonly (NcsStream | undefined)[];
  const sections = first?.sections.sections ?? [];
  const gaps = sections.slice(1).map((s, i) => (s.startTime - sections[i].endTime) / 1e6);
  const tolerated = streams.reduce((sum, { sections: { numToleratedGaps: n } }) => sum + n, 0);
  return {
    ...(gaps.length > 0 && { gaps_between_segments_s: gaps }),
    ...(tolerated > 0 && { num_tolerated_gaps: tolerated }),
  };
}

async function readFiles(
  folder: string,
  { excluded, everything }: NeuralynxOptions,
  ctx: CoreContext,
): Promise<NlxFiles> {
  if (!(await isFolder(folder, ctx))) {
    throw new EphysError("FileNotFound", `there is no folder ${folder}`, { path: folder });
  }
  const ncs: NcsFile[] = [];
  const units: NlxUnit[] = [];
  const events: NlxEventChannel[] = [];
  const spans: TimeSpan[] = [];
  for (const name of await ctx.fs.list(folder)) {
    const kind = /\.(ncs|nse|ntt|nev)$/i.exec(name)?.[1].toLowerCase();
    if (kind === undefined || excluded.includes(name)) continue;
    const path = ctx.fs.path.join(folder, name);
    const stat = await ctx.fs.stat(path);
    if (stat?.kind !== "file") continue;
    if (kind === "ncs") {
      // a channel that was switched off has only a header
      if (stat.sizeBytes > HEADER_BYTES) ncs.push({ path, header: await readNlxHeader(path, ctx) });
    } else if (kind === "nev") {
      spans.push(await readSpan(path, "nev", ctx));
      if (everything) await addEvents(path, events, ctx);
    } else {
      const spikeKind = kind === "nse" ? "nse" : "ntt";
      spans.push(await readSpan(path, spikeKind, ctx));
      if (everything) units.push(...(await unitsOf(path, spikeKind, ctx)));
    }
  }
  if (ncs.length === 0 && spans.length === 0) {
    throw new EphysError(
      "FileNotFound",
      `${folder} holds no Neuralynx files (.ncs, .nse, .ntt, .nev) with data`,
      { path: folder },
    );
  }
  return { ncs, units, events, spans };
}

async function unitsOf(path: string, kind: "nse" | "ntt", ctx: CoreContext): Promise<NlxUnit[]> {
  const { channelIds, channelNames } = await readNlxHeader(path, ctx);
  const spikes = await readSpikes(path, kind, ctx);
  const distinct = [...new Set(spikes.units)].sort((a, b) => a - b);
  return channelIds.flatMap((channelId, c) =>
    distinct.map((unit) => ({
      name: `ch${channelNames[c]}#${channelId}#${String(unit)}`,
      id: String(unit),
      spikes,
      unit,
    })),
  );
}

/** Each pair of event id and TTL value is a channel of its own, once in all files. */
async function addEvents(path: string, all: NlxEventChannel[], ctx: CoreContext): Promise<void> {
  const { channelIds, channelNames } = await readNlxHeader(path, ctx);
  const events = await readNevEvents(path, ctx);
  const pairs = new Map<string, readonly [number, number]>();
  for (const [i, id] of events.ids.entries()) {
    pairs.set(`${String(id)} ${String(events.ttls[i])}`, [id, events.ttls[i]]);
  }
  const sorted = [...pairs.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [eventId, ttl] of sorted) {
    if (all.some((one) => one.eventId === eventId && one.ttl === ttl)) continue;
    all.push({
      name: `${channelNames[0]} event_id=${String(eventId)} ttl=${String(ttl)}`,
      channelId: channelIds[0],
      events,
      eventId,
      ttl,
    });
  }
}

/** Start of everything and start and stop of each segment, s. */
interface Limits {
  readonly originS: number;
  readonly segments: readonly (readonly [number, number])[];
}

/** Segments are the sections of the signals; the first and the last also hold spikes and events before and after. */
function limitsOf(streams: readonly NcsStream[], spans: readonly TimeSpan[]): Limits {
  const known = spans.filter((span) => span !== undefined);
  const [first] = streams as readonly (NcsStream | undefined)[];
  const segments = (first?.sections.sections ?? []).map((_, i) => {
    const own = streams.map(({ sections }) => sections.sections[i]);
    const ends = streams.map(
      ({ sections }) => sectionEnd(sections.sections[i], sections.frequencyUsed) / 1e6,
    );
    return [Math.min(...own.map(({ startTime }) => startTime / 1e6)), Math.max(...ends)] as const;
  });
  const starts = [...known.map(([a]) => a / 1e6), ...segments.slice(0, 1).map(([a]) => a)];
  const stops = [...known.map(([, b]) => b / 1e6), ...segments.slice(-1).map(([, b]) => b)];
  const originS = starts.length > 0 ? Math.min(...starts) : 0;
  const endS = stops.length > 0 ? Math.max(...stops) : 0;
  const all = segments.length > 0 ? segments : [[originS, endS] as const];
  const hasTimes = known.length > 0;
  return {
    originS,
    segments: all.map(([start, stop], i) => [
      hasTimes && i === 0 ? originS : start,
      hasTimes && i === all.length - 1 ? endS : stop,
    ]),
  };
}

/** Positions of times within a segment, with the rounding of the reference. */
function within(times: Float64Array, { originS, segments }: Limits, segment: number): number[] {
  const [start, stop] = segments[segment];
  const first = Math.trunc((start - originS + originS) * 1e6);
  const last = Math.trunc((stop - originS + originS) * 1e6);
  const found: number[] = [];
  for (let i = 0; i < times.length; i++) {
    if (times[i] >= first && times[i] <= last) found.push(i);
  }
  return found;
}

function timesAt(times: Float64Array, at: readonly number[], { originS }: Limits): SessionTimes {
  const timestamps = Float64Array.from(at, (i) => times[i]);
  return { timestamps, seconds: timestamps.map((time) => time / 1e6 - originS) };
}

function spikesOf({ spikes, unit }: NlxUnit, limits: Limits, segment: number): SessionTimes {
  const at = within(spikes.times, limits, segment).filter((i) => spikes.units[i] === unit);
  return timesAt(spikes.times, at, limits);
}

function eventsOf(
  { events, eventId, ttl }: NlxEventChannel,
  limits: Limits,
  segment: number,
): SessionEvents {
  const at = within(events.times, limits, segment).filter(
    (i) => events.ids[i] === eventId && events.ttls[i] === ttl,
  );
  return { ...timesAt(events.times, at, limits), labels: at.map((i) => events.texts[i]) };
}
