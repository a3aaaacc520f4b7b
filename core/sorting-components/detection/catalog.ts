import { byChannel } from "./by-channel/index.ts";
import { locallyExclusive } from "./locally-exclusive/index.ts";

/** Every way to find peaks. */
export const DETECTION_METHODS = [byChannel, locallyExclusive] as const;

export type DetectionMethod = (typeof DETECTION_METHODS)[number]["name"];
