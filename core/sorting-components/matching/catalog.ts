import { circusOmp } from "./circus-omp/index.ts";
import { nearest } from "./nearest/index.ts";
import { nearestSvd } from "./nearest-svd/index.ts";
import { tdcPeeler } from "./tdc-peeler/index.ts";
import { wobble } from "./wobble/index.ts";

/** Every way to find the spikes of templates. */
export const MATCHING_METHODS = [nearest, nearestSvd, tdcPeeler, circusOmp, wobble] as const;

export type MatchingMethod = (typeof MATCHING_METHODS)[number]["name"];
