import { EphysError } from "#core/model/index.ts";
import { toFloat64, type NdArray } from "#core/array/index.ts";
import { extensionArray, requireExtension, type SortingAnalyzer } from "./analyzer.ts";
import type { Templates } from "./templates.ts";

/** Frames of a window given in ms, truncated. */
export function framesOfMs(ms: number, samplingFrequency: number): number {
  return Math.trunc((ms * samplingFrequency) / 1000);
}

const known = new WeakMap<NdArray, Templates>();

/**
 * The analyzer's templates, the same object for the same array: averages, or medians where no averages were computed.
 * @throws MissingExtension
 */
export function templatesOf(analyzer: SortingAnalyzer): Templates {
  const extension = requireExtension(analyzer, "templates");
  const array = extensionArray(
    analyzer,
    "templates",
    extension.data.has("average") ? "average" : "median",
  );
  const [numUnits = 0, numSamples = 0, numChannels = 0] = array.shape;
  const msBefore = extension.params["ms_before"];
  if (typeof msBefore !== "number" || array.shape.length !== 3) {
    throw new EphysError(
      "CorruptFile",
      "the templates extension lacks ms_before or has a wrong shape",
    );
  }
  const found = known.get(array);
  if (found !== undefined) return found;
  const templates = {
    data: array.data instanceof Float32Array ? array.data : toFloat64(array),
    numUnits,
    numSamples,
    numChannels,
    nbefore: framesOfMs(msBefore, analyzer.attributes.samplingFrequency),
  };
  known.set(array, templates);
  return templates;
}
