import type { PulseSource } from "#contract/index.ts";
import { EphysError, type JsonObject } from "#core/model/index.ts";
import {
  GIVEN_PARAMS,
  listStreams,
  openRecordingPath,
  type OpenOptions,
} from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { JobRequest } from "#main/jobs/index.ts";
import type { RecordingRow } from "#main/project/index.ts";
import type { ServiceContext } from "../context.ts";
import { keepPulses } from "./pulse-tables.ts";

const NAME = "find_pulses";
/** Streams that carry pulses are called so. */
const DIGITAL = /sync|dig|din|dout|nidq|ttl|xd|event/i;

/** The streams of a recording's files, those that look digital first. */
export async function pulseSources(
  ctx: ServiceContext,
  recordingId: number,
): Promise<readonly PulseSource[]> {
  const row = ctx.session().project.recordings.get(recordingId);
  const sources: PulseSource[] = [];
  for (const stream of await streamsOf(row, ctx)) {
    const recording = await streamRecording(ctx, row, stream.id);
    sources.push({
      streamId: stream.id,
      name: stream.name,
      channelIds: recording.channelIds.map(String),
      isInteger: !recording.dtype.startsWith("float"),
    });
  }
  const isDigital = ({ name }: PulseSource): number => Number(DIGITAL.test(name));
  return sources.sort((a, b) => isDigital(b) - isDigital(a));
}

async function streamsOf(
  row: RecordingRow,
  ctx: ServiceContext,
): Promise<readonly { readonly id: string | null; readonly name: string }[]> {
  const streams = await listStreams(row.path, optionsOf(row), ctx.tasks);
  return streams.length > 0 ? streams : [{ id: null, name: row.name }];
}

/** What a row was opened with, but for its stream and what belongs to its own channels (probe, events). */
function optionsOf({ format, params }: RecordingRow): OpenOptions {
  const left = ["stream_id", "stream_name", ...Object.keys(GIVEN_PARAMS.shape)];
  const kept = Object.entries(params).filter(([name]) => !left.includes(name));
  return { format, params: Object.fromEntries(kept) };
}

function streamRecording(
  ctx: ServiceContext,
  row: RecordingRow,
  streamId: string | null,
): Promise<Recording> {
  if (streamId === null || streamId === row.streamId) return ctx.session().recordings.raw(row.id);
  return openRecordingPath(row.path, { ...optionsOf(row), streamId }, ctx.tasks);
}

/** Looks for pulses in a channel; the table of them is kept in the project's folder. */
export async function findPulsesJob(
  ctx: ServiceContext,
  input: {
    readonly recordingId: number;
    readonly streamId: string | null;
    readonly channelId: string;
    readonly threshold: number | null;
  },
): Promise<JobRequest> {
  const { recordingId, streamId, channelId, threshold } = input;
  const row = ctx.session().project.recordings.get(recordingId);
  const recording = await streamRecording(ctx, row, streamId);
  const { numSamples, samplingFrequency } = recording;
  requireChannel(recording, channelId);
  const params: JsonObject = { streamId, channelId, threshold };
  return {
    kind: NAME,
    title: `pulses of ${channelId} in ${row.name}`,
    params,
    seed: null,
    recordingId,
    inputs: { recording: recording.dict, content: row.fingerprint.contentHash },
    async run(job) {
      const args = { recording: recording.dict, channelId, threshold };
      const data = await job.compute(NAME, args);
      const count = await keepPulses(ctx, recordingId, {
        stream: streamId ?? row.name,
        channelId,
        data,
        numSamples,
        samplingFrequency,
      });
      job.log(`${String(count)} pulses in ${String(data.channel_ids.length)} lines`);
    },
  };
}

function requireChannel({ channelIds }: Recording, wanted: string): void {
  if (channelIds.some((id) => String(id) === wanted)) return;
  throw new EphysError(
    "ChannelNotFound",
    `there is no channel ${wanted}; there are ${channelIds.slice(0, 20).join(", ")}`,
    { channelId: wanted },
  );
}
