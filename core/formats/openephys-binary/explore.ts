import { decodeNpyHeader, readElements } from "#core/array/index.ts";
import type { CoreContext } from "#core/compute/index.ts";
import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { isFile, isFolder, jsonNumber, readJsonObject, requireFile } from "../shared/files.ts";

export const STRUCTURE = "structure.oebin";

/** Record node, experiment, recording, and a folder or two around them. */
const MAX_DEPTH = 6;
/** Files and folders that are looked at. */
const MAX_ENTRIES = 100_000;
/** NumPy headers of one-dimensional arrays are far shorter. */
const NPY_HEAD_BYTES = 4096;

/** A channel as structure.oebin describes it. */
interface OebinChannel {
  readonly name: string;
  readonly unit: string;
  /** physical units per bit */
  readonly gain: number;
}

/** One continuous.dat of one recording. */
export interface ContinuousFile {
  readonly datPath: string;
  readonly numSamples: number;
  readonly samplingFrequency: number;
  readonly channels: readonly OebinChannel[];
  /** s */
  readonly tStartS: number;
  /** folder of the stream within its recording, with timestamps */
  readonly folder: string;
}

/** Events of one kind of one recording. */
export interface EventFolder {
  readonly channelName: string;
  readonly samplingFrequency: number;
  readonly folder: string;
}

/** A recording: one segment. Streams are keyed by "record node#folder". */
export interface OebinRecording {
  readonly number: number;
  readonly folder: string;
  readonly continuous: ReadonlyMap<string, ContinuousFile>;
  readonly events: ReadonlyMap<string, EventFolder>;
}

/** An experiment: one block. */
export interface OebinExperiment {
  readonly number: number;
  readonly name: string;
  readonly settingsPath: string;
  readonly recordings: readonly OebinRecording[];
}

/** A record node; its name is empty before version 0.5. */
export interface RecordNode {
  readonly name: string;
  readonly experiments: readonly OebinExperiment[];
}

/** Folders with a structure.oebin, in a folder and below it, sorted. */
export async function findStructures(
  folder: string,
  ctx: CoreContext,
  budget = { entries: MAX_ENTRIES },
  depth = 0,
): Promise<string[]> {
  const names = await ctx.fs.list(folder);
  const found = names.includes(STRUCTURE) ? [folder] : [];
  if (found.length > 0 || depth >= MAX_DEPTH) return found; // a recording holds no other one
  for (const name of names) {
    if (budget.entries-- <= 0) break;
    if (/\.(?:npy|xml|dat|txt|oebin|json|bin|png|py|log)$/.test(name)) continue;
    const path = ctx.fs.path.join(folder, name);
    if (await isFolder(path, ctx))
      found.push(...(await findStructures(path, ctx, budget, depth + 1)));
  }
  return found;
}

/**
 * Reads every structure.oebin of a folder; `only` names the experiments that are wanted.
 * @throws FormatNotRecognised (none there), CorruptFile, MissingSibling
 */
export async function exploreFolder(
  folder: string,
  only: readonly string[] | undefined,
  ctx: CoreContext,
): Promise<RecordNode[]> {
  const { path } = ctx.fs;
  const root = path.resolve(folder);
  if (!(await isFolder(root, ctx))) {
    throw new EphysError("FileNotFound", `there is no folder ${root}`, { path: root });
  }
  const nodes = new Map<string, Map<number, OebinExperiment & { recordings: OebinRecording[] }>>();
  for (const recordingFolder of await findStructures(root, ctx)) {
    const experimentFolder = path.dirname(recordingFolder);
    const nodeFolder = path.dirname(experimentFolder);
    const experimentName = path.basename(experimentFolder);
    const stem = path.basename(nodeFolder).replace(/(.)\.[^.]*$/, "$1");
    const nodeName = stem.startsWith("Record") ? stem : "";
    const number = numberAfter("experiment", experimentName, experimentFolder);
    const experiments = nodes.get(nodeName) ?? new Map<number, never>();
    nodes.set(nodeName, experiments);
    if (only && !only.includes(experimentName)) continue;
    const settings = number === 1 ? "settings.xml" : `settings_${String(number)}.xml`;
    const experiment = experiments.get(number) ?? {
      number,
      name: experimentName,
      settingsPath: path.join(nodeFolder, settings),
      recordings: [],
    };
    experiments.set(number, experiment);
    experiment.recordings.push(await readStructure(recordingFolder, nodeName, ctx));
  }
  if (nodes.size === 0) {
    throw new EphysError(
      "FormatNotRecognised",
      `${root} holds no ${STRUCTURE}, so it is no Open Ephys binary folder`,
      { path: root },
    );
  }
  return [...nodes].map(([name, experiments]) => ({
    name,
    experiments: [...experiments.values()]
      .map((e) => ({ ...e, recordings: e.recordings.sort((a, b) => a.number - b.number) }))
      .sort((a, b) => a.number - b.number),
  }));
}

