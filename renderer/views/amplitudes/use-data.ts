import { useClient } from "../../app/index.ts";
import type { AsyncValue } from "../../data/index.ts";
import { useAsync } from "../../data/index.ts";
import { useProject, useUnits } from "../../stores/index.ts";
import type { ShownUnit } from "../shared/use-shown-units.ts";
import type { Amplitudes } from "./options.ts";

const MAX_POINTS_PER_UNIT = 20_000;

export function useAmplitudes(shown: () => readonly ShownUnit[]): AsyncValue<Amplitudes> {
  const client = useClient();
  const project = useProject();
  const units = useUnits();
  return useAsync(
    () =>
      project.analyzerId === null ||
      shown().length === 0 ||
      units.extensionState("spike_amplitudes") !== "done"
        ? undefined
        : JSON.stringify([project.analyzerId, units.version, shown()]),
    async (text, signal) => {
      const [analyzer, , list] = JSON.parse(text) as [number, number, ShownUnit[]]; // our own key
      const { arrays, meta } = await client.frame(
        "amplitudes",
        { analyzer, units: list.map(({ index }) => index).join(","), max: MAX_POINTS_PER_UNIT },
        signal,
      );
      const counts = meta as { total?: number; shown?: number };
      const unit = (arrays["unit"]?.data ?? new Int32Array()) as Int32Array; // dtypes: frames.ts
      return {
        unitIds: list.map(({ id }) => id),
        timesS: (arrays["timesS"]?.data ?? new Float32Array()) as Float32Array,
        amplitudes: (arrays["amplitudes"]?.data ?? new Float32Array()) as Float32Array,
        unit,
        total: counts.total ?? unit.length,
        shown: counts.shown ?? unit.length,
      };
    },
  );
}
