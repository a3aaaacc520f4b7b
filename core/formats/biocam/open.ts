import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import {
  EphysError,
  parseJson,
  type JsonObject,
  type JsonValue,
  type SampleArray,
} from "#core/model/index.ts";
import {
  attributeNumber,
  checkSamples,
  Hdf5Traces,
  columnNumbers,
  openHdf5,
  readNumber,
  readRate,
  readTable,
  readText,
} from "../shared/hdf5/index.ts";
import type { StreamTraces } from "../shared/session/index.ts";
import { EventTraces, readEventPieces } from "./event-traces.ts";

/** What a 3Brain file says of its signals. */
export interface BiocamFile {
  readonly file: Hdf5File;
  readonly samplingFrequency: number;
  /** uV per bit and uV */
  readonly gain: number;
  readonly offset: number;
  readonly dtype: "uint16" | "int16";
  readonly numSamples: number;
  /** only samples around events were kept */
  readonly hasGaps: boolean;
  readonly numChannels: number;
  /** called once per recording; opens nothing yet */
  readonly traces: () => StreamTraces;
  /** names of channels, counted from 1 */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** the chip, lower case, where the file names it */
  readonly model: string | undefined;
}

/** Inverted signals are stored as 4096 − sample. */
const INVERSION_BASE = 4096;

/** @throws CorruptFile, Unsupported (compression by wavelets) and those of opening */
export async function openBiocam(path: string, ctx: CoreContext): Promise<BiocamFile> {
  const file = await openHdf5(path, ctx);
  return (await file.kindOf("/3BRecInfo")) === "group" ? openVersion3(file) : openVersion4(file);
}

async function openVersion3(file: Hdf5File): Promise<BiocamFile> {
  const variable = (name: string): Promise<number> =>
    readNumber(file, `/3BRecInfo/3BRecVars/${name}`);
  const [maxUv, minUv] = [await variable("MaxVolt"), await variable("MinVolt")];
  const bits = await variable("BitDepth");
  const numFrames = await variable("NRecFrames");
  const inversion = await variable("SignalInversion");
  const version = attributeNumber((await file.attributes("/3BData"))["Version"]);
  if (![undefined, 100, 101, 102].includes(version)) {
    throw corrupt(file, `version ${String(version)} of its data is not known`);
  }
  if (inversion !== 1 && inversion !== -1) {
    throw corrupt(file, `signal inversion ${String(inversion)} is neither 1 nor -1`);
  }
  const dataset = "/3BData/Raw";
  const layout = version === 100 ? "time-first" : "interleaved";
  const total = (await file.dataset(dataset)).shape[0] ?? 0;
  const perFrame = Math.trunc(total / numFrames);
  if (layout === "interleaved" && !(perFrame >= 1 && Number.isFinite(perFrame))) {
    throw corrupt(file, `${String(total)} samples are not ${String(numFrames)} frames`);
  }
  const about = await checkSamples(file, dataset, layout, perFrame);
  const chips = await readTable(file, "/3BRecInfo/3BMeaStreams/Raw/Chs", ["Row", "Col"]);
  const { numChannels } = about;
  const samples = { file, dataset, layout, numChannels, ...(inversion === -1 && { adjust: invert }) } as const; // prettier-ignore
  return {
    file,
    samplingFrequency: await readRate(file, "/3BRecInfo/3BRecVars/SamplingRate"),
    gain: (maxUv - minUv) / 2 ** bits,
    offset: minUv,
    dtype: twoBytes(file, about.dtype),
    numSamples: checkedFrames(file, numFrames, about.numSamples),
    hasGaps: false,
    numChannels,
    traces: () => new Hdf5Traces([samples]),
    rows: [...columnNumbers(chips, "Row", file)],
    columns: [...columnNumbers(chips, "Col", file)],
    model: undefined,
  };
}

function invert(samples: SampleArray): void {
  for (let i = 0; i < samples.length; i++) samples[i] = INVERSION_BASE - samples[i];
}