function numberAfter(word: string, name: string, path: string): number {
  const digits = name.replace(word, "");
  if (/^\d{1,9}$/.test(digits)) return Number(digits);
  throw new EphysError(
    "CorruptFile",
    `${path} should be called ${word} and a number: keep the folders as Open Ephys made them`,
    { path },
  );
}

async function readStructure(
  folder: string,
  nodeName: string,
  ctx: CoreContext,
): Promise<OebinRecording> {
  const { path } = ctx.fs;
  const file = path.join(folder, STRUCTURE);
  const structure = await readJsonObject(file, ctx);
  const number = numberAfter("recording", path.basename(folder), folder);
  const continuous = new Map<string, ContinuousFile>();
  const events = new Map<string, EventFolder>();
  for (const kind of ["continuous", "events"] as const) {
    for (const info of listOf(structure, kind, file)) {
      const parts = textIn(info, "folder_name", file)
        .split("/")
        .filter((part) => part !== "");
      if (
        parts.length === 0 ||
        parts.some((part) => part === "." || part === ".." || part.includes("\\"))
      ) {
        throw new EphysError("CorruptFile", `${file} has an impossible "folder_name"`, {
          path: file,
        });
      }
      const own = path.join(folder, kind, ...parts);
      if (!(await isFolder(own, ctx))) continue; // as the reference: described but not recorded
      const name = nodeName === "" ? parts[0] : `${nodeName}#${parts[0]}`;
      if (kind === "continuous") continuous.set(name, await readContinuous(info, own, file, ctx));
      else {
        const channelName = textIn(info, "channel_name", file);
        const samplingFrequency = "sample_rate" in info ? rateIn(info, file) : NaN;
        events.set(name, { channelName, samplingFrequency, folder: own });
      }
    }
  }
  return { number, folder, continuous, events };
}

async function readContinuous(
  info: JsonObject,
  folder: string,
  file: string,
  ctx: CoreContext,
): Promise<ContinuousFile> {
  const channels = listOf(info, "channels", file).map((channel): OebinChannel => {
    const name = textIn(channel, "channel_name", file);
    const unit = typeof channel["units"] === "string" ? channel["units"] : "";
    return {
      name,
      unit: unit === "" ? (name.includes("ADC") ? "V" : "uV") : unit,
      gain: jsonNumber(channel, "bit_volts", file),
    };
  });
  if (channels.length === 0) {
    throw new EphysError("CorruptFile", `${file} lists no channels of ${folder}`, { path: file });
  }
  const datPath = ctx.fs.path.join(folder, "continuous.dat");
  const bytes = await requireFile(datPath, ctx, file);
  const samplingFrequency = rateIn(info, file);
  return {
    datPath,
    numSamples: Math.floor(bytes / 2 / channels.length),
    samplingFrequency,
    channels,
    tStartS: (await firstTimestamp(folder, file, ctx)) / samplingFrequency,
    folder,
  };
}

/** The first sample's number: sample_numbers.npy since version 0.6, timestamps.npy before. Reads no more than its head. */
async function firstTimestamp(folder: string, owner: string, ctx: CoreContext): Promise<number> {
  const { fs } = ctx;
  const current = fs.path.join(folder, "sample_numbers.npy");
  const path = (await isFile(current, ctx)) ? current : fs.path.join(folder, "timestamps.npy");
  await requireFile(path, ctx, owner);
  const head = await fs.readBytes(path, NPY_HEAD_BYTES);
  const { type, itemBytes, dataOffsetBytes, shape } = decodeNpyHeader(head, path);
  const end = dataOffsetBytes + itemBytes;
  if ("fields" in type || shape.length === 0 || shape[0] === 0 || end > head.length) {
    throw new EphysError("CorruptFile", `${path} holds no sample numbers`, { path });
  }
  const [first] = readElements(head, { start: dataOffsetBytes, stride: itemBytes, count: 1 }, type);
  const number = Number(first);
  if (Number.isFinite(number)) return number;
  throw new EphysError("CorruptFile", `${path} begins with ${String(first)}`, { path });
}

function rateIn(info: JsonObject, file: string): number {
  const rate = jsonNumber(info, "sample_rate", file);
  if (rate > 0) return rate;
  throw new EphysError("CorruptFile", `${file} has "sample_rate" = ${String(rate)}`, {
    path: file,
  });
}

function textIn(info: JsonObject, key: string, file: string): string {
  const value = info[key];
  if (typeof value === "string" && value !== "") return value;
  throw new EphysError("CorruptFile", `${file} lacks a "${key}"`, { path: file, key });
}

/** Objects of a list; an absent list is empty. */
function listOf(object: JsonObject, key: string, file: string): JsonObject[] {
  const list = (object[key] ?? []) as readonly JsonValue[] | JsonValue;
  if (
    Array.isArray(list) &&
    (list as readonly JsonValue[]).every(
      (item) => typeof item === "object" && item !== null && !Array.isArray(item),
    )
  ) {
    return list as JsonObject[];
  }
  throw new EphysError("CorruptFile", `${file}: "${key}" is not a list of objects`, {
    path: file,
    key,
  });
}
