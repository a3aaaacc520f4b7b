import { FUNCTIONS as comparison } from "#core/comparison/functions.ts";
import { FUNCTIONS as curation } from "#core/curation/functions.ts";
import { FUNCTIONS as extensions } from "#core/extensions/functions.ts";
import { FUNCTIONS as formats } from "#core/formats/functions.ts";
import { FUNCTIONS as generation } from "#core/generation/functions.ts";
import { FUNCTIONS as localization } from "#core/localization/functions.ts";
import { FUNCTIONS as metrics } from "#core/metrics/functions.ts";
import { FUNCTIONS as preprocessing } from "#core/preprocessing/functions.ts";
import { FUNCTIONS as recording } from "#core/recording/functions.ts";
import { FUNCTIONS as sorters } from "#core/sorters/functions.ts";
import { FUNCTIONS as components } from "#core/sorting-components/functions.ts";
import type { FunctionDefinition } from "./define.ts";
import { FUNCTIONS as display } from "./display-functions/index.ts";
import { FUNCTIONS as core } from "./core-functions/index.ts";

/** Every function that `call` knows. */
export const FUNCTIONS: readonly FunctionDefinition[] = [
  ...core,
  ...display,
  ...comparison,
  ...curation,
  ...extensions,
  ...formats,
  ...generation,
  ...localization,
  ...metrics,
  ...preprocessing,
  ...recording,
  ...components,
  ...sorters,
];

const BY_NAME = new Map(FUNCTIONS.map((definition) => [definition.name, definition]));

/** A function by its dotted name. */
export function findFunction(name: string): FunctionDefinition | undefined {
  return BY_NAME.get(name);
}
