import type { JsonObject } from "#core/model/index.ts";

/** The seed among parameters, if there is one. */
export function seedOf(params: JsonObject): number | null {
  const { seed } = params;
  return typeof seed === "number" ? seed : null;
}
