import type { CoreContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { Session, SignalChannel, SignalStream } from "../shared/session/index.ts";
import {
  BLOCK_SAMPLES,
  legacyTraces,
  readContinuous,
  type ContinuousFile,
  type LegacySegment,
} from "./continuous.ts";
import { readLegacyEvents } from "./events.ts";
import { exploreLegacy, type LegacyFiles } from "./explore.ts";
import { readLegacySpikes, type LegacySpikes } from "./spikes.ts";

/** Gaps are filled with zeros; more of them than this many times the samples is a damaged timestamp. */
const MAX_GAP_RATIO = 100;

/** A segment's files, cut to what all of them hold. */
interface Segment extends LegacySegment {
  readonly number: number;
  readonly numSamples: number;
  readonly samplingFrequency: number;
}

/** A session and what was found missing in it. */
export interface LegacySession {
  readonly session: Session;
  /** gaps per segment, as [sample, length] of the first channel that has any */
  readonly gaps: readonly (readonly (readonly [number, number])[])[];
}

/**
 * Opens a folder of .continuous files.
 * @param options.everything also reads spikes and events
 * @param options.splits samples without a gap between them become a segment each; else gaps are filled with zeros
 * @throws FileNotFound, MissingSibling, CorruptFile, TruncatedFile
 */
export async function openLegacy(
  folder: string,
  { everything = false, splits = false }: { everything?: boolean; splits?: boolean },
  ctx: CoreContext,
): Promise<LegacySession> {
  const files = await exploreLegacy(folder, ctx);
  if (files.continuous.size === 0) {
    throw new EphysError("FileNotFound", `${folder} holds no .continuous files of Open Ephys`, {
      path: folder,
    });
  }
  const segments: Segment[] = [];
  for (const [number, names] of files.continuous) {
    const opened: ContinuousFile[] = [];
    for (const name of names) opened.push(await readContinuous(name, ctx));
    segments.push(alignedSegment(number, opened, segments[0]));
  }
  const shown = splits ? segments.flatMap(unbrokenParts) : segments;
  const session: Session = {
    reader: "OpenEphysRawIO",
    numSegments: shown.length,
    streams: streamsOf(shown, ctx),
    channels: segments[0].files.map(channelOf),
    spikeChannels: [],
    eventChannels: [],
  };
  const gaps = segments.map(gapsOf);
  if (!everything) return { session, gaps };
  return { session: { ...session, ...(await extrasOf(folder, files, segments, ctx)) }, gaps };
}

function streamIdOf({ name: { channel } }: ContinuousFile): string {
  return channel.startsWith("CH") ? channel.slice(0, 2) : channel.slice(0, 3);
}

function channelOf(file: ContinuousFile): SignalChannel {
  const { channel, number } = file.name;
  return {
    id: String(number),
    name: channel,
    samplingFrequency: file.samplingFrequency,
    dtype: "int16",
    units: channel.slice(0, 2).toUpperCase() === "CH" ? "uV" : "V",
    gain: file.bitVolts,
    offset: 0,
    streamId: streamIdOf(file),
  };
}

/** @throws InvalidValue, MissingSibling for a segment with other channels than the first */
function alignedSegment(
  number: number,
  files: readonly ContinuousFile[],
  reference: Segment | undefined,
): Segment {
  const [first] = files;
  const other = files.find((file) => file.samplingFrequency !== first.samplingFrequency);
  if (other) {
    throw new EphysError(
      "InvalidValue",
      `${first.name.path} has ${String(first.samplingFrequency)} Hz, ${other.name.path} has ${String(other.samplingFrequency)} Hz; one folder must have one rate`,
      { path: other.name.path },
    );
  }
  for (const [i, { name }] of (reference?.files ?? files).entries()) {
    if (
      files.length === (reference?.files ?? files).length &&
      files[i].name.channel === name.channel
    )
      continue;
    throw new EphysError(
      "MissingSibling",
      `segment ${String(number + 1)} beside ${first.name.path} has other channels than the first (${name.channel} is the first that differs)`,
      { path: first.name.path, channel: name.channel },
    );
  }
  const start = Math.max(...files.map(({ runs }) => runs[0].timestamp));
  const end = Math.min(...files.map((file) => file.end));
  if (end <= start) {
    throw new EphysError(
      "CorruptFile",
      `the files beside ${first.name.path} have no time in common`,
      { path: first.name.path },
    );
  }
  const held = Math.min(...files.map(({ runs }) => runs.reduce((n, r) => n + r.numBlocks, 0)));
  if (end - start > MAX_GAP_RATIO * held * BLOCK_SAMPLES) {
    throw new EphysError(
      "CorruptFile",
      `${first.name.path}: its timestamps span ${String(end - start)} samples, the files hold ${String(held * BLOCK_SAMPLES)}; a timestamp is damaged`,
      { path: first.name.path },
    );
  }
  return {
    number,
    files,
    firstTimestamp: start,
    numSamples: end - start,
    samplingFrequency: first.samplingFrequency,
  };
}

function streamsOf(segments: readonly Segment[], ctx: CoreContext): SignalStream[] {
  const ids = [...new Set(segments[0].files.map(streamIdOf))];
  return ids.map((id) => ({
    id,
    name: `Signals ${id}`,
    segments: segments.map(({ numSamples, firstTimestamp, samplingFrequency }) => ({
      numSamples,
      tStartS: firstTimestamp / samplingFrequency,
    })),
    traces: () =>
      legacyTraces(
        segments.map(({ files, firstTimestamp }) => ({
          files: files.filter((file) => streamIdOf(file) === id),
          firstTimestamp,
        })),
        ctx,
      ),
  }));
}

/** The stretches of a segment in which every file has samples. @throws CorruptFile when there is none */
function unbrokenParts(segment: Segment): Segment[] {
  const end = segment.firstTimestamp + segment.numSamples;
  let parts = [[segment.firstTimestamp, end] as const];
  for (const { runs } of segment.files) parts = withinRuns(parts, runs);
  if (parts.length === 0) {
    const { path } = segment.files[0].name;
    throw new EphysError("CorruptFile", `the files beside ${path} have no samples in common`, {
      path,
    });
  }
  return parts.map(([from, to]) => ({ ...segment, firstTimestamp: from, numSamples: to - from }));
}

/** What stretches of timestamps and runs share; both are in order. */
function withinRuns(
  parts: readonly (readonly [number, number])[],
  runs: ContinuousFile["runs"],
): (readonly [number, number])[] {
  const shared: (readonly [number, number])[] = [];
  for (let p = 0, r = 0; p < parts.length && r < runs.length;) {
    const runEnd = runs[r].timestamp + runs[r].numBlocks * BLOCK_SAMPLES;
    const from = Math.max(parts[p][0], runs[r].timestamp);
    const to = Math.min(parts[p][1], runEnd);
    if (to > from) shared.push([from, to]);
    if (parts[p][1] < runEnd) p++;
    else r++;
  }
  return shared;
}

function gapsOf({ files, firstTimestamp }: Segment): (readonly [number, number])[] {
  const runs = files.find((file) => file.runs.length > 1)?.runs ?? [];
  return runs.slice(1).map((run, i) => {
    const before = runs[i].timestamp + runs[i].numBlocks * BLOCK_SAMPLES;
    return [before - firstTimestamp, run.timestamp - before] as const;
  });
}

async function extrasOf(
  folder: string,
  files: LegacyFiles,
  segments: readonly Segment[],
  ctx: CoreContext,
): Promise<Pick<Session, "spikeChannels" | "eventChannels" | "spikes" | "events">> {
  const numbers = segments.map(({ number }) => number);
  const spans = segments.map(
    ({ firstTimestamp, numSamples }) => [firstTimestamp, firstTimestamp + numSamples] as const,
  );
  const events = await readLegacyEvents(folder, files.events, numbers, spans, ctx);
  const spikes: LegacySpikes[][] = [];
  for (const number of numbers) {
    const list: LegacySpikes[] = [];
    for (const path of files.spikes.get(number) ?? []) {
      list.push(await readLegacySpikes(path, number, ctx));
    }
    spikes.push(list);
  }
  const units = unitsOf(spikes.flat());
  return {
    eventChannels: events ? [{ id: "", name: events.name, type: "event" }] : [],
    events: (segment) => events?.segments[segment] ?? NO_EVENTS,
    spikeChannels: units.map(({ electrode, sortedId }) => {
      const name = `${electrode}#${String(sortedId)}`;
      return { id: name, name };
    }),
    spikes(segment, channel) {
      const { electrode, sortedId } = units[channel];
      const own = spikes[segment]?.find((one) => one.electrode === electrode);
      const timestamps = own?.timestamps.filter((_, i) => own.sortedIds[i] === sortedId);
      const rate = own?.samplingFrequency ?? 1;
      return {
        timestamps: timestamps ?? new Float64Array(),
        seconds: timestamps?.map((time) => time / rate) ?? new Float64Array(),
      };
    },
  };
}

const NO_EVENTS = { timestamps: new Float64Array(), seconds: new Float64Array(), labels: [] };

function unitsOf(
  spikes: readonly LegacySpikes[],
): { readonly electrode: string; readonly sortedId: number }[] {
  const electrodes = [...new Set(spikes.map(({ electrode }) => electrode))];
  return electrodes.flatMap((electrode) => {
    const own = spikes.filter((one) => one.electrode === electrode);
    const ids = new Set(own.flatMap(({ sortedIds }) => [...sortedIds]));
    return [...ids].sort((a, b) => a - b).map((sortedId) => ({ electrode, sortedId }));
  });
}
