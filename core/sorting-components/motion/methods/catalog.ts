import { decentralized } from "./decentralized/index.ts";
import { dredgeAp } from "./dredge-ap/index.ts";
import { iterativeTemplate } from "./iterative-template/index.ts";

/** Every way to estimate motion from located peaks. */
export const MOTION_METHODS = [dredgeAp, decentralized, iterativeTemplate] as const;

export type MotionMethod = (typeof MOTION_METHODS)[number]["name"];
