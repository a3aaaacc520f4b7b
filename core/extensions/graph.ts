import { EphysError } from "#core/model/index.ts";
import { EXTENSIONS } from "./catalog.ts";
import type { ExtensionDefinition } from "./define.ts";
import { registeredExtensions } from "./registry.ts";

const BY_NAME = new Map<string, ExtensionDefinition>(
  // each definition checks its own parameters, so that the common type may forget them
  EXTENSIONS.map((extension) => [extension.name, extension as unknown as ExtensionDefinition]),
);

/** The extension called `name`. @throws UnknownName listing those that exist */
export function extensionByName(name: string): ExtensionDefinition {
  const extension = BY_NAME.get(name);
  if (extension !== undefined) return extension;
  throw new EphysError(
    "UnknownName",
    `no extension is called "${name}"; there are ${[...BY_NAME.keys()].join(", ")}`,
    { name },
  );
}

/** Every extension that needs the given one, directly or not; also those that only SpikeInterface computes. */
export function childrenOf(name: string): string[] {
  const found = new Set<string>();
  const visit = (parent: string): void => {
    for (const { name: child, dependsOn } of registeredExtensions()) {
      if (found.has(child) || !dependsOn.some((d) => d.split("|").includes(parent))) continue;
      found.add(child);
      visit(child);
    }
  };
  visit(name);
  return [...found];
}

/**
 * Adds what is missing: for every need that neither exists nor is asked for, its first alternative.
 * @returns the names to compute, asked ones and added ones
 */
export function withDependencies(
  asked: readonly string[],
  has: (name: string) => boolean,
): string[] {
  const names = new Set(asked);
  const queue = [...asked];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const need of extensionByName(name).dependsOn) {
      const options = need.split("|");
      if (options.some((option) => names.has(option) || has(option))) continue;
      const [first] = options;
      names.add(first);
      queue.push(first);
    }
  }
  return [...names];
}

/** The first need of an extension that is not there. */
export function missingDependency(
  name: string,
  has: (name: string) => boolean,
): string | undefined {
  return extensionByName(name).dependsOn.find((need) => !need.split("|").some(has));
}
