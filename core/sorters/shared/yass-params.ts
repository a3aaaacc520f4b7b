import { EphysError, type JsonObject, type JsonValue } from "#core/model/index.ts";

/** Where YASS keeps what SpikeInterface calls so; freq_min and freq_max land where the reference puts them. */
const PLACES: readonly (readonly [path: readonly string[], parameter: string])[] = [
  [["preprocess", "filter", "low_pass_freq"], "freq_min"],
  [["preprocess", "filter", "high_factor"], "freq_max"],
  ...[
    "multi_processing",
    "n_processors",
    "n_gpu_processors",
    "n_sec_chunk",
    "n_sec_chunk_gpu_detect",
    "n_sec_chunk_gpu_deconv",
    "gpu_id",
    "generate_phy",
    "phy_percent_spikes",
  ].map((name) => [["resources", name], name] as const),
  ...["spatial_radius", "spike_size_ms", "clustering_chunk"].map(
    (name) => [["recordings", name], name] as const,
  ),
  ...["update_templates", "neuron_discover", "template_update_time"].map(
    (name) => [["deconvolution", name], name] as const,
  ),
];

/** YASS's own configuration with SpikeInterface's parameters put in; the inputs stay as they are. */
export function mergeYassParams(
  defaults: Readonly<Record<string, JsonValue>>,
  params: Readonly<Record<string, JsonValue>>,
): JsonObject {
  let merged: JsonObject = defaults;
  const folder = parameter(params, "neural_nets_path");
  if (typeof folder !== "string") {
    throw new EphysError("InvalidParameter", "neural_nets_path is not a path");
  }
  for (const name of ["detect", "denoise"]) {
    const file = joinPath(folder, `${name}.pt`);
    merged = withValue(merged, ["neuralnetwork", name, "filename"], file);
  }
  for (const [path, name] of PLACES) merged = withValue(merged, path, parameter(params, name));
  return merged;
}

function parameter(params: Readonly<Record<string, JsonValue>>, name: string): JsonValue {
  const value = params[name];
  if (value === undefined) {
    throw new EphysError("InvalidParameter", `params has no "${name}"`, { parameter: name });
  }
  return value;
}

/** A copy with the value at a path whose groups must exist. */
function withValue(object: JsonObject, path: readonly string[], value: JsonValue): JsonObject {
  const [key = "", ...rest] = path;
  if (rest.length === 0) return { ...object, [key]: value };
  const inner = object[key];
  if (typeof inner !== "object" || inner === null || Array.isArray(inner)) {
    throw new EphysError("InvalidParameter", `yass_params has no group "${key}"`, { group: key });
  }
  return { ...object, [key]: withValue(inner as JsonObject, rest, value) };
}

function joinPath(folder: string, name: string): string {
  return folder === "" || folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}
