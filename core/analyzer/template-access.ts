import { EphysError } from "#core/model/index.ts";
import { toFloat64 } from "#core/array/index.ts";
import { extensionArray, requireExtension, type SortingAnalyzer } from "./analyzer.ts";
import type { Templates } from "./templates.ts";

/** Frames of a window given in ms, truncated. */
export function framesOfMs(ms: number, samplingFrequency: number): number {
  return Math.trunc((ms * samplingFrequency) / 1000);
}

/**
 * The analyzer's templates: averages, or medians where no averages were computed.
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
  return {
    data: array.data instanceof Float32Array ? array.data : toFloat64(array),
    numUnits,
    numSamples,
    numChannels,
    nbefore: framesOfMs(msBefore, analyzer.attributes.samplingFrequency),
  };
}
