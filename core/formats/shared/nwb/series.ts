import type { Hdf5File } from "#core/io/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { RecordingFacts, SegmentTimes } from "#core/recording/index.ts";
import {
  attributeNumber,
  checkSamples,
  Hdf5Traces,
  readNumber,
  readNumbers,
} from "../hdf5/index.ts";

/** Samples and times of a TimeSeries. */
export interface Series {
  readonly facts: Pick<RecordingFacts, "samplingFrequency" | "dtype" | "numSamples" | "times">;
  readonly numChannels: number;
  readonly traces: Hdf5Traces;
}

export interface SeriesTime {
  /** Hz */
  readonly samplingFrequency: number;
  /** s */
  readonly tStartS: number;
  /** [sample], s, where the file stores them */
  readonly timestamps: Float64Array | undefined;
}

/**
 * Rate and start of a TimeSeries: its own, or from the median step of its first timestamps.
 * @throws CorruptFile when it has neither
 */
export async function readSeriesTime(
  file: Hdf5File,
  series: string,
  samplesForRate: number,
): Promise<SeriesTime> {
  const start = `/${series}/starting_time`;
  if ((await file.kindOf(start)) === "dataset") {
    const rate = attributeNumber((await file.attributes(start))["rate"]);
    if (rate !== undefined && rate > 0) {
      const tStartS = await readNumber(file, start);
      return { samplingFrequency: rate, tStartS, timestamps: undefined };
    }
    throw corrupt(file, `${start} has the rate ${String(rate)}`);
  }
  const path = `/${series}/timestamps`;
  if ((await file.kindOf(path)) !== "dataset") {
    throw corrupt(file, `${series} has neither starting_time nor timestamps`);
  }
  const timestamps = await readNumbers(file, path);
  const step = medianStep(timestamps.subarray(0, samplesForRate));
  if (!(step > 0)) throw corrupt(file, `the timestamps of ${series} do not ascend`);
  return { samplingFrequency: 1 / step, tStartS: timestamps[0], timestamps };
}

function medianStep(times: Float64Array): number {
  const steps = Float64Array.from({ length: Math.max(0, times.length - 1) }, (_, i) => {
    return times[i + 1] - times[i];
  }).sort();
  const middle = steps.length >> 1;
  if (steps.length % 2 === 1) return steps[middle];
  return (steps[middle - 1] + steps[middle]) / 2;
}

/** @throws CorruptFile, Unsupported, TruncatedFile */
export async function openSeries(
  file: Hdf5File,
  series: string,
  options: { readonly loadTimeVector: boolean; readonly samplesForRate: number },
): Promise<Series> {
  const dataset = `/${series}/data`;
  const about = await checkSamples(file, dataset, "time-first");
  const { dtype, numSamples, numChannels, isFlat } = about;
  const time = await readSeriesTime(file, series, options.samplesForRate);
  if (time.timestamps && time.timestamps.length !== numSamples) {
    throw corrupt(
      file,
      `${series} has ${String(time.timestamps.length)} timestamps for ${String(numSamples)} samples`,
    );
  }
  const times: SegmentTimes =
    options.loadTimeVector && time.timestamps
      ? { timeVectorS: time.timestamps }
      : { tStartS: time.tStartS };
  return {
    facts: {
      samplingFrequency: time.samplingFrequency,
      dtype,
      numSamples: [numSamples],
      times: [times],
    },
    numChannels,
    traces: new Hdf5Traces([{ file, dataset, layout: "time-first", numChannels, isFlat }]),
  };
}

function corrupt(file: Hdf5File, what: string): EphysError {
  return new EphysError("CorruptFile", `${file.path}: ${what}`, { path: file.path });
}
