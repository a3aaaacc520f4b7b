import { bandpassFilter } from "./bandpass-filter/index.ts";
import { causalFilter } from "./causal-filter/index.ts";
import { commonReference } from "./common-reference/index.ts";
import { filter } from "./filter/index.ts";
import { highpassFilter } from "./highpass-filter/index.ts";
import { notchFilter } from "./notch-filter/index.ts";

/** Every preprocessing step, in the order in which menus show them. */
export const PREPROCESSORS = [
  bandpassFilter,
  highpassFilter,
  filter,
  causalFilter,
  notchFilter,
  commonReference,
] as const;

export type PreprocessorName = (typeof PREPROCESSORS)[number]["name"];
