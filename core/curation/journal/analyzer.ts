import { sharedChannelFraction, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import { mergeUnitsOfAnalyzer, splitUnitsOfAnalyzer } from "#core/extensions/index.ts";
import { ndArray, type NdArray } from "#core/array/index.ts";
import { EphysError, type UnitId } from "#core/model/index.ts";
import { unitIndicesOf, withSortingMetadata } from "#core/sorting/index.ts";
import { labelPropertiesOf } from "../format/index.ts";
import { withSorterTemplates } from "../phy-folder/index.ts";
import type { ActEntry, CurationAction } from "./actions.ts";
import { composeUnits } from "./compose.ts";
import { labelDefinitions } from "./documents.ts";
import type { CuratedUnits } from "./state.ts";

/** Merged units share at least one channel; how many more is for the person who looks at the preview. */
const ANY_SHARED_CHANNEL = Number.MIN_VALUE;

type Structural = Extract<CurationAction, { readonly kind: "merge" | "split" }>;

/** True for actions that change which spikes a unit has. */
export function isStructural(action: CurationAction): action is Structural {
  return action.kind === "merge" || action.kind === "split";
}

/**
 * The analyzer with its units merged and split; results follow or are computed anew, metrics always are. The one given stays
 * as it is. Deleted units stay too: they are marked, not taken away.
 * @throws InvalidParameter when merged units share no channel, InvalidValue when the journal is about another sorting
 */
export async function curateAnalyzer(
  analyzer: SortingAnalyzer,
  entries: readonly ActEntry[],
  ctx: ComputeContext,
): Promise<SortingAnalyzer> {
  const { splits, merges } = composeUnits(analyzer.sorting, entries);
  let now = analyzer;
  if (splits.length > 0) {
    const parts = new Map(splits.map((split) => [split.unitId, split.parts]));
    const made = await splitUnitsOfAnalyzer(now, parts, { newUnitIds: splits.map(({ ids }) => ids) }, ctx); // prettier-ignore
    now = await withSorterTemplates(now, made.analyzer, ctx);
  }
  if (merges.length > 0) {
    const made = await mergeUnitsOfAnalyzer(
      now,
      merges.map(({ unitIds }) => unitIds),
      {
        newUnitIds: merges.map(({ newUnitId }) => newUnitId),
        sparsityOverlap: ANY_SHARED_CHANNEL,
      },
      ctx,
    );
    now = await withSorterTemplates(now, made.analyzer, ctx);
  }
  return now;
}

/** One more action on an analyzer that is curated already. */
export async function applyAction(
  analyzer: SortingAnalyzer,
  action: Structural,
  ctx: ComputeContext,
): Promise<SortingAnalyzer> {
  if (action.kind === "merge") {
    refuseStrangers(analyzer, action.unitIds);
    const options = { newUnitIds: [action.newUnitId], sparsityOverlap: ANY_SHARED_CHANNEL };
    const made = await mergeUnitsOfAnalyzer(analyzer, [action.unitIds], options, ctx);
    return withSorterTemplates(analyzer, made.analyzer, ctx);
  }
  const made = await splitUnitsOfAnalyzer(
    analyzer,
    new Map([[action.unitId, partPositions(action.parts, action.newUnitIds.length)]]),
    { newUnitIds: [action.newUnitIds] },
    ctx,
  );
  return withSorterTemplates(analyzer, made.analyzer, ctx);
}

/** @throws InvalidParameter for units that are nowhere seen on the same channel */
function refuseStrangers(analyzer: SortingAnalyzer, unitIds: readonly UnitId[]): void {
  const indices = [...unitIndicesOf(analyzer.sorting, unitIds)];
  if (sharedChannelFraction(analyzer, indices) > 0) return;
  throw new EphysError(
    "InvalidParameter",
    `units ${unitIds.join(" and ")} have no channel in common: they lie too far from each other to be one neuron`,
    { unitIds: [...unitIds] },
  );
}

/** Positions of the spikes of each part. */
export function partPositions(parts: Uint16Array, numParts: number): Float64Array[] {
  const counts = new Float64Array(numParts);
  for (const part of parts) counts[part]++;
  const out = Array.from(counts, (n) => new Float64Array(n));
  counts.fill(0);
  for (let i = 0; i < parts.length; i++) out[parts[i]][counts[parts[i]]++] = i;
  return out;
}

/** The analyzer with labels and notes as properties of its units, for those who read it elsewhere. */
export function withCurationProperties(
  analyzer: SortingAnalyzer,
  units: CuratedUnits,
): SortingAnalyzer {
  const { unitIds } = analyzer.sorting;
  const properties: Map<string, NdArray> = labelPropertiesOf(
    {
      unitIds,
      labelDefinitions: labelDefinitions(units),
      manualLabels: unitIds.map((unitId) => ({
        unitId,
        labels: new Map(Object.entries(units.labels.get(unitId) ?? {})),
      })),
      removed: [],
      merges: [],
      splits: [],
    },
    unitIds.map((id) => [id]),
  );
  if (units.notes.size > 0) {
    const notes = unitIds.map((id) => units.notes.get(id) ?? "");
    properties.set("note", ndArray("str", [notes.length], notes));
  }
  return { ...analyzer, sorting: withSortingMetadata(analyzer.sorting, { properties }) };
}
