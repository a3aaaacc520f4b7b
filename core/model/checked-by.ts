import type { z } from "zod";
import { EphysError } from "./errors.ts";
import type { JsonObject } from "./json.ts";

/**
 * A value checked by its schema, with the defaults filled in.
 * @param owner what the value belongs to, as the message's first words: "extension waveforms"
 * @param details kept with the error, beside the name of the first parameter that does not fit
 * @throws InvalidParameter naming every parameter that does not fit
 */
export function checkedBy<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  owner: string,
  details: JsonObject = {},
): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap(problemsOf);
  const text = problems.map(({ parameter, message }) =>
    parameter === "" ? message : `${parameter}: ${message}`,
  );
  throw new EphysError(
    "InvalidParameter",
    `${owner}: ${text.join("; ")}`,
    { ...details, parameter: problems[0]?.parameter ?? "" },
    parsed.error,
  );
}

function problemsOf(issue: z.core.$ZodIssue): { parameter: string; message: string }[] {
  const path = issue.path.map(String);
  if (issue.code !== "unrecognized_keys") {
    return [{ parameter: path.join("."), message: issue.message }];
  }
  return issue.keys.map((key) => ({
    parameter: [...path, key].join("."),
    message: "is not a parameter of it",
  }));
}
