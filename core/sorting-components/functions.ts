import { CLUSTERING_FUNCTIONS } from "./functions/clustering-functions.ts";
import { fitOneAmplitude } from "./functions/fit-amplitude-function.ts";
import { MATCHING_FUNCTIONS } from "./functions/matching-functions.ts";
import { mergePeakLabels } from "./functions/merge-labels-function.ts";
import { selectPeakIndices } from "./functions/selection-function.ts";
import { WAVEFORM_FUNCTIONS } from "./functions/waveform-functions.ts";
import { MOTION_FUNCTIONS } from "./motion/functions.ts";

/** SpikeInterface's sortingcomponents functions that `call` answers. */
export const FUNCTIONS = [
  ...CLUSTERING_FUNCTIONS,
  ...MATCHING_FUNCTIONS,
  ...MOTION_FUNCTIONS,
  ...WAVEFORM_FUNCTIONS,
  fitOneAmplitude,
  mergePeakLabels,
  selectPeakIndices,
] as const;
