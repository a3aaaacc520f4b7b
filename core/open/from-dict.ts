import type { CoreContext } from "#core/compute/index.ts";
import {
  GENERATION_DICTS,
  GENERATION_PARENT_DICTS,
  GENERATION_SORTING_DICTS,
} from "#core/generation/index.ts";
import { FORMATS, type DictReader, type FormatDefinition } from "#core/formats/index.ts";
import {
  EphysError,
  isExtractorDict,
  type ExtractorDict,
  type JsonObject,
  type JsonValue,
} from "#core/model/index.ts";
import { PREPROCESSORS, preprocessorFromDict } from "#core/preprocessing/index.ts";
import {
  aggregateChannels,
  AGGREGATION_CLASS,
  APPEND_SEGMENT_CLASS,
  appendRecordings,
  CHANNEL_SLICE_CLASS,
  CONCATENATE_SEGMENT_CLASS,
  concatenateRecordings,
  FRAME_SLICE_CLASS,
  memoryRecordingFromKwargs,
  NUMPY_RECORDING_CLASS,
  SELECT_SEGMENT_CLASS,
  selectChannels,
  selectSegments,
  sliceFrames,
  withDictMetadata,
  type Recording,
} from "#core/recording/index.ts";
import {
  FRAME_SLICE_SORTING_CLASS,
  memorySortingFromKwargs,
  NUMPY_SORTING_CLASS,
  selectUnits,
  sliceSortingFrames,
  UNITS_SELECTION_CLASS,
  withSortingDictMetadata,
  type Sorting,
} from "#core/sorting/index.ts";
import { absoluteDict } from "#core/formats/index.ts";

/** Nested parents deeper than this are a dictionary that contains itself or an attack. */
const MAX_DEPTH = 200;

interface Opening {
  readonly ctx: CoreContext;
  readonly depth: number;
}

type RecordingMaker = (kwargs: JsonObject, opening: Opening) => Promise<Recording>;
type SortingMaker = (kwargs: JsonObject, opening: Opening) => Promise<Sorting>;

/**
 * The recording that an extractor dictionary describes (SpikeInterface's JSON, ours or Python's).
 * @param baseFolder where relative paths start; needed when `relative_paths` is true
 * @throws Unsupported naming an unknown class, InvalidParameter, and the errors of the format's reader
 */
export async function recordingFromDict(
  dict: ExtractorDict,
  ctx: CoreContext,
  baseFolder?: string,
): Promise<Recording> {
  return makeRecording(absolute(dict, ctx, baseFolder), { ctx, depth: 0 });
}

/** The sorting that an extractor dictionary describes; as `recordingFromDict`. */
export async function sortingFromDict(
  dict: ExtractorDict,
  ctx: CoreContext,
  baseFolder?: string,
): Promise<Sorting> {
  return makeSorting(absolute(dict, ctx, baseFolder), { ctx, depth: 0 });
}

function absolute(dict: ExtractorDict, ctx: CoreContext, baseFolder?: string): ExtractorDict {
  if (!dict.relative_paths) return dict;
  if (baseFolder !== undefined) return absoluteDict(dict, baseFolder, ctx.fs.path);
  throw new EphysError(
    "InvalidParameter",
    "the dictionary has relative paths: say from which folder they start",
    { parameter: "base_folder" },
  );
}

async function makeRecording(dict: ExtractorDict, opening: Opening): Promise<Recording> {
  if (opening.depth > MAX_DEPTH) {
    throw new EphysError(
      "InvalidValue",
      `the dictionary nests more than ${String(MAX_DEPTH)} parents`,
    );
  }
  const make =
    byClass(RECORDINGS, dict.class) ??
    recordingReader(dict.class) ??
    generatedOnParents(dict.class) ??
    preprocessorMaker(dict);
  const recording = await make(kwargsOf(dict), { ...opening, depth: opening.depth + 1 });
  return withDictMetadata(recording, dict);
}

async function makeSorting(dict: ExtractorDict, opening: Opening): Promise<Sorting> {
  const make = SORTINGS[dict.class] ?? sortingReader(dict.class) ?? unknownClass(dict.class);
  const sorting = await make(kwargsOf(dict), { ...opening, depth: opening.depth + 1 });
  return withSortingDictMetadata(sorting, dict);
}

