import { z } from "zod";
import type { ComputeContext } from "#core/compute/index.ts";
import { EphysError, isEphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";
import { findFunction } from "./catalog.ts";
import { decodeValue, type CallPlace } from "./decode.ts";
import { encodeValue, type ArrayPlace } from "./encode.ts";
import { createOpeners } from "./openers.ts";

export interface CallOptions extends CallPlace {
  /** where arrays over 400 numbers of the result are written; default: all stay inline */
  readonly arrays?: ArrayPlace;
}

/**
 * Calls a function of the catalog: arguments and result in the wire encoding.
 * @throws UnknownFunction, InvalidParameter naming the argument, or what the function throws
 */
export async function callFunction(
  name: string,
  args: JsonObject,
  options: CallOptions,
  ctx: ComputeContext,
): Promise<JsonValue> {
  const definition = findFunction(name);
  if (definition === undefined) {
    throw new EphysError(
      "UnknownFunction",
      `there is no function "${name}": \`functions\` lists those there are`,
      {
        function: name,
      },
    );
  }
  const decoder = { place: options, openers: createOpeners(ctx), ctx };
  const decoded = await decodeValue(args, decoder);
  const result = await definition.run(parseArgs(definition.params, decoded, name), ctx);
  return encodeValue(result, ctx, options.arrays);
}

function parseArgs(params: z.ZodType, args: unknown, name: string): unknown {
  const parsed = params.safeParse(args);
  if (parsed.success) return parsed.data;
  throw invalidArguments(parsed.error, name);
}

function invalidArguments(error: z.ZodError, name: string): EphysError {
  const problems = error.issues.map(
    ({ path, message }) => `${path.map(String).join(".")}: ${message}`,
  );
  return new EphysError(
    "InvalidParameter",
    `${name}: ${problems.join("; ")}`,
    { function: name },
    error,
  );
}

/** Any failure of a call as a typed error. */
export function typedError(error: unknown, name: string): EphysError {
  if (isEphysError(error)) return error;
  if (error instanceof z.ZodError) return invalidArguments(error, name);
  const message = error instanceof Error ? error.message : String(error);
  return new EphysError("Internal", `${name} failed: ${message}`, { function: name }, error);
}
