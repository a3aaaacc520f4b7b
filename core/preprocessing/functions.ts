import type { FunctionDefinition } from "#core/functions/define.ts";
import { MOTION_FUNCTIONS } from "./functions-motion.ts";
import { PIPELINE_FUNCTIONS } from "./functions-pipeline.ts";
import { SIGNAL_FUNCTIONS } from "./functions-signal.ts";
import { SPATIAL_FUNCTIONS } from "./functions-spatial.ts";

/** The functions of spikeinterface.preprocessing that `call` knows. */
export const FUNCTIONS: readonly FunctionDefinition[] = [
  ...SIGNAL_FUNCTIONS,
  ...SPATIAL_FUNCTIONS,
  ...PIPELINE_FUNCTIONS,
  ...MOTION_FUNCTIONS,
]; // heterogeneous list; arguments are parsed by each function's own schema
