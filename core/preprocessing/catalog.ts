import { astype } from "./astype/index.ts";
import { averageAcrossDirection } from "./average-across-direction/index.ts";
import { bandpassFilter } from "./bandpass-filter/index.ts";
import { blankSaturation } from "./blank-saturation/index.ts";
import { causalFilter } from "./causal-filter/index.ts";
import { center } from "./center/index.ts";
import { clip } from "./clip/index.ts";
import { commonReference } from "./common-reference/index.ts";
import { correctLsb } from "./correct-lsb/index.ts";
import { decimate } from "./decimate/index.ts";
import { depthOrder } from "./depth-order/index.ts";
import { detectAndInterpolateBadChannels } from "./detect-and-interpolate-bad-channels/index.ts";
import { detectAndRemoveBadChannels } from "./detect-and-remove-bad-channels/index.ts";
import { directionalDerivative } from "./directional-derivative/index.ts";
import { filter } from "./filter/index.ts";
import { gaussianFilter } from "./gaussian-filter/index.ts";
import { highpassFilter } from "./highpass-filter/index.ts";
import { highpassSpatialFilter } from "./highpass-spatial-filter/index.ts";
import { interpolateBadChannels } from "./interpolate-bad-channels/index.ts";
import { interpolateMotion } from "./interpolate-motion/index.ts";
import { normalizeByQuantile } from "./normalize-by-quantile/index.ts";
import { notchFilter } from "./notch-filter/index.ts";
import { padTraces } from "./pad-traces/index.ts";
import { phaseShift } from "./phase-shift/index.ts";
import { rectify } from "./rectify/index.ts";
import { removeArtifacts } from "./remove-artifacts/index.ts";
import { resample } from "./resample/index.ts";
import { scale } from "./scale/index.ts";
import { scaleToPhysicalUnits } from "./scale-to-physical-units/index.ts";
import { scaleToUv } from "./scale-to-uv/index.ts";
import { silencePeriods } from "./silence-periods/index.ts";
import { unsignedToSigned } from "./unsigned-to-signed/index.ts";
import { whiten } from "./whiten/index.ts";
import { zeroChannelPad } from "./zero-channel-pad/index.ts";
import { zscore } from "./zscore/index.ts";

/**
 * Every preprocessing step, in the order in which menus show them. Of two steps that store the same class the first
 * rebuilds dictionaries.
 */
export const PREPROCESSORS = [
  bandpassFilter,
  highpassFilter,
  filter,
  causalFilter,
  notchFilter,
  gaussianFilter,
  highpassSpatialFilter,
  phaseShift,
  commonReference,
  whiten,
  zscore,
  center,
  normalizeByQuantile,
  scale,
  scaleToUv,
  scaleToPhysicalUnits,
  astype,
  unsignedToSigned,
  correctLsb,
  silencePeriods,
  removeArtifacts,
  blankSaturation,
  clip,
  rectify,
  detectAndRemoveBadChannels,
  detectAndInterpolateBadChannels,
  interpolateBadChannels,
  interpolateMotion,
  depthOrder,
  averageAcrossDirection,
  directionalDerivative,
  resample,
  decimate,
  padTraces,
  zeroChannelPad,
] as const;

export type PreprocessorName = (typeof PREPROCESSORS)[number]["name"];
