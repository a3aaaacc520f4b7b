import { EphysError, type JsonObject } from "#core/model/index.ts";
import { EXTENSIONS } from "./catalog.ts";
import type { ExtensionDefinition } from "./define.ts";

/** What SpikeInterface's registry tells of an extension class. */
export interface RegisteredExtension {
  readonly name: string;
  readonly className: string;
  readonly module: string;
  readonly dependsOn: readonly string[];
  readonly needRecording: boolean;
  readonly useNodePipeline: boolean;
  readonly needJobKwargs: boolean;
  readonly defaults: JsonObject;
}

const REGISTRY = new Map(
  [
    // each definition checks its own parameters, so that the common type may forget them
    ...EXTENSIONS.map((extension) => registered(extension as unknown as ExtensionDefinition)),
  ].map((entry) => [entry.name, entry]),
);

/** Every built-in extension of SpikeInterface, computed here or not. */
export function registeredExtensions(): readonly RegisteredExtension[] {
  return [...REGISTRY.values()];
}

/** The registry's entry of a built-in extension. @throws UnknownName */
export function registeredExtension(name: string): RegisteredExtension {
  const entry = REGISTRY.get(name);
  if (entry !== undefined) return entry;
  throw new EphysError(
    "UnknownName",
    `no extension is called "${name}"; there are ${[...REGISTRY.keys()].join(", ")}`,
    { name },
  );
}

function registered(extension: ExtensionDefinition): RegisteredExtension {
  const parts = extension.siClass.split(".");
  return {
    name: extension.name,
    className: parts.at(-1) ?? "",
    module: parts.slice(0, -1).join("."),
    dependsOn: extension.dependsOn,
    needRecording: extension.needsRecording,
    useNodePipeline: extension.si.useNodePipeline,
    needJobKwargs: extension.si.needJobKwargs,
    defaults: extension.siDefaults ?? (extension.params.parse({}) as JsonObject), // schemas hold JSON values
  };
}
