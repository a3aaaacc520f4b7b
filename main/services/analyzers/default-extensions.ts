import { EphysError, type JsonObject } from "#core/model/index.ts";
import type { Analysis } from "#core/jobs/index.ts";
import { EXTENSIONS } from "#core/extensions/index.ts";

/** What every sorting is looked at with; the metrics at the end use all the rest. */
const DEFAULT_EXTENSIONS = [
  "random_spikes",
  "noise_levels",
  "waveforms",
  "templates",
  "spike_amplitudes",
  "unit_locations",
  "correlograms",
  "isi_histograms",
  "template_similarity",
  "template_metrics",
  "quality_metrics",
] as const;

/** Where the application's own analysis departs from the reference's default: docs/differences.md says why. */
const OWN_PARAMS: JsonObject = { spike_amplitudes: { true_offset: true } };

/**
 * The default extensions that exist, or the named ones, each with the parameters given for it. The default reads the
 * traces once; an extension asked for by name gives SpikeInterface's very samples.
 */
export function chooseExtensions(
  names: readonly string[] | undefined,
  params: JsonObject = {},
): Analysis {
  const known = new Set<string>(EXTENSIONS.map(({ name }) => name));
  const wanted = names ?? DEFAULT_EXTENSIONS.filter((name) => known.has(name));
  for (const name of [...wanted, ...Object.keys(params)]) {
    if (known.has(name)) continue;
    throw new EphysError(
      "UnknownName",
      `no extension is called "${name}"; there are ${[...known].join(", ")}`,
      { extension: name },
    );
  }
  const own = names === undefined ? OWN_PARAMS : {};
  return {
    extensions: wanted.map((name): readonly [string, JsonObject] => [
      name,
      { ...paramsOf(name, own[name]), ...paramsOf(name, params[name]) },
    ]),
    windows: names === undefined ? "shared" : "reference",
  };
}

function paramsOf(name: string, value: JsonObject[string]): JsonObject {
  if (value === undefined || value === null) return {};
  if (typeof value === "object" && !Array.isArray(value)) return value as JsonObject; // neither list nor plain value
  throw new EphysError("InvalidParameter", `parameters of ${name} must be an object`, {
    extension: name,
  });
}
