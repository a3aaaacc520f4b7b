import type { Hdf5File } from "#core/io/index.ts";
import { EphysError, type SampleDType } from "#core/model/index.ts";
import {
  attributeNumber,
  attributeText,
  checkSamples,
  readNumber,
  readText,
} from "../hdf5/index.ts";

/** One channel of an AnalogSignal in one segment. */
export interface NixSignal {
  /** position among the segment's arrays */
  readonly id: string;
  readonly name: string;
  /** the AnalogSignal that it is a channel of */
  readonly group: string;
  readonly units: string;
  readonly dtype: SampleDType;
  readonly samplingFrequency: number;
  readonly numSamples: number;
  readonly tStartS: number;
  /** path of the samples */
  readonly dataset: string;
}

/** Seconds of a unit of time, as quantities writes it ("ms", "1/kHz" …). */
const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  "1/Hz": 1,
  "1/kHz": 1e-3,
  "1/MHz": 1e-6,
};

/** @throws Unsupported for another unit */
export function secondsPer(unit: string | undefined, file: Hdf5File): number {
  if (unit === undefined || unit === "") return 1;
  if (Object.hasOwn(SECONDS, unit)) return SECONDS[unit];
  throw new EphysError("Unsupported", `${file.path} counts time in "${unit}"`, {
    path: file.path,
    unit,
  });
}

/** Paths of the groups in a group, in the file's order; none where there is no such group. */
export async function membersOf(file: Hdf5File, group: string): Promise<string[]> {
  if ((await file.kindOf(group)) !== "group") return [];
  return (await file.list(group))
    .filter(({ kind }) => kind === "group")
    .map(({ name }) => `${group}/${name}`);
}

/** The signals of a segment. @throws CorruptFile, Unsupported */
export async function readSignals(
  file: Hdf5File,
  segment: string,
  asNeo: boolean,
): Promise<NixSignal[]> {
  const signals: NixSignal[] = [];
  for (const [index, array] of (await membersOf(file, `${segment}/data_arrays`)).entries()) {
    const attributes = await file.attributes(array);
    if (attributeText(attributes["type"]) !== "neo.analogsignal") continue;
    const name = attributeText(attributes["name"]) ?? "";
    const dataset = `${array}/data`;
    const hasPolynomial = (await file.kindOf(`${array}/polynom_coefficients`)) === "dataset";
    if (hasPolynomial || attributeNumber(attributes["expansion_origin"])) {
      throw new EphysError(
        "Unsupported",
        `${file.path}: ${array} is scaled by a polynomial, which neo never writes`,
        { path: file.path },
      );
    }
    const { dtype, numSamples } = await checkSamples(file, dataset, "time-first");
    signals.push({
      id: String(index),
      name: await readText(file, `${array}/metadata/properties/neo_name`),
      group: name.split(".").at(-2) ?? name,
      units: attributeText(attributes["unit"]) ?? "",
      dtype,
      numSamples,
      dataset,
      samplingFrequency: await rateOf(file, array, asNeo),
      tStartS: await startOf(file, array),
    });
  }
  return signals;
}

async function rateOf(file: Hdf5File, array: string, asNeo: boolean): Promise<number> {
  const time = await file.attributes(`${array}/dimensions/1`);
  const interval = attributeNumber(time["sampling_interval"]) ?? NaN;
  const unit = asNeo ? undefined : attributeText(time["unit"]);
  const rate = 1 / (interval * secondsPer(unit, file));
  if (!(rate > 0 && Number.isFinite(rate))) {
    throw new EphysError(
      "CorruptFile",
      `${file.path}: ${array} has the sampling interval ${String(interval)}`,
      { path: file.path },
    );
  }
  // an interval of 0.05 ms is 20 kHz, not 19999.999999999996 Hz
  const whole = Math.round(rate);
  return Math.abs(rate - whole) < 1e-9 * rate ? whole : rate;
}

async function startOf(file: Hdf5File, array: string): Promise<number> {
  const property = `${array}/metadata/properties/t_start`;
  const unit = attributeText((await file.attributes(property))["unit"]);
  return (await readNumber(file, property)) * secondsPer(unit, file);
}
