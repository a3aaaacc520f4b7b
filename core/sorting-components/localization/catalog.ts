import { centerOfMass } from "./center-of-mass/index.ts";
import { gridConvolution } from "./grid-convolution/index.ts";
import { monopolarTriangulation } from "./monopolar-triangulation/index.ts";

/** Every way to locate peaks. */
export const LOCALIZATION_METHODS = [
  centerOfMass,
  monopolarTriangulation,
  gridConvolution,
] as const;

export type LocalizationMethod = (typeof LOCALIZATION_METHODS)[number]["name"];
