import { amplitude } from "./amplitude/index.ts";
import { centerOfMassFeature } from "./center-of-mass/index.ts";
import { ptp } from "./ptp/index.ts";
import { randomProjections } from "./random-projections/index.ts";

/** Every feature of a peak. */
export const PEAK_FEATURES = [amplitude, ptp, randomProjections, centerOfMassFeature] as const;
