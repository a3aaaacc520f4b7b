import { saveAnalyzer, type SortingAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import {
  applyCurationToAnalyzer,
  curateAnalyzer,
  curatedUnits,
  curationDocuments,
  curationToJson,
  findMerges,
  lineageToJson,
  loadDeskAnalyzer,
  parseCuration,
  SORTER_TEMPLATES,
  withCurationProperties,
  type ApplyToAnalyzerOptions,
} from "#core/curation/index.ts";
import { runExporter } from "#core/exporters/index.ts";
import { selectUnitsOfAnalyzer } from "#core/extensions/index.ts";
import type { JsonObject, UnitId } from "#core/model/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { chainLineage, type UnitOrigin } from "#core/sorting/index.ts";
import { writeResult } from "../result-place.ts";
import type { JobSpecs } from "../specs.ts";

type Find = JobSpecs["find_merges"];
type Curate = JobSpecs["curate_analyzer"];
type Export = JobSpecs["export_analyzer"];

export async function findMergesJob(
  { analyzer: folder, asOf, actions = [], ...recipe }: Find["args"],
  ctx: ComputeContext,
): Promise<Find["result"]> {
  const analyzer = await curateAnalyzer(
    await loadDeskAnalyzer(folder, ctx, { asOf }),
    actions,
    ctx,
  );
  const { proposals, nearMisses, groups, steps } = await findMerges(analyzer, recipe, ctx);
  return { proposals, nearMisses, groups, steps };
}

export async function curateAnalyzerJob(
  { analyzer: folder, asOf, curations, place, ...options }: Curate["args"],
  ctx: ComputeContext,
): Promise<Curate["result"]> {
  const given = await loadDeskAnalyzer(folder, ctx, { asOf });
  given.extensions.delete(SORTER_TEMPLATES); // no extension of SpikeInterface's, which would be written
  const { unitIds } = given.sorting;
  const { fs } = ctx;
  const result = await writeResult(place, ctx, async (into) => {
    const { value, lineage, removed, skipped } = await applyAll(given, curations, options, ctx);
    await saveAnalyzer(value, into, ctx);
    const record = { source: folder, unitIds, removed, lineage, skipped };
    const write = (name: string, json: JsonObject): Promise<void> =>
      fs.writeFile(fs.path.join(into, name), `${JSON.stringify(json, null, 4)}\n`);
    await write("lineage.json", lineageToJson(record));
    for (const [i, document] of curations.entries()) {
      await write(curations.length === 1 ? "curation.json" : `curation_${String(i + 1)}.json`, document); // prettier-ignore
    }
    return {
      unitIds: value.sorting.unitIds,
      numSpikes: value.sorting.spikes.sampleIndex.length,
      extensions: [...value.extensions.values()].map(({ name, params }) => ({ name, params })),
      skipped,
    };
  });
  const { dict } = await openSortingPath(fs.path.join(place.folder, "sorting"), {}, ctx);
  return { ...result, sorting: dict };
}

/** Curations one after the other; lineage leads back to the first units. */
async function applyAll(
  given: SortingAnalyzer,
  documents: readonly JsonObject[],
  options: ApplyToAnalyzerOptions,
  ctx: ComputeContext,
) {
  let value = given;
  let lineage: readonly UnitOrigin[] = [];
  const removed: UnitId[] = [];
  const skipped: (readonly UnitId[])[] = [];
  for (const document of documents) {
    const curation = parseCuration(document, { unitIds: value.sorting.unitIds });
    const applied = await applyCurationToAnalyzer(value, curation, options, ctx);
    value = applied.value;
    lineage = chainLineage(lineage, applied.lineage);
    removed.push(...applied.removed);
    skipped.push(...applied.skipped);
  }
  return { value, lineage, removed, skipped };
}

export async function exportAnalyzerJob(
  { analyzer: folder, asOf, actions, exporter, params, place }: Export["args"],
  ctx: ComputeContext,
): Promise<Export["result"]> {
  const base = await loadDeskAnalyzer(folder, ctx, { asOf });
  const curated = await curateAnalyzer(base, actions, ctx);
  const units = curatedUnits(base.sorting.unitIds, actions);
  const labelled = withCurationProperties(curated, units);
  const kept = labelled.sorting.unitIds.filter((id) => !units.removed.has(id));
  const analyzer = units.removed.size === 0 ? labelled : selectUnitsOfAnalyzer(labelled, kept);
  const curations = curationDocuments(base.sorting, actions).map((one) => curationToJson(one));
  const input = { analyzer, source: folder, curations };
  const files = await writeResult(place, ctx, (into) =>
    runExporter(exporter, input, { into, folder: place.folder }, params, ctx),
  );
  return { files };
}
