import { isStructured } from "#core/array/index.ts";
import {
  probeGroupToJson,
  SI_VERSION,
  type ExtractorDict,
  type JsonObject,
  type JsonValue,
  type ProbeGroup,
} from "#core/model/index.ts";
import { arrayToJson, MAIN_RECORDING_PROPERTIES } from "./properties.ts";
import type { Properties } from "./recording.ts";

/** What makes the dictionary of a lazy object. */
export interface Description {
  /** dotted path of SpikeInterface's class */
  readonly siClass: string;
  /** constructor arguments; parents as their dictionaries, paths absolute */
  readonly kwargs: JsonObject;
  readonly annotations: JsonObject;
  readonly properties: Properties;
  /** Properties beyond the main ones that `kwargs` does not bring back. */
  readonly extraProperties?: readonly string[];
  /** A probe that `kwargs` does not bring back; readers of the reference ignore this key. */
  readonly probeGroup?: ProbeGroup;
  readonly mainProperties?: readonly string[];
}

/** SpikeInterface's dictionary of an object (inventory 2.1): main properties only, null when absent. */
export function describeExtractor(description: Description): ExtractorDict {
  const { siClass, kwargs, annotations, properties } = description;
  const names = [
    ...(description.mainProperties ?? MAIN_RECORDING_PROPERTIES),
    ...(description.extraProperties ?? []),
  ];
  return {
    class: siClass,
    module: siClass.split(".")[0] ?? "spikeinterface",
    version: SI_VERSION,
    kwargs,
    annotations,
    properties: Object.fromEntries(names.map((name) => [name, propertyJson(properties, name)])),
    relative_paths: false,
    ...(description.probeGroup && { probegroup: probeGroupToJson(description.probeGroup) }),
  };
}

function propertyJson(properties: Properties, name: string): JsonValue {
  const value = properties.get(name);
  return value === undefined || isStructured(value) ? null : arrayToJson(value);
}