function kwargsOf(dict: ExtractorDict): JsonObject {
  const kwargs = (dict as JsonObject)["kwargs"];
  if (typeof kwargs === "object" && kwargs !== null && !Array.isArray(kwargs)) {
    return kwargs as JsonObject; // neither a list nor a plain value
  }
  throw new EphysError("InvalidValue", `the dictionary of ${dict.class} has no "kwargs"`);
}

const RECORDINGS: Readonly<Record<string, RecordingMaker | undefined>> = {
  [NUMPY_RECORDING_CLASS]: (kwargs) => Promise.resolve(memoryRecordingFromKwargs(kwargs)),
  [CHANNEL_SLICE_CLASS]: async (kwargs, opening) =>
    selectChannels(
      await parentRecording(kwargs, "parent_recording", opening),
      idsArgument(kwargs, "channel_ids"),
      idsArgument(kwargs, "renamed_channel_ids"),
    ),
  [FRAME_SLICE_CLASS]: async (kwargs, opening) =>
    sliceFrames(
      await parentRecording(kwargs, "parent_recording", opening),
      frameArgument(kwargs, "start_frame"),
      frameArgument(kwargs, "end_frame"),
    ),
  [SELECT_SEGMENT_CLASS]: async (kwargs, opening) =>
    selectSegments(
      await parentRecording(kwargs, "recording", opening),
      segmentIndices(kwargs["segment_indices"]),
    ),
  [APPEND_SEGMENT_CLASS]: async (kwargs, opening) =>
    appendRecordings(await parentList(kwargs, "recording_list", opening), maxDiff(kwargs)),
  [AGGREGATION_CLASS]: async (kwargs, opening) =>
    aggregateChannels(
      await aggregatedParents(kwargs, opening),
      idsArgument(kwargs, "renamed_channel_ids"),
    ),
  [CONCATENATE_SEGMENT_CLASS]: async (kwargs, opening) =>
    concatenateRecordings(await parentList(kwargs, "recording_list", opening), {
      ignoreTimes: kwargs["ignore_times"] !== false,
      ...maxDiff(kwargs),
    }),
};

const SORTINGS: Readonly<Record<string, SortingMaker | undefined>> = {
  [NUMPY_SORTING_CLASS]: (kwargs) => Promise.resolve(memorySortingFromKwargs(kwargs)),
  [UNITS_SELECTION_CLASS]: async (kwargs, opening) =>
    selectUnits(
      await parentSorting(kwargs, opening),
      idsArgument(kwargs, "unit_ids"),
      idsArgument(kwargs, "renamed_unit_ids"),
    ),
  [FRAME_SLICE_SORTING_CLASS]: async (kwargs, opening) =>
    sliceSortingFrames(
      await parentSorting(kwargs, opening),
      frameArgument(kwargs, "start_frame"),
      frameArgument(kwargs, "end_frame"),
    ),
};

/** A list of ids; undefined when absent or null. @throws InvalidValue */
function idsArgument(kwargs: JsonObject, name: string): readonly (string | number)[] | undefined {
  const value = kwargs[name];
  if (value === undefined || value === null) return undefined;
  const isId = (id: JsonValue): id is string | number =>
    typeof id === "string" || typeof id === "number";
  if (Array.isArray(value) && (value as readonly JsonValue[]).every(isId)) {
    return value as readonly (string | number)[]; // just checked
  }
  throw new EphysError("InvalidValue", `"${name}" of the dictionary is no list of ids`);
}

