import { z } from "zod";
import type { CoreContext } from "#core/compute/index.ts";
import { isEphysError } from "#core/model/index.ts";
import type { JsonObject } from "#core/model/index.ts";
import type { Recording } from "#core/recording/index.ts";
import { defineFormat, type EventData, type FormatDefinition } from "../define.ts";
import { isFile } from "./files.ts";
import { parseParams, pathArgument } from "./kwargs.ts";
import {
  describeSession,
  sessionEvents,
  sessionRecording,
  sessionStreams,
  type Session,
} from "./session/index.ts";

const params = z.object({
  stream_id: z.string().nullish().describe("Which signals; needed when there are several."),
  stream_name: z.string().nullish().describe("The same by name."),
  use_names_as_ids: z
    .boolean()
    .default(false)
    .describe("Channel ids are the channels' names instead of the file's own ids."),
});
type Params = z.output<typeof params>;

export interface SessionFormatOptions<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** without the dot; a file with another ending is not looked at */
  readonly extensions: readonly string[];
  readonly siClass: string;
  /** SpikeInterface's function for recordings */
  readonly reader: string;
  /** neo's name of its reader, with its argument for the path always "filename" */
  readonly neoReader: string;
  /** bytes at the start that `sniff` wants, default 512 */
  readonly sniffBytes?: number;
  /** What at the file's start says that it is this format; undefined for another. May throw typed errors. */
  readonly sniff: (
    head: Uint8Array,
    path: string,
    ctx: CoreContext,
  ) => string | undefined | Promise<string | undefined>;
  /** Opens the signals; reads nothing that is not needed for them. */
  readonly open: (path: string, ctx: CoreContext) => Promise<Session>;
  /** The same with spikes and events in memory. */
  readonly openAll?: (path: string, ctx: CoreContext) => Promise<Session>;
  /** Events in seconds; default: those of `openAll` */
  readonly readEvents?: (path: string, ctx: CoreContext) => Promise<EventData>;
}

/** A format of one file that is read as neo reads it: a session whose streams are recordings. */
export function defineSessionFormat<const Id extends string>(
  options: SessionFormatOptions<Id>,
): FormatDefinition<Id, typeof params> {
  const { id, label, extensions, siClass, open, openAll } = options;
  const read = async (path: string, given: Params, ctx: CoreContext): Promise<Recording> =>
    sessionRecording(await open(path, ctx), given, { siClass, kwargs: { file_path: path } }, path);
  const readEvents =
    options.readEvents ??
    (openAll &&
      (async (path: string, ctx: CoreContext) => sessionEvents(await openAll(path, ctx))));
  return defineFormat({
    id,
    label,
    extensions,
    params,
    detect: (path, ctx) => detect(options, path, ctx),
    readers: [
      { function: options.reader, kind: "recording", path: "file_path" },
      { function: `neo.${options.neoReader}`, kind: "neo_rawio", path: "filename" },
    ],
    listStreams: async (path, ctx) => sessionStreams(await open(path, ctx)),
    readRecording: (path, given, ctx) => read(path, parseParams(params, given, label), ctx),
    readNeo: async (path, ctx): Promise<JsonObject> =>
      describeSession(await (openAll ?? open)(path, ctx)),
    ...(readEvents && { readEvents }),
    recordingDicts: [
      {
        siClass,
        read(kwargs, ctx) {
          const path = pathArgument(kwargs, "file_path", siClass);
          return read(path, parseParams(params, kwargs, siClass), ctx);
        },
      },
    ],
  });
}

async function detect(
  { extensions, sniffBytes = 512, sniff }: SessionFormatOptions<string>,
  path: string,
  ctx: CoreContext,
): ReturnType<FormatDefinition["detect"]> {
  const lower = path.toLowerCase();
  if (!extensions.some((ending) => lower.endsWith(`.${ending}`))) return undefined;
  if (!(await isFile(path, ctx))) return undefined;
  try {
    const why = await sniff(await ctx.fs.readBytes(path, sniffBytes), path, ctx);
    return why === undefined
      ? undefined
      : { confidence: 0.95, why, root: path, kinds: ["recording"] };
  } catch (error) {
    if (isEphysError(error)) return undefined;
    throw error;
  }
}
