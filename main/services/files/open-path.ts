import type { TaskContext } from "#core/compute/index.ts";
import { EphysError } from "#core/model/index.ts";
import {
  formatById,
  openRecordingPath,
  openSortingPath,
  recognise,
  type OpenOptions,
  type Recognised,
} from "#core/open/index.ts";
import type { Recording } from "#core/recording/index.ts";
import type { Sorting } from "#core/sorting/index.ts";

type Match = Pick<Recognised, "format" | "why">;

/** A recording at a path and what made it be read so. */
export async function openedRecording(
  path: string,
  options: OpenOptions,
  ctx: TaskContext,
): Promise<{ readonly recording: Recording; readonly match: Match }> {
  const recording = await openRecordingPath(path, options, ctx);
  return { recording, match: await matchOf(path, "recording", options, ctx) };
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
