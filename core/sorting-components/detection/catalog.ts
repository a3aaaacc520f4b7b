import { byChannel } from "./by-channel/index.ts";
import { iterative } from "./iterative/index.ts";
import { locallyExclusive } from "./locally-exclusive/index.ts";
import { matchedFiltering } from "./matched-filtering/index.ts";

/** Every way to find peaks. */
export const DETECTION_METHODS = [
  byChannel,
  locallyExclusive,
  matchedFiltering,
  iterative,
] as const;

export type DetectionMethod = (typeof DETECTION_METHODS)[number]["name"];
