import type { JsonValue } from "#core/model/index.ts";

/** A JSON value as a person reads it; nothing for null and undefined. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
