import type { TaskContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  formatById,
  listStreams,
  openRecordingPath,
  openSortingPath,
  recognise,
  type OpenOptions,
  type Recognised,
} from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";

type Match = Pick<Recognised, "format" | "why">;

/** A recording at a path, what made it be read so, and which of several streams it is. */
export async function openedRecording(
  path: string,
  options: OpenOptions,
  ctx: TaskContext,
): Promise<{
  readonly recording: Recording;
  readonly match: Match;
  readonly streamId: string | undefined;
}> {
  const streamId = await chooseStream(path, options, ctx);
  const chosen = streamId === undefined ? options : { ...options, streamId };
  const recording = await openRecordingPath(path, chosen, ctx);
  return { recording, match: await matchOf(path, "recording", options, ctx), streamId };
}

/**
 * The stream to read: the one asked for, else the first where there are several (acquisition formats list the widest
 * band first); undefined where there is nothing to choose.
 */
export async function chooseStream(
  path: string,
  options: OpenOptions,
  ctx: TaskContext,
): Promise<string | undefined> {
  const { streamId, streamName, params } = options;
  const asked = streamId ?? params?.["stream_id"];
  if (typeof asked === "string") return asked;
  if (streamName !== undefined || typeof params?.["stream_name"] === "string") return undefined;
  const streams = await listStreams(path, options, ctx);
  return streams.length > 1 ? streams[0]?.id : undefined;
}

/** A sorting at a path and what made it be read so. */
export async function openedSorting(
  path: string,
  options: OpenOptions,
  ctx: TaskContext,
): Promise<{ readonly sorting: Sorting; readonly match: Match }> {
  const sorting = await openSortingPath(path, options, ctx);
  return { sorting, match: await matchOf(path, "sorting", options, ctx) };
}

async function matchOf(
  path: string,
  kind: "recording" | "sorting",
  { format }: OpenOptions,
  ctx: TaskContext,
): Promise<Match> {
  const matches = await recognise(path, ctx);
  const found = matches.find((match) =>
    format === undefined ? match.kinds.includes(kind) : match.format === format,
  );
  if (found !== undefined) return found;
  if (format === undefined) {
    // an analyzer's sorting is opened through the analyzer
    const [first] = matches;
    if (first !== undefined) return first;
    throw new EphysError("FormatNotRecognised", `${path} fits no known format`, { path });
  }
  return { format: formatById(format).id, why: "chosen by the user" };
}
