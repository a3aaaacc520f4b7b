import type { CoreContext } from "#core/compute/index.ts";
import {
  FORMATS,
  readBids,
  type EventData,
  type FormatDefinition,
  type ReaderFunction,
} from "#core/formats/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { arrayToJson, plainProperty, type Recording } from "#core/recording/index.ts";
import {
  listStreams,
  openRecordingPath,
  openSnippetsPath,
  openSortingPath,
  type OpenOptions,
} from "../open-path.ts";
import { markFloats, type AnswerArrays } from "./arrays.ts";
import { recordingAnswer } from "./recording-answer.ts";
import { snippetsAnswer } from "./snippets-answer.ts";
import { sortingAnswer } from "./sorting-answer.ts";

/** One call of a golden format case. */
export interface OpenCall {
  /** null: no function of the reference opens it without further packages; the path is recognised */
  readonly function: string | null;
  readonly kind: string;
  readonly kwargs: JsonObject;
  readonly expected?: JsonObject;
  readonly properties?: JsonObject;
}

/** What a call gave: `expected` and, where asked, further properties. */
export interface OpenAnswer {
  readonly expected: JsonValue;
  readonly properties?: JsonObject;
}

/** Performs one call. @throws Unsupported for functions that do not exist, and the readers' errors */
export async function performOpen(
  call: OpenCall,
  folder: string,
  arrays: AnswerArrays,
  ctx: CoreContext,
): Promise<OpenAnswer> {
  const kwargs = withPaths(call.kwargs, folder, ctx) as JsonObject; // an object stays one
  if (call.function === "get_neo_streams") return { expected: await streams(kwargs, ctx) };
  if (call.function === "get_neo_num_blocks") return { expected: await numBlocks(kwargs, ctx) };
  if (call.kind === "recording") {
    const recording = await openRecording(call.function, kwargs, ctx);
    return {
      expected: await recordingAnswer(recording, call.expected, arrays),
      ...(call.properties && { properties: askedProperties(recording, call.properties) }),
    };
  }
  if (call.kind === "recording+sorting") {
    const recording = await openRecording(call.function, kwargs, ctx);
    const sorting = await openSorting(call.function, kwargs, ctx);
    return {
      expected: [
        await recordingAnswer(recording, call.expected?.[0] as JsonObject | undefined, arrays),
        await sortingAnswer(sorting, arrays),
      ],
    };
  }
  if (call.kind === "sorting") {
    const sorting = await openSorting(call.function, kwargs, ctx);
    return { expected: await sortingAnswer(sorting, arrays) };
  }
  if (call.kind === "event") {
    const { format, path, params } = await readerCall(call.function, "event", kwargs, ctx);
    const events = await format.readEvents?.(path, ctx, params);
    if (events) return { expected: eventAnswer(events) };
  }
  if (call.kind === "snippets") {
    const { format, path, params } = await readerCall(call.function, "snippets", kwargs, ctx);
    const snippets = await openSnippetsPath(path, { format: format.id, params }, ctx);
    return { expected: await snippetsAnswer(snippets, arrays) };
  }
  if (call.kind === "neo_rawio") {
    const { format, path, params } = await readerCall(call.function, "neo_rawio", kwargs, ctx);
    const described = await format.readNeo?.(path, ctx, params);
    if (described) return { expected: described };
  }
  if (call.kind === "list of recordings" && typeof kwargs["folder_path"] === "string") {
    return { expected: (await readBids(kwargs["folder_path"], ctx)).length };
  }
  throw new EphysError(
    "Unsupported",
    `${String(call.function)} (${call.kind}) does not exist yet`,
    {
      function: call.function,
    },
  );
}

function eventAnswer({ channel_ids: channelIds, segments }: EventData): JsonObject {
  return {
    channel_ids: [...channelIds],
    segments: segments.map((channels) =>
      channels.map(({ channel_id: channelId, time, duration, label }) => ({
        channel_id: channelId,
        time: markFloats([...time]),
        duration: markFloats([...duration]),
        label: [...label],
      })),
    ),
  };
}

function withPaths(value: JsonValue, folder: string, ctx: CoreContext): JsonValue {
  if (Array.isArray(value)) {
    return (value as readonly JsonValue[]).map((item) => withPaths(item, folder, ctx));
  }
  if (typeof value !== "object" || value === null) return value;
  const path = (value as JsonObject)["$path"];
  if (typeof path === "string") return ctx.fs.path.resolve(folder, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withPaths(item as JsonValue, folder, ctx)]),
  );
}

