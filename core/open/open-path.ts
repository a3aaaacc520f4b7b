import type { CoreContext } from "#core/compute/index.ts";
import {
  FORMATS,
  isFile,
  isFolder,
  probeByName,
  readProbeFile,
  readSiFolderDict,
  type FormatDefinition,
  type StreamInfo,
} from "#core/formats/index.ts";
import { EphysError, isExtractorDict, type JsonObject } from "#core/model/index.ts";
import { withDictMetadata, withProbe, type Recording } from "#core/recording/index.ts";
import type { Snippets } from "#core/snippets/index.ts";
import { withSortingDictMetadata, type Sorting } from "#core/sorting/index.ts";
import { hasArray, readObjects } from "#core/zarr/index.ts";
import { recordingFromDict, sortingFromDict } from "./from-dict.ts";
import { DICT_FORMAT, readDictFile, recognise, type Recognised } from "./recognise.ts";

export interface OpenOptions {
  /** id of a format; default: what the content says */
  readonly format?: string;
  readonly streamId?: string;
  readonly streamName?: string;
  /** the format's own parameters, SpikeInterface's names */
  readonly params?: JsonObject;
}

/**
 * Opens a recording from a file or folder of any known format.
 * @throws FileNotFound, FormatNotRecognised, AmbiguousFormat, StreamNotFound (listing the streams), InvalidParameter and
 * the errors of the format's reader
 */
export async function openRecordingPath(
  path: string,
  options: OpenOptions,
  ctx: CoreContext,
): Promise<Recording> {
  const found = await chooseFormat(path, "recording", options, ctx);
  if (found.format === DICT_FORMAT) return recordingFromDict(...(await dictOf(path, ctx)));
  if (found.kinds.includes("analyzer")) return openAnalyzedRecording(found.root, ctx);
  const format = formatById(found.format);
  if (!format.readRecording) throw wrongKind(path, format, "recording");
  const { own, probe } = splitProbe(paramsOf(options), format);
  const recording = await format.readRecording(found.root, own, ctx);
  const dict = await readSiFolderDict(found.root, ctx);
  const described = dict ? withDictMetadata(recording, dict) : recording;
  return probe ? withGivenProbe(described, probe, found.root, ctx) : described;
}

/** A probe that is put on a recording of any format. */
interface GivenProbe {
  readonly path?: string;
  readonly name?: string;
}

/**
 * `probe_path` and `probe_name` apart from the format's own parameters, unless it has them itself; `events_path` is for
 * who shows events.
 */
function splitProbe(
  params: Record<string, unknown>,
  format: FormatDefinition,
): { readonly own: Record<string, unknown>; readonly probe?: GivenProbe } {
  const rest = Object.fromEntries(
    Object.entries(params).filter(
      ([name]) => name !== "events_path" || name in format.params.shape,
    ),
  );
  if ("probe_path" in format.params.shape) return { own: rest };
  const { probe_path: path, probe_name: name, ...own } = rest;
  if (typeof path === "string") return { own, probe: { path } };
  return typeof name === "string" ? { own, probe: { name } } : { own };
}

/** A file's path counts from the recording's folder. */
async function withGivenProbe(
  recording: Recording,
  { path, name }: GivenProbe,
  root: string,
  ctx: CoreContext,
): Promise<Recording> {
  if (path === undefined) {
    return withProbe(recording, probeByName(name ?? "", recording.channelIds.length));
  }
  const file = ctx.fs.path.resolve(ctx.fs.path.dirname(root), path);
  return withProbe(recording, await readProbeFile(file, ctx));
}

/** The recording that an analyzer folder was made from. @throws MissingSibling when it does not name one in JSON */
async function openAnalyzedRecording(folder: string, ctx: CoreContext): Promise<Recording> {
  const store = { folder, fs: ctx.fs };
  if (await hasArray(store, "recording")) {
    const [dict] = (await readObjects(store, "recording")) ?? [];
    if (isExtractorDict(dict)) return recordingFromDict(dict, ctx, folder);
  }
  const path = ctx.fs.path.join(folder, "recording.json");
  const file = await readDictFile(path, ctx);
  if (file) return recordingFromDict(file.dict, ctx, folder);
  throw new EphysError(
    "MissingSibling",
    `the analyzer ${folder} names no recording that can be read: open its recording by its own path`,
    { path },
  );
}

