import type { SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { computeExtensions, EXTENSIONS } from "#core/extensions/index.ts";
import { EphysError } from "#core/model/index.ts";
import type { ChosenStep } from "./catalog.ts";

/**
 * The analyzer with every extension that steps need: itself where nothing is missing, else a copy in memory whose missing
 * ones were computed with their defaults.
 * @throws MissingExtension when one is missing and cannot be computed, or is not to be
 */
export async function withNeededExtensions(
  analyzer: SortingAnalyzer,
  steps: readonly ChosenStep[],
  computeMissing: boolean,
  ctx: ComputeContext,
): Promise<SortingAnalyzer> {
  const missing = new Set<string>();
  const known = new Set<string>(EXTENSIONS.map(({ name }) => name));
  for (const { step } of steps) {
    for (const name of step.requires) {
      if (analyzer.extensions.has(name)) continue;
      if (!computeMissing || !known.has(name)) {
        throw new EphysError(
          "MissingExtension",
          `merge step ${step.name} needs the extension ${name}` +
            (known.has(name) ? "; compute it first" : ", which this analyzer does not have"),
          { name, step: step.name },
        );
      }
      missing.add(name);
    }
  }
  if (missing.size === 0) return analyzer;
  const copy: SortingAnalyzer = {
    ...analyzer,
    format: "memory",
    folder: undefined,
    extensions: new Map(analyzer.extensions),
  };
  await computeExtensions(copy, new Map([...missing].map((name) => [name, {}])), ctx);
  return copy;
}
