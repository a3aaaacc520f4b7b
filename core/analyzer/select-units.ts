import type { UnitId } from "#core/model/index.ts";
import { selectUnits, unitIndicesOf } from "#core/sorting/index.ts";
import type { AnalyzerExtension, SortingAnalyzer } from "./analyzer.ts";
import { selectSparsityUnits } from "./sparsity.ts";

/** How an extension's results are cut down to some units; undefined = it cannot, and is left out. */
export type ExtensionSelector = (
  extension: AnalyzerExtension,
  analyzer: SortingAnalyzer,
  unitIndices: Int32Array,
) => AnalyzerExtension | undefined;

/** An analyzer in memory of some units, with the results that can be cut down. */
export function selectAnalyzerUnits(
  analyzer: SortingAnalyzer,
  unitIds: readonly UnitId[],
  select: ExtensionSelector,
): SortingAnalyzer {
  const indices = unitIndicesOf(analyzer.sorting, unitIds);
  const extensions = new Map<string, AnalyzerExtension>();
  for (const [name, extension] of analyzer.extensions) {
    const chosen = select(extension, analyzer, indices);
    if (chosen !== undefined) extensions.set(name, chosen);
  }
  return {
    ...analyzer,
    sorting: selectUnits(analyzer.sorting, unitIds),
    sparsity: analyzer.sparsity && selectSparsityUnits(analyzer.sparsity, indices),
    format: "memory",
    folder: undefined,
    extensions,
  };
}
