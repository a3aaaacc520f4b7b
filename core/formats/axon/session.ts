import type { CoreContext } from "#core/compute/index.ts";
import type { ByteSource } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import { RawTraces } from "../shared/raw-traces.ts";
import { zeroEnded, type Session, type SessionEvents } from "../shared/session/index.ts";
import type { AbfHeader } from "./description.ts";
import { readAbfHeader } from "./header.ts";

/** More sweeps no protocol has. */
const MAX_SWEEPS = 1_000_000;
const MAX_TAGS = 1_000_000;

interface Sweep {
  readonly numSamples: number;
  readonly offsetBytes: number;
  readonly tStartS: number;
}

/** Sweeps are segments; one stream of all channels. */
export async function openAbf(path: string, ctx: CoreContext): Promise<Session> {
  const header = await readAbfHeader(path, ctx);
  const source = await ctx.fs.openBytes(path);
  try {
    return sessionOf(header, await readSweeps(header, source, path), path, ctx);
  } finally {
    await source.close();
  }
}

/**
 * The same with its tags as events, labelled by their type or by what was typed. Tags belong to no sweep: each has all
 * of them, as in the reference.
 */
export async function openAbfWithTags(
  path: string,
  labels: "type" | "comment",
  ctx: CoreContext,
): Promise<Session> {
  const header = await readAbfHeader(path, ctx);
  const source = await ctx.fs.openBytes(path);
  try {
    const session = sessionOf(header, await readSweeps(header, source, path), path, ctx);
    const tags = await readTags(header, source, labels);
    return { ...session, events: () => tags };
  } finally {
    await source.close();
  }
}

function sessionOf(
  { channels, samplingFrequency, isFloat }: AbfHeader,
  sweeps: readonly Sweep[],
  path: string,
  ctx: CoreContext,
): Session {
  const dtype = isFloat ? "float32" : "int16";
  return {
    reader: "AxonRawIO",
    numSegments: sweeps.length,
    streams: [
      {
        id: "0",
        name: "Signals",
        segments: sweeps.map(({ numSamples, tStartS }) => ({ numSamples, tStartS })),
        traces: () =>
          new RawTraces(
            {
              dtype,
              bigEndian: false,
              numFileChannels: channels.length,
              timeAxis: 0,
              segments: sweeps.map(({ offsetBytes, numSamples }) => ({
                path,
                offsetBytes,
                numSamples,
              })),
            },
            ctx,
          ),
      },
    ],
    channels: channels.map((channel) => ({ ...channel, samplingFrequency, dtype, streamId: "0" })),
    spikeChannels: [],
    eventChannels: [{ id: "", name: "Tag", type: "event" }],
  };
}

/** @throws CorruptFile when the sweeps hold more than the data */
async function readSweeps(header: AbfHeader, source: ByteSource, path: string): Promise<Sweep[]> {
  const { sweeps, data, isFloat, mode, synchTimeUnit, samplingFrequency, channels } = header;
  if (sweeps.count > MAX_SWEEPS) {
    throw new EphysError("CorruptFile", `${path} claims ${String(sweeps.count)} sweeps`, { path });
  }
  const pairs = new Int32Array(sweeps.count > 0 ? sweeps.count * 2 : 2);
  if (sweeps.count > 0) await source.readInto(sweeps.at, new Uint8Array(pairs.buffer));
  else pairs.set([0, data.count]);
  const itemBytes = isFloat ? 4 : 2;
  const out: Sweep[] = [];
  let position = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    // variable lengths are counted in the unit of time
    const length = synchTimeUnit !== 0 && mode === 1 ? pairs[i + 1] / synchTimeUnit : pairs[i + 1];
    if (!(length >= 0) || position + length > data.count) {
      throw new EphysError(
        "CorruptFile",
        `${path}: sweep ${String(i / 2)} of ${String(length)} samples does not fit the ${String(data.count)} of the file`,
        { path, sweep: i / 2 },
      );
    }
    out.push({
      numSamples: Math.floor(length / channels.length),
      offsetBytes: data.at + Math.round(position) * itemBytes,
      tStartS: synchTimeUnit === 0 ? pairs[i] / samplingFrequency : pairs[i] * synchTimeUnit * 1e-6,
    });
    position += length;
  }
  return out;
}

async function readTags(
  { tags, samplingFrequency }: AbfHeader,
  source: ByteSource,
  wanted: "type" | "comment",
): Promise<SessionEvents> {
  const count = Math.min(tags.count, MAX_TAGS);
  const timestamps = new Float64Array(count);
  const labels: string[] = [];
  const entry = new Uint8Array(62);
  const view = new DataView(entry.buffer);
  for (let i = 0; i < count; i++) {
    await source.readInto(tags.at + i * tags.entryBytes, entry);
    timestamps[i] = view.getInt32(0, true);
    const comment = zeroEnded(entry.subarray(4, 60)).trim();
    labels.push(comment === "" || wanted === "type" ? String(view.getInt16(60, true)) : comment);
  }
  return { timestamps, seconds: timestamps.map((tick) => tick / samplingFrequency), labels };
}
