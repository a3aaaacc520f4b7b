import type { UnitId } from "#core/model/index.ts";
import { selectUnits, unitIndicesOf, type Sorting } from "#core/sorting/index.ts";
import type { AnalyzerExtension, SortingAnalyzer } from "./analyzer.ts";
import { selectSparsityUnits, type ChannelSparsity } from "./sparsity.ts";

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
  return analyzerOfUnits(
    analyzer,
    selectUnits(analyzer.sorting, unitIds),
    analyzer.sparsity && selectSparsityUnits(analyzer.sparsity, indices),
    extensions,
  );
}

/** An analyzer in memory of other units of the same recording. What was foreseen of the old units' templates is dropped. */
export function analyzerOfUnits(
  analyzer: SortingAnalyzer,
  sorting: Sorting,
  sparsity: ChannelSparsity | undefined,
  extensions = new Map<string, AnalyzerExtension>(),
): SortingAnalyzer {
  const { recording, recordingProblem, attributes, probeGroup, returnInUv } = analyzer;
  return {
    sorting,
    recording,
    ...(recordingProblem === undefined ? {} : { recordingProblem }),
    attributes,
    probeGroup,
    sparsity,
    returnInUv,
    format: "memory",
    folder: undefined,
    extensions,
  };
}
