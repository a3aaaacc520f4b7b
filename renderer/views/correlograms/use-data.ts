import type { UnitId } from "#core/model/index.ts";
import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useProject, useUnits } from "../../stores/index.ts";
import type { ShownUnit } from "../shared/use-shown-units.ts";
import type { Correlograms } from "./options.ts";

export function useCorrelograms(shown: () => readonly ShownUnit[]): AsyncValue<Correlograms> {
  const client = useClient();
  const project = useProject();
  const units = useUnits();
  return useAsync(
    () =>
      project.analyzerId === null ||
      shown().length === 0 ||
      units.extensionState("correlograms") !== "done"
        ? undefined
        : JSON.stringify([project.analyzerId, units.version, shown()]),
    async (text, signal) => {
      const [analyzer, , list] = JSON.parse(text) as [number, number, ShownUnit[]]; // our own key
      const query = { analyzer, units: list.map(({ index }) => index).join(",") };
      const { arrays } = await client.frame("correlograms", query, signal);
      const unitIds: UnitId[] = list.map(({ id }) => id);
      return {
        unitIds,
        ccgs: (arrays["ccgs"]?.data ?? new Int32Array()) as Int32Array, // dtypes: frames.ts
        bins: (arrays["bins"]?.data ?? new Float64Array()) as Float64Array,
      };
    },
  );
}
