import type { z } from "zod";
import type { ComputeContext } from "#core/compute/index.ts";

/**
 * One function of the function table, by its dotted name. Families list theirs in `<family>/functions.ts`;
 * core/functions/catalog.ts gathers them. Arguments arrive decoded (arrays as NdArray, paths as text, recordings …
 * as objects, see core/functions/codec) and checked by `params`; the result is encoded by the same codec.
 */
export interface FunctionDefinition<
  Name extends string = string,
  Schema extends z.ZodType = z.ZodType,
> {
  readonly name: Name;
  readonly params: Schema;
  run(args: z.output<Schema>, ctx: ComputeContext): unknown;
}

export function defineFunction<const Name extends string, Schema extends z.ZodType>(
  definition: FunctionDefinition<Name, Schema>,
): FunctionDefinition<Name, Schema> {
  return definition;
}
