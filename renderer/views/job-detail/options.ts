import type { JsonObject, JsonValue } from "#core/model/index.ts";

/** Nested parameters as lines: {"filtering": {"freq_min": 300}} → ["filtering.freq_min", "300"]. */
export function flatParams(
  params: JsonObject,
  prefix = "",
): readonly (readonly [string, string])[] {
  return Object.entries(params).flatMap(([name, value]) =>
    isObject(value)
      ? flatParams(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, typeof value === "string" ? value : JSON.stringify(value)] as const],
  );
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
