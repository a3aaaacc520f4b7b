import { smartSamplingAmplitudes } from "./smart-sampling-amplitudes/index.ts";
import { smartSamplingLocationsAndTime } from "./smart-sampling-locations-and-time/index.ts";
import { smartSamplingLocations } from "./smart-sampling-locations/index.ts";
import { uniform } from "./uniform/index.ts";

/** Every way to take a part of the peaks. */
export const SELECTION_METHODS = [
  uniform,
  smartSamplingAmplitudes,
  smartSamplingLocations,
  smartSamplingLocationsAndTime,
] as const;

export type SelectionMethod = (typeof SELECTION_METHODS)[number]["name"];
