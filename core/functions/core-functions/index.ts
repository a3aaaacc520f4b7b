import { ARRAY_FUNCTIONS } from "./arrays.ts";
import { DICT_FUNCTIONS } from "./extractor-dicts.ts";
import { GLOBAL_FUNCTIONS } from "./globals.ts";
import { MEMORY_FUNCTIONS } from "./memory.ts";
import { PIPELINE_NODE_FUNCTIONS } from "./pipeline-nodes.ts";
import { PYTHON_FILE_FUNCTIONS } from "./python-files.ts";
import { SORTING_TOOLS_FUNCTIONS } from "./sorting-tools.ts";
import { TEXT_FUNCTIONS } from "./text.ts";

/** Functions of SpikeInterface's core that belong to no family. */
export const FUNCTIONS = [
  ...TEXT_FUNCTIONS,
  ...DICT_FUNCTIONS,
  ...PYTHON_FILE_FUNCTIONS,
  ...GLOBAL_FUNCTIONS,
  ...MEMORY_FUNCTIONS,
  ...SORTING_TOOLS_FUNCTIONS,
  ...PIPELINE_NODE_FUNCTIONS,
  ...ARRAY_FUNCTIONS,
] as const;
