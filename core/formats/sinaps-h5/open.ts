import type { CoreContext } from "#core/compute/index.ts";
import type { Hdf5File } from "#core/io/index.ts";
import { EphysError, type SampleDType } from "#core/model/index.ts";
import { checkSamples, openHdf5, readNumber, readRate, readText } from "../shared/hdf5/index.ts";

const ADVANCED = "/Advanced Recording Parameters";

export const SINAPS_SAMPLES = "/RealTimeProcessedData/FilteredData";

/** What a file of the SiNAPS research platform says. */
export interface SinapsFile {
  readonly file: Hdf5File;
  readonly numSamples: number;
  readonly numChannels: number;
  readonly samplingFrequency: number;
  /** uV per bit */
  readonly gain: number;
  readonly dtype: SampleDType;
  readonly probeType: string;
  readonly numBits: number;
}

/** @throws FileNotFound, CorruptFile and those of opening */
export async function openSinaps(path: string, ctx: CoreContext): Promise<SinapsFile> {
  const file = await openHdf5(path, ctx);
  const about = await checkSamples(file, SINAPS_SAMPLES, "channels-first");
  const levels = await readNumber(file, `${ADVANCED}/DAQ/nbADCLevels`);
  if (!(levels >= 2 && levels <= 65_536)) {
    throw new EphysError("CorruptFile", `${path}: ${String(levels)} levels of the converter`, {
      path,
    });
  }
  return {
    file,
    numSamples: about.numSamples,
    numChannels: about.numChannels,
    samplingFrequency: await readRate(file, "/Parameters/SamplingFrequency"),
    gain: await readNumber(file, "/Parameters/VoltageConverter"),
    dtype: about.dtype,
    probeType: await readText(file, `${ADVANCED}/Probe/probeType`),
    numBits: Math.trunc(Math.log2(levels)),
  };
}
