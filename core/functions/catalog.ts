import { FUNCTIONS as generation } from "#core/generation/functions.ts";
import { FUNCTIONS as recording } from "#core/recording/functions.ts";
import type { FunctionDefinition } from "./define.ts";
import { FUNCTIONS as core } from "./core-functions/index.ts";

/** Every function that `call` knows. */
export const FUNCTIONS: readonly FunctionDefinition[] = [...core, ...generation, ...recording];

const BY_NAME = new Map(FUNCTIONS.map((definition) => [definition.name, definition]));

/** A function by its dotted name. */
export function findFunction(name: string): FunctionDefinition | undefined {
  return BY_NAME.get(name);
}
