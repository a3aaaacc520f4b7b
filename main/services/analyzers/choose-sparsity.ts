import { sparsityParams } from "#core/analyzer/index.ts";
import { checkedBy, type JsonObject } from "#core/model/index.ts";

/** A choice of channels, checked and completed; null = every channel. @throws InvalidParameter */
export function chooseSparsity(given: JsonObject | null = {}): JsonObject | null {
  return given === null ? null : checkedBy(sparsityParams, given, "sparsity");
}
