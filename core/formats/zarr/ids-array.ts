import type { NdArray } from "#core/array/index.ts";
import { intProperty, textProperty } from "#core/recording/index.ts";

/** Ids of channels or units as an array: whole numbers, or texts when any is text. */
export function idsArray(ids: readonly (string | number)[]): NdArray {
  const numbers = ids.filter((id) => typeof id === "number");
  return numbers.length === ids.length ? intProperty(numbers) : textProperty(ids.map(String));
}
