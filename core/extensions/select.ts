import { selectAnalyzerUnits, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { UnitId } from "#core/model/index.ts";
import { EXTENSIONS } from "./catalog.ts";
import { extensionByName } from "./graph.ts";

/** An analyzer in memory of some units, with the results of these units; foreign extensions are left out. */
export function selectUnitsOfAnalyzer(
  analyzer: SortingAnalyzer,
  unitIds: readonly UnitId[],
): SortingAnalyzer {
  const known = new Set<string>(EXTENSIONS.map(({ name }) => name));
  return selectAnalyzerUnits(analyzer, unitIds, (extension, whole, indices) =>
    known.has(extension.name)
      ? {
          ...extension,
          data: extensionByName(extension.name).selectUnits(extension, whole, indices),
        }
      : undefined,
  );
}