async function openVersion4(file: Hdf5File): Promise<BiocamFile> {
  const settings = object(parseJson(await readText(file, "/ExperimentSettings"), file.path));
  const converter = object(settings["ValueConverter"]);
  const number = (from: JsonObject, key: string): number => {
    const value = from[key];
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw corrupt(file, `its settings have no number "${key}"`);
  };
  const [maxUv, minUv] = [number(converter, "MaxAnalogValue"), number(converter, "MinAnalogValue")];
  const digits = number(converter, "MaxDigitalValue") - number(converter, "MinDigitalValue");
  const wells = (await file.list("/")).filter(({ name }) => name.startsWith("Well_"));
  if (wells.length === 0) throw corrupt(file, "it holds no well");
  const well = await chooseWell(
    file,
    wells.map(({ name }) => name),
  );
  const numChannels = (await file.dataset(`/${well.name}/StoredChIdxs`)).shape[0] ?? 0;
  const side = Math.sqrt(numChannels);
  if (!Number.isInteger(side) || side < 1) {
    throw corrupt(file, `${String(numChannels)} channels are no square grid`);
  }
  const rate = number(object(settings["TimeConverter"]), "FrameRate");
  if (!(rate > 0)) throw corrupt(file, `its frame rate is ${String(rate)} Hz`);
  const model = object(settings["MeaPlate"])["Model"];
  return {
    file,
    samplingFrequency: rate,
    gain: (number(converter, "ScaleFactor") * (maxUv - minUv)) / digits,
    offset: minUv,
    ...(well.isWhole
      ? await wholeSamples(file, `/${well.name}/Raw`, numChannels)
      : await keptSamples(file, well.name, numChannels)),
    numChannels,
    rows: Array.from({ length: numChannels }, (_, i) => Math.floor(i / side) + 1),
    columns: Array.from({ length: numChannels }, (_, i) => (i % side) + 1),
    model: typeof model === "string" ? model.toLowerCase() : undefined,
  };
}

type Signals = Pick<BiocamFile, "dtype" | "numSamples" | "hasGaps" | "traces">;

async function wholeSamples(
  file: Hdf5File,
  dataset: string,
  numChannels: number,
): Promise<Signals> {
  const about = await checkSamples(file, dataset, "interleaved", numChannels);
  if (about.numSamples * numChannels !== (await file.dataset(dataset)).shape[0]) {
    throw corrupt(file, `${dataset} is no whole number of frames`);
  }
  const samples = { file, dataset, layout: "interleaved", numChannels } as const;
  return {
    dtype: twoBytes(file, about.dtype),
    numSamples: about.numSamples,
    hasGaps: false,
    traces: () => new Hdf5Traces([samples]),
  };
}

/** Samples around events; the rest was not kept. */
async function keptSamples(file: Hdf5File, well: string, numChannels: number): Promise<Signals> {
  const pieces = await readEventPieces(file, well, numChannels);
  const numSamples = pieces.endFrames.at(-1) ?? 0;
  return { dtype: "uint16", numSamples, hasGaps: true, traces: () => new EventTraces(pieces) };
}

/** The first well with all samples, else the first with those around events, as neo chooses. */
async function chooseWell(
  file: Hdf5File,
  wells: readonly string[],
): Promise<{ readonly name: string; readonly isWhole: boolean }> {
  const withDataset = async (member: string): Promise<string | undefined> => {
    for (const well of wells) {
      if ((await file.kindOf(`/${well}/${member}`)) === "dataset") return well;
    }
    return undefined;
  };
  const whole = await withDataset("Raw");
  if (whole !== undefined) return { name: whole, isWhole: true };
  const sparse = await withDataset("EventsBasedSparseRaw");
  if (sparse !== undefined) return { name: sparse, isWhole: false };
  throw new EphysError(
    "Unsupported",
    `${file.path} was compressed by wavelets while it was recorded; export it as raw data with BrainWave`,
    { path: file.path },
  );
}

function object(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject) // neither a list nor a plain value
    : {};
}

function twoBytes(file: Hdf5File, dtype: string): "uint16" | "int16" {
  if (dtype === "uint16" || dtype === "int16") return dtype;
  throw corrupt(file, `its samples are ${dtype}`);
}

function checkedFrames(file: Hdf5File, claimed: number, there: number): number {
  if (Number.isInteger(claimed) && claimed >= 0 && claimed <= there) return claimed;
  throw corrupt(file, `it claims ${String(claimed)} frames and has ${String(there)}`);
}

function corrupt(file: Hdf5File, what: string): EphysError {
  return new EphysError("CorruptFile", `${file.path}: ${what}`, { path: file.path });
}
