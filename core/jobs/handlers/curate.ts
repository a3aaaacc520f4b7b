import { loadAnalyzer, saveAnalyzer } from "#core/analyzer/index.ts";
import type { ComputeContext } from "#core/compute/index.ts";
import {
  applyCurationToAnalyzer,
  curationToJson,
  findMerges,
  lineageToJson,
  parseCuration,
} from "#core/curation/index.ts";
import { openSortingPath } from "#core/open/index.ts";
import { writeResult } from "../result-place.ts";
import type { JobSpecs } from "../specs.ts";

type Find = JobSpecs["find_merges"];
type Curate = JobSpecs["curate_analyzer"];

export async function findMergesJob(
  { analyzer: folder, ...recipe }: Find["args"],
  ctx: ComputeContext,
): Promise<Find["result"]> {
  const analyzer = await loadAnalyzer(folder, ctx);
  const { proposals, nearMisses, groups, steps } = await findMerges(analyzer, recipe, ctx);
  return { proposals, nearMisses, groups, steps };
}

export async function curateAnalyzerJob(
  { analyzer: folder, curation: document, place, ...options }: Curate["args"],
  ctx: ComputeContext,
): Promise<Curate["result"]> {
  const given = await loadAnalyzer(folder, ctx);
  const { unitIds } = given.sorting;
  const curation = parseCuration(document, { unitIds });
  const { fs } = ctx;
  const result = await writeResult(place, ctx, async (into) => {
    const { value, lineage, removed, skipped } = await applyCurationToAnalyzer(
      given,
      curation,
      options,
      ctx,
    );
    await saveAnalyzer(value, into, ctx);
    const record = { source: folder, unitIds, removed, lineage, skipped };
    for (const [name, json] of [
      ["lineage.json", lineageToJson(record)],
      ["curation.json", curationToJson(curation)],
    ] as const) {
      await fs.writeFile(fs.path.join(into, name), `${JSON.stringify(json, null, 4)}\n`);
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