/** A frame number; undefined when absent or null. @throws InvalidValue */
function frameArgument(kwargs: JsonObject, name: string): number | undefined {
  const value = kwargs[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number") return value;
  throw new EphysError("InvalidValue", `"${name}" of the dictionary is no number`);
}

function segmentIndices(value: JsonValue | undefined): readonly number[] {
  const list = typeof value === "number" ? [value] : value;
  if (Array.isArray(list) && (list as readonly JsonValue[]).every((i) => typeof i === "number")) {
    return list as readonly number[]; // just checked
  }
  throw new EphysError("InvalidValue", '"segment_indices" of the dictionary is no list of numbers');
}

function maxDiff(kwargs: JsonObject): { samplingFrequencyMaxDiff?: number } {
  const value = kwargs["sampling_frequency_max_diff"];
  return typeof value === "number" ? { samplingFrequencyMaxDiff: value } : {};
}

function recordingReader(siClass: string): RecordingMaker | undefined {
  const formats: readonly FormatDefinition[] = FORMATS;
  return makerOf([...formats.flatMap((f) => f.recordingDicts ?? []), ...GENERATION_DICTS], siClass);
}

function sortingReader(siClass: string): SortingMaker | undefined {
  const formats: readonly FormatDefinition[] = FORMATS;
  return makerOf(
    [...formats.flatMap((f) => f.sortingDicts ?? []), ...GENERATION_SORTING_DICTS],
    siClass,
  );
}

/** Modules move between versions of the reference, class names stay. */
function sameClass(known: string, asked: string): boolean {
  const nameOf = (path: string): string => path.slice(path.lastIndexOf(".") + 1);
  return (
    known === asked || (asked.startsWith("spikeinterface.") && nameOf(known) === nameOf(asked))
  );
}

function byClass<T>(makers: Readonly<Record<string, T>>, siClass: string): T | undefined {
  return Object.entries(makers).find(([known]) => sameClass(known, siClass))?.[1];
}

function makerOf<T>(
  readers: readonly DictReader<T>[],
  siClass: string,
): ((kwargs: JsonObject, opening: Opening) => Promise<T>) | undefined {
  const found = readers.find((reader) => sameClass(reader.siClass, siClass));
  return found && ((kwargs, { ctx }) => found.read(kwargs, ctx));
}

/** A generated recording made from others (templates put into a recording, for one). */
function generatedOnParents(siClass: string): RecordingMaker | undefined {
  const found = GENERATION_PARENT_DICTS.find((reader) => sameClass(reader.siClass, siClass));
  if (found === undefined) return undefined;
  return async (kwargs, opening) => {
    const { recording: name, sorting: sortingName } = found;
    const recording = kwargs[name] ? await parentRecording(kwargs, name, opening) : undefined;
    const sorting =
      sortingName === undefined
        ? undefined
        : await makeSorting(nestedDict(kwargs[sortingName], sortingName), opening);
    return found.read(kwargs, { ...(recording && { recording }), ...(sorting && { sorting }) });
  };
}

/** A preprocessing step on its parent, the one recording among its arguments. */
function preprocessorMaker(dict: ExtractorDict): RecordingMaker {
  const known = PREPROCESSORS.some(({ siClass }) => siClass === dict.class);
  if (!known) return unknownClass(dict.class);
  return async (kwargs, opening) => {
    const name = ["recording", "parent_recording"].find((key) => isExtractorDict(kwargs[key]));
    if (name === undefined) {
      throw new EphysError(
        "InvalidValue",
        `the dictionary of ${dict.class} has no parent recording`,
      );
    }
    const parent = await parentRecording(kwargs, name, opening);
    return preprocessorFromDict(dict, parent, opening.ctx);
  };
}

function unknownClass(siClass: string): never {
  throw new EphysError("Unsupported", `objects of class ${siClass} cannot be opened`, {
    class: siClass,
  });
}

function parentRecording(kwargs: JsonObject, name: string, opening: Opening): Promise<Recording> {
  return makeRecording(nestedDict(kwargs[name], name), opening);
}

function parentSorting(kwargs: JsonObject, opening: Opening): Promise<Sorting> {
  const name = "parent_sorting" in kwargs ? "parent_sorting" : "sorting";
  return makeSorting(nestedDict(kwargs[name], name), opening);
}

async function parentList(
  kwargs: JsonObject,
  name: string,
  opening: Opening,
): Promise<Recording[]> {
  const list = kwargs[name];
  if (!Array.isArray(list)) {
    throw new EphysError("InvalidValue", `the dictionary has no list "${name}"`);
  }
  const recordings: Recording[] = [];
  for (const [i, item] of (list as readonly JsonValue[]).entries()) {
    recordings.push(await makeRecording(nestedDict(item, `${name}[${String(i)}]`), opening));
  }
  return recordings;
}

/** A list, or recordings by key. */
async function aggregatedParents(
  kwargs: JsonObject,
  opening: Opening,
): Promise<Recording[] | Map<string, Recording>> {
  const given = kwargs["recording_list_or_dict"] ?? kwargs["recording_list"];
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return parentList({ recording_list: given ?? null }, "recording_list", opening);
  }
  const parents = new Map<string, Recording>();
  for (const [key, dict] of Object.entries(given)) {
    parents.set(key, await makeRecording(nestedDict(dict, key), opening));
  }
  return parents;
}

function nestedDict(value: JsonValue | undefined, name: string): ExtractorDict {
  if (isExtractorDict(value)) return value;
  throw new EphysError("InvalidValue", `"${name}" is not an extractor dictionary`);
}
