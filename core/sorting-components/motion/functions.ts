import { DREDGE_FUNCTIONS } from "./functions-dredge.ts";
import { ESTIMATION_FUNCTIONS } from "./functions-estimation.ts";
import { LFP_FUNCTIONS } from "./functions-lfp.ts";
import { WINDOW_FUNCTIONS } from "./functions-windows.ts";

/** SpikeInterface's sortingcomponents.motion functions that `call` answers. */
export const MOTION_FUNCTIONS = [
  ...WINDOW_FUNCTIONS,
  ...DREDGE_FUNCTIONS,
  ...LFP_FUNCTIONS,
  ...ESTIMATION_FUNCTIONS,
] as const;
