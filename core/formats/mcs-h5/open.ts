import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { EphysError, type SampleDType } from "#core/model/index.ts";
import {
  checkSamples,
  columnNumbers,
  columnTexts,
  openHdf5,
  readNumbers,
  readTable,
} from "../shared/hdf5/index.ts";

const ANALOG = "/Data/Recording_0/AnalogStream";

/** A stream of a Multi Channel Systems file. */
export interface McsStream {
  readonly file: Hdf5File;
  readonly dataset: string;
  readonly dtype: SampleDType;
  readonly numSamples: number;
  readonly samplingFrequency: number;
  readonly channelIds: readonly string[];
  readonly electrodeLabels: readonly string[];
  /** uV per bit, of the first channel */
  readonly gain: number;
  /** uV per channel, as the reference computes it (the gain enters twice) */
  readonly offsets: readonly number[];
  /** uV per channel */
  readonly trueOffsets: readonly number[];
}

/** Numbers of the streams, as in Stream_0. @throws CorruptFile */
export async function mcsStreams(file: Hdf5File): Promise<string[]> {
  return (await file.list(ANALOG)).map(({ name }) => name);
}

/** @throws StreamNotFound, CorruptFile and those of opening */
export async function openMcsStream(
  path: string,
  streamId: number,
  ctx: CoreContext,
): Promise<McsStream> {
  const file = await openHdf5(path, ctx);
  const name = `Stream_${String(streamId)}`;
  const names = await mcsStreams(file);
  if (!names.includes(name)) {
    throw new EphysError("StreamNotFound", `${path} has no ${name}; it has ${names.join(", ")}`, {
      path,
      streams: names.map((stream) => stream.replace("Stream_", "")),
    });
  }
  const group = `${ANALOG}/${name}`;
  const dataset = `${group}/ChannelData`;
  const { dtype, numSamples, numChannels } = await checkSamples(file, dataset, "channels-first");
  const columns = ["ChannelID", "Label", "Tick", "Exponent", "ConversionFactor", "ADZero"];
  const info = await readTable(file, `${group}/InfoChannel`, columns);
  const numbers = (column: string): Float64Array => columnNumbers(info, column, file);
  const ids = numbers("ChannelID");
  if (ids.length !== numChannels || new Set(ids).size !== ids.length) {
    throw corrupt(file, `${group}/InfoChannel does not describe its ${String(numChannels)} rows`);
  }
  const scale = 10 ** numbers("Exponent")[0];
  const gain = 1e6 * (numbers("ConversionFactor")[0] * scale);
  const zeros = [...numbers("ADZero")];
  return {
    file,
    dataset,
    dtype,
    numSamples,
    samplingFrequency: await rateOf(file, group, numbers("Tick")[0]),
    channelIds: Array.from(ids, (id) => `Ch${String(id)}`),
    electrodeLabels: columnTexts(info, "Label", file),
    gain,
    offsets: zeros.map((zero) => -1e6 * (zero * scale) * gain),
    trueOffsets: zeros.map((zero) => -zero * gain),
  };
}

/** One sample every `tickUs`; the times of first and last sample must ascend. */
async function rateOf(file: Hdf5File, group: string, tickUs: number): Promise<number> {
  const stamps = await readNumbers(file, `${group}/ChannelDataTimeStamps`);
  const [from, , to] = stamps;
  if (stamps.length < 3 || !(from < to)) {
    throw corrupt(file, `${group}/ChannelDataTimeStamps does not ascend`);
  }
  if (!(tickUs > 0)) throw corrupt(file, `${group} has samples every ${String(tickUs)} us`);
  return meanRate(from, to, tickUs / 1e6);
}

/**
 * 1 / mean of the differences of from × tick, (from + 1) × tick … to × tick. The mean of differences of evenly spaced
 * times is their whole span over their number.
 */
function meanRate(from: number, to: number, tickS: number): number {
  return 1 / ((to * tickS - from * tickS) / (to - from));
}

function corrupt(file: Hdf5File, what: string): EphysError {
  return new EphysError("CorruptFile", `${file.path}: ${what}`, { path: file.path });
}
