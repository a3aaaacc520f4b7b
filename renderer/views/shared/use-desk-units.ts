import type { Ref } from "vue";
import { computed } from "vue";
import type { UnitId } from "#core/model/index.ts";
import { useUnits } from "../../stores/index.ts";
import type { ShownUnit } from "./use-shown-units.ts";

/** "3,7,12": units as a query names them. */
export const indexList = (shown: readonly ShownUnit[]): string =>
  shown.map(({ index }) => index).join(",");

/** "units 3, 7, 12", for captions. */
export const unitsText = (shown: readonly { readonly id: UnitId }[]): string =>
  `${shown.length === 1 ? "unit" : "units"} ${shown.map(({ id }) => id).join(", ")}`;

/** Whether an extension is there to be shown. */
export function useExtensionDone(name: string): Readonly<Ref<boolean>> {
  const units = useUnits();
  return computed(() => units.extensionState(name) === "done");
}
