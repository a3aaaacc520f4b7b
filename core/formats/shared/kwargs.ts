import { EphysError, type JsonObject } from "#core/model/index.ts";
import type { z } from "zod";

/** Parameters checked by a schema. @throws InvalidParameter naming the first parameter that does not fit */
export function parseParams<Schema extends z.ZodType>(
  schema: Schema,
  params: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.path.join(".") ?? "";
  const isMissing = issue?.code === "invalid_type" && issue.message.endsWith("received undefined");
  const problem = isMissing
    ? "is missing; give it with the parameters of the reader"
    : (issue?.message ?? "does not fit");
  throw new EphysError("InvalidParameter", `${what}: parameter "${name}": ${problem}`, {
    parameter: name,
  });
}

/** A path among the arguments of a dictionary. @throws InvalidParameter */
export function pathArgument(kwargs: JsonObject, name: string, siClass: string): string {
  const value = kwargs[name];
  if (typeof value === "string" && value !== "") return value;
  throw new EphysError("InvalidParameter", `the dictionary of ${siClass} has no path "${name}"`, {
    parameter: name,
  });
}
