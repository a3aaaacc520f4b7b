import type { WritableComputedRef } from "vue";
import { computed } from "vue";
import type { JsonObject, JsonValue } from "#core/model/index.ts";
import { usePanel } from "../../layout/index.ts";
import { useSettings } from "../../stores/index.ts";

/** "a" → string: a choice may change */
type Widened<T> = T extends boolean ? boolean : T extends number ? number : T extends string ? string : T; // prettier-ignore

/** A choice of this panel that is remembered between starts, by name; a stored value of another type does not count. */
export function useViewOption<T extends JsonValue>(
  name: string,
  initial: T,
): WritableComputedRef<Widened<T>> {
  const settings = useSettings();
  const { viewId } = usePanel();
  const place = `view ${viewId}`;
  const stored = (): JsonObject => {
    const value = settings.settings.layouts[place];
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}; // prettier-ignore
  };
  return computed({
    get: () => {
      const value = stored()[name];
      const isLike =
        typeof value === typeof initial && Array.isArray(value) === Array.isArray(initial);
      return (isLike ? value : initial) as Widened<T>; // of the initial value's type
    },
    set: (value) => settings.setLayout(place, { ...stored(), [name]: value }),
  });
}
