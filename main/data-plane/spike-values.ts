import type { NdArray } from "#core/array/index.ts";
import { extensionArray, requireExtension, type SortingAnalyzer } from "#core/analyzer/index.ts";
import { EphysError } from "#core/model/index.ts";
import { memoOf } from "./unit-spikes.ts";

/** What is known of every spike, row by row of the spike vector. */
export const SPIKE_VALUES = ["amplitude", "scaling", "x", "y", "z"] as const;
export type SpikeValueName = (typeof SPIKE_VALUES)[number];

/** What has to be computed for each. */
export const EXTENSION_OF: Readonly<Record<SpikeValueName, string>> = {
  amplitude: "spike_amplitudes",
  scaling: "amplitude_scalings",
  x: "spike_locations",
  y: "spike_locations",
  z: "spike_locations",
};

export interface SpikeValues {
  readonly values: ArrayLike<number>;
  readonly unit: string;
}

const MEMO = memoOf<SpikeValues>();

/** @throws MissingExtension naming what has to be computed */
export function spikeValues(analyzer: SortingAnalyzer, name: SpikeValueName): SpikeValues {
  return MEMO(analyzer, name, () => {
    if (name === "amplitude") {
      const { data } = extensionArray(analyzer, "spike_amplitudes", "amplitudes");
      return { values: data as ArrayLike<number>, unit: analyzer.returnInUv ? "µV" : "raw" }; // one number per spike
    }
    if (name === "scaling") {
      const { data } = extensionArray(analyzer, "amplitude_scalings", "amplitude_scalings");
      return { values: data as ArrayLike<number>, unit: "" }; // one number per spike
    }
    return { values: column(analyzer, name).data as ArrayLike<number>, unit: "µm" }; // coordinates
  });
}

function column(analyzer: SortingAnalyzer, name: string): NdArray {
  const value = requireExtension(analyzer, "spike_locations").data.get("spike_locations");
  const found =
    value?.kind === "array" && "columns" in value.array ? value.array.columns[name] : undefined;
  if (found !== undefined) return found;
  throw new EphysError("MissingExtension", `spike_locations has no coordinate ${name}`, {
    name: "spike_locations",
    data: name,
  });
}