/** Opens a sorting from a file or folder of any known format; an analyzer folder gives its sorting (or recording). */
export async function openSortingPath(
  path: string,
  options: OpenOptions,
  ctx: CoreContext,
): Promise<Sorting> {
  const sorted = options.format === undefined ? await sorterResult(path, ctx) : undefined;
  if (sorted !== undefined) return openSortingPath(sorted, {}, ctx);
  const found = await chooseFormat(path, "sorting", options, ctx);
  if (found.format === DICT_FORMAT) return sortingFromDict(...(await dictOf(path, ctx)));
  if (found.kinds.includes("analyzer")) {
    return openSortingPath(ctx.fs.path.join(found.root, "sorting"), {}, ctx);
  }
  const format = formatById(found.format);
  if (!format.readSorting) throw wrongKind(path, format, "sorting");
  const sorting = await format.readSorting(found.root, paramsOf(options), ctx);
  const dict = await readSiFolderDict(found.root, ctx);
  return dict ? withSortingDictMetadata(sorting, dict) : sorting;
}

/** Opens cut-out waveforms from a file or folder of any known format. */
export async function openSnippetsPath(
  path: string,
  options: OpenOptions,
  ctx: CoreContext,
): Promise<Snippets> {
  const found = await chooseFormat(path, "snippets", options, ctx);
  if (found.format === DICT_FORMAT) throw notRecognised(path, "snippets", [found]);
  const format = formatById(found.format);
  if (!format.readSnippets) throw wrongKind(path, format, "snippets");
  return format.readSnippets(found.root, paramsOf(options), ctx);
}

/** Where the sorting lies in the output folder of an internal sorter run (inventory 2.12). */
async function sorterResult(path: string, ctx: CoreContext): Promise<string | undefined> {
  const { fs } = ctx;
  if (!(await isFile(fs.path.join(path, "spikeinterface_log.json"), ctx))) return undefined;
  const result = fs.path.join(path, "sorter_output", "sorting");
  return (await isFolder(result, ctx)) ? result : undefined;
}

/** The streams of a recording; empty for formats that have one. */
export async function listStreams(
  path: string,
  options: Pick<OpenOptions, "format" | "params">,
  ctx: CoreContext,
): Promise<readonly StreamInfo[]> {
  const found = await chooseFormat(path, "recording", options, ctx);
  if (found.format === DICT_FORMAT) return [];
  return (await formatById(found.format).listStreams?.(found.root, ctx, options.params)) ?? [];
}

/** A format by its id. @throws UnknownName listing the known ones */
export function formatById(id: string): FormatDefinition {
  const formats: readonly FormatDefinition[] = FORMATS;
  const format = formats.find((candidate) => candidate.id === id);
  if (format) return format;
  throw new EphysError(
    "UnknownName",
    `no format is called "${id}"; known are ${formats.map((f) => f.id).join(", ")}`,
    { format: id },
  );
}

function paramsOf({ params, streamId, streamName }: OpenOptions): Record<string, unknown> {
  return {
    ...params,
    ...(streamId !== undefined && { stream_id: streamId }),
    ...(streamName !== undefined && { stream_name: streamName }),
  };
}

async function dictOf(
  path: string,
  ctx: CoreContext,
): Promise<[Parameters<typeof recordingFromDict>[0], CoreContext, string]> {
  const file = await readDictFile(path, ctx);
  if (file) return [file.dict, ctx, file.folder];
  throw new EphysError("FormatNotRecognised", `${path} holds no extractor dictionary`, { path });
}

async function chooseFormat(
  path: string,
  kind: "recording" | "sorting" | "snippets",
  options: Pick<OpenOptions, "format">,
  ctx: CoreContext,
): Promise<Recognised> {
  if (options.format !== undefined && options.format !== DICT_FORMAT) {
    const format = formatById(options.format);
    const detection = await format.detect(path, ctx);
    return {
      ...(detection ?? { confidence: 0, why: "chosen", root: path, kinds: [kind] }),
      format: format.id,
      label: format.label,
    };
  }
  const all = await recognise(path, ctx);
  const fitting = all.filter(({ kinds }) => kinds.includes(kind) || kinds.includes("analyzer"));
  const [best, second] = fitting;
  if (!best) throw notRecognised(path, kind, all);
  if (second && second.confidence === best.confidence) {
    const names = fitting
      .filter(({ confidence }) => confidence === best.confidence)
      .map(({ format }) => format);
    throw new EphysError(
      "AmbiguousFormat",
      `${path} fits several formats (${names.join(", ")}): say which one`,
      { path, formats: names },
    );
  }
  return best;
}

function notRecognised(path: string, kind: string, others: readonly Recognised[]): EphysError {
  const [other] = others;
  const hint = other
    ? `it is a ${other.label} (${other.why})`
    : "its content fits no known format; raw samples open with format binary and their parameters";
  return new EphysError("FormatNotRecognised", `no ${kind} is recognised at ${path}: ${hint}`, {
    path,
  });
}

function wrongKind(path: string, format: FormatDefinition, kind: string): EphysError {
  return new EphysError(
    "FormatNotRecognised",
    `${path} is a ${format.label}, which holds no ${kind}`,
    { path, format: format.id },
  );
}
