import { decentralized } from "./decentralized/index.ts";
import { dredgeAp } from "./dredge-ap/index.ts";
import { dredgeLfp } from "./dredge-lfp/index.ts";
import { iterativeTemplate } from "./iterative-template/index.ts";

/** Every way to estimate motion from located peaks. */
export const MOTION_METHODS = [dredgeAp, decentralized, iterativeTemplate] as const;

/** Every way to estimate motion from the traces themselves. */
export const RECORDING_MOTION_METHODS = [dredgeLfp] as const;

export type MotionMethod = (typeof MOTION_METHODS)[number]["name"];