async function openRecording(
  name: string | null,
  kwargs: JsonObject,
  ctx: CoreContext,
): Promise<Recording> {
  if (name === null) return openRecordingPath(...recognisedCall(kwargs), ctx);
  if (name === "load") return openRecordingPath(loadedPath(kwargs), {}, ctx);
  const { format, path, params } = await readerCall(name, "recording", kwargs, ctx);
  return openRecordingPath(path, { format: format.id, params }, ctx);
}

async function openSorting(
  name: string | null,
  kwargs: JsonObject,
  ctx: CoreContext,
): ReturnType<typeof openSortingPath> {
  if (name === null) return openSortingPath(...recognisedCall(kwargs), ctx);
  if (name === "load") return openSortingPath(loadedPath(kwargs), {}, ctx);
  const { format, path, params } = await readerCall(name, "sorting", kwargs, ctx);
  return openSortingPath(path, { format: format.id, params }, ctx);
}

/** Path and parameters of a call without a function. */
function recognisedCall({ file_path, folder_path, ...params }: JsonObject): [string, OpenOptions] {
  const path = file_path ?? folder_path;
  if (typeof path === "string") return [path, { params }];
  throw new EphysError("InvalidParameter", "a call without a function needs a path", {
    parameter: "file_path",
  });
}

function loadedPath(kwargs: JsonObject): string {
  const path = kwargs["file_or_folder_or_dict"];
  if (typeof path === "string") return path;
  throw new EphysError("Unsupported", "load is performed on paths only");
}

/** Arguments that every reader of the reference takes and that change nothing here, unless the format has them. */
const IGNORED = ["all_annotations", "block_index"];

async function readerCall(
  name: string | null,
  kind: ReaderFunction["kind"],
  kwargs: JsonObject,
  ctx: CoreContext,
): Promise<{ format: FormatDefinition; path: string; params: JsonObject }> {
  const { format, reader } = await formatOfReader(name, kind, kwargs, ctx);
  const given = kwargs[reader.path];
  const path = Array.isArray(given) ? (given as readonly JsonValue[])[0] : given;
  if (typeof path !== "string") {
    throw new EphysError("InvalidParameter", `${String(name)} needs "${reader.path}"`, {
      parameter: reader.path,
    });
  }
  const known = Object.keys(format.params.shape);
  const rest = Object.entries(kwargs).filter(
    ([key]) => key !== reader.path && (!IGNORED.includes(key) || known.includes(key)),
  );
  const unknown = rest.find(([key]) => !known.includes(key));
  if (unknown) {
    throw new EphysError("InvalidParameter", `${String(name)} has no parameter "${unknown[0]}"`, {
      parameter: unknown[0],
    });
  }
  const params = { ...format.asReference, ...Object.fromEntries(rest) };
  return {
    format,
    path,
    params: Array.isArray(given) ? { ...params, [reader.path]: given } : params,
  };
}

/** One function may serve several formats: the one that recognises the path is taken then. */
async function formatOfReader(
  name: string | null,
  kind: ReaderFunction["kind"],
  kwargs: JsonObject,
  ctx: CoreContext,
): Promise<{ format: FormatDefinition; reader: ReaderFunction }> {
  const formats: readonly FormatDefinition[] = FORMATS;
  const found = formats.flatMap((format) => {
    const readers = format.readers?.filter((r) => r.function === name && r.kind === kind) ?? [];
    // a reader may take one of several paths
    const reader = readers.find((r) => r.path in kwargs) ?? readers[0];
    return reader ? [{ format, reader }] : [];
  });
  for (const one of found.length > 1 ? found : []) {
    const path = kwargs[one.reader.path];
    if (typeof path === "string" && (await one.format.detect(path, ctx))) return one;
  }
  const [first] = found;
  if (first) return first;
  throw new EphysError("Unsupported", `the reader ${String(name)} does not exist yet`, {
    function: name,
  });
}

function readerName(extractor: JsonValue | undefined): string {
  return typeof extractor === "string" ? `read_${extractor}` : "read_";
}

async function streams(kwargs: JsonObject, ctx: CoreContext): Promise<JsonObject> {
  const { extractor_name: name, ...rest } = kwargs;
  const { format, path, params } = await readerCall(readerName(name), "recording", rest, ctx);
  const list = await listStreams(path, { format: format.id, params }, ctx);
  return { names: list.map((stream) => stream.name), ids: list.map((stream) => stream.id) };
}

async function numBlocks(kwargs: JsonObject, ctx: CoreContext): Promise<number> {
  const { extractor_name: name, ...rest } = kwargs;
  const { format, path } = await readerCall(readerName(name), "recording", rest, ctx);
  return (await format.countBlocks?.(path, ctx)) ?? 1;
}

function askedProperties(recording: Recording, asked: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(asked).map((name) => {
      const property = plainProperty(recording.properties, name);
      return [name, property ? markFloats(arrayToJson(property)) : null] as const;
    }),
  );
}
