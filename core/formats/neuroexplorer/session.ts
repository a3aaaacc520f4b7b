import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { RawTraces } from "../shared/raw-traces.ts";
import {
  zeroEnded,
  type EventChannel,
  type Session,
  type SessionEvents,
  type SessionTimes,
  type SignalChannel,
} from "../shared/session/index.ts";
import { NEX_TYPES, readNexHeader, type NexHeader, type NexVariable } from "./header.ts";

/** Every signal is a stream of its own, as each may have its own rate. */
export async function openNex(path: string, ctx: CoreContext): Promise<Session> {
  const header = await readNexHeader(path, ctx);
  const source = await ctx.fs.openBytes(path);
  try {
    return await signalsOf(header, source, path, ctx);
  } finally {
    await source.close();
  }
}

/** The same with spikes and events read. */
export async function openNexWithEvents(
  path: string,
  ctx: CoreContext,
): Promise<{ readonly session: Session; readonly ticksPerSecond: number }> {
  const header = await readNexHeader(path, ctx);
  const { ticksPerSecond } = header;
  const source = await ctx.fs.openBytes(path);
  try {
    const spikes: SessionTimes[] = [];
    for (const variable of spikeVariables(header)) {
      spikes.push(await timesOf(variable, source, ticksPerSecond));
    }
    const events: SessionEvents[] = [];
    for (const variable of eventVariables(header)) {
      events.push(await eventsOf(variable, source, ticksPerSecond));
    }
    const session: Session = {
      ...(await signalsOf(header, source, path, ctx)),
      spikes: (_segment, channel) => spikes[channel],
      events: (_segment, channel) => events[channel],
    };
    return { session, ticksPerSecond };
  } finally {
    await source.close();
  }
}

/** Durations as a person wants them; neo's list has ticks. */
export function withDurationsInSeconds(session: Session, ticksPerSecond: number): Session {
  return {
    ...session,
    events(segment, channel) {
      const found = session.events?.(segment, channel);
      const empty = { timestamps: new Float64Array(), seconds: new Float64Array(), labels: [] };
      if (!found?.durations) return found ?? empty;
      return { ...found, durations: found.durations.map((ticks) => ticks / ticksPerSecond) };
    },
  };
}

const SPIKE_TYPES: readonly number[] = [NEX_TYPES.neuron, NEX_TYPES.waveform];
const EVENT_TYPES: readonly number[] = [NEX_TYPES.event, NEX_TYPES.interval, NEX_TYPES.marker];

function spikeVariables({ variables }: NexHeader): NexVariable[] {
  return variables.filter(({ type }) => SPIKE_TYPES.includes(type));
}

function eventVariables({ variables }: NexHeader): NexVariable[] {
  return variables.filter(({ type }) => EVENT_TYPES.includes(type));
}

async function signalsOf(
  header: NexHeader,
  source: ByteSource,
  path: string,
  ctx: CoreContext,
): Promise<Session> {
  const signals = header.variables.filter(({ type }) => type === NEX_TYPES.continuous);
  const streams = [];
  for (const [i, variable] of signals.entries()) {
    const { name, offset, count, numPoints } = variable;
    const [first = 0] = count > 0 ? await readInt32(source, offset, 1) : [];
    const segments = [{ path, offsetBytes: offset + count * 8, numSamples: numPoints }];
    streams.push({
      id: String(i),
      name,
      segments: [{ numSamples: numPoints, tStartS: first / header.ticksPerSecond }],
      traces: () =>
        new RawTraces(
          { dtype: "int16", bigEndian: false, numFileChannels: 1, timeAxis: 0, segments },
          ctx,
        ),
    });
  }
  return {
    reader: "NeuroExplorerRawIO",
    numSegments: 1,
    streams,
    channels: signals.map((variable, i) => channelOf(variable, i, path)),
    spikeChannels: spikeVariables(header).map(({ index, name }) => ({ id: String(index), name })),
    eventChannels: eventVariables(header).map(({ index, name, type }): EventChannel => ({
      id: String(index),
      name,
      type: type === NEX_TYPES.interval ? "epoch" : "event",
    })),
  };
}

function channelOf(variable: NexVariable, stream: number, path: string): SignalChannel {
  const { index, name, samplingFrequency, gainMillivolt, offsetMillivolt } = variable;
  if (!(samplingFrequency > 0) || !Number.isFinite(gainMillivolt + offsetMillivolt)) {
    throw new EphysError(
      "CorruptFile",
      `${path}: signal "${name}" has ${String(samplingFrequency)} Hz and ${String(gainMillivolt)} mV per bit`,
      { path, variable: name },
    );
  }
  return {
    id: String(index),
    name,
    samplingFrequency,
    dtype: "int16",
    units: "mV",
    gain: gainMillivolt,
    offset: offsetMillivolt,
    streamId: String(stream),
  };
}

async function timesOf(
  { offset, count }: NexVariable,
  source: ByteSource,
  ticksPerSecond: number,
): Promise<SessionTimes> {
  const timestamps = await readInt32(source, offset, count);
  return { timestamps, seconds: timestamps.map((tick) => tick / ticksPerSecond) };
}

async function eventsOf(
  variable: NexVariable,
  source: ByteSource,
  ticksPerSecond: number,
): Promise<SessionEvents> {
  const { type, offset, count, markerLength } = variable;
  const times = await timesOf(variable, source, ticksPerSecond);
  if (type === NEX_TYPES.interval) {
    const ends = await readInt32(source, offset + count * 4, count);
    const durations = ends.map((end, i) => end - times.timestamps[i]);
    return { ...times, durations, labels: new Array<string>(count).fill("") };
  }
  if (type !== NEX_TYPES.marker) return { ...times, labels: new Array<string>(count).fill("") };
  // the marker field's name comes first
  const bytes = new Uint8Array(count * markerLength);
  await source.readInto(offset + count * 4 + 64, bytes);
  const labels = Array.from({ length: count }, (_, i) =>
    zeroEnded(bytes.subarray(i * markerLength, (i + 1) * markerLength)),
  );
  return { ...times, labels };
}

async function readInt32(source: ByteSource, offset: number, count: number): Promise<Float64Array> {
  const bytes = new Uint8Array(count * 4);
  await source.readInto(offset, bytes);
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: count }, (_, i) => view.getInt32(i * 4, true));
}
